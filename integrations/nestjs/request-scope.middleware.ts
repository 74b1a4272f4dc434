import type { AbstractHttpAdapter } from '@nestjs/core';
import { enterRequest, type RequestLike } from 'statsig-nodekit/request';
import type { StatsigService } from './statsig.service.js';

/** Opens a request's scope and runs the rest of the request in it. */
export type RequestScopeMiddleware = (request: RequestLike, response: unknown, next: () => void) => void;

/** Finds the framework's request of one of `node:http`. */
export type FrameworkRequests = (request: RequestLike) => RequestLike;

/** Middleware that gives each request its scope for the service's client. */
export function requestScopeMiddleware(
  service: StatsigService,
  clientName: string,
  frameworkRequestOf: FrameworkRequests,
): RequestScopeMiddleware {
  return (request, _response, next) => {
    const scope = service.createRequestScope(request, frameworkRequestOf);
    enterRequest({ request, clientName, scope }, next);
  };
}

/** What is used of Fastify's instance and requests. */
interface FastifyLike {
  addHook(name: 'onRequest', hook: (request: FastifyRequestLike, reply: unknown, done: () => void) => void): unknown;
}
interface FastifyRequestLike extends RequestLike {
  readonly raw: object;
}

/**
 * How to get from the request that middleware sees to the one that guards and handlers see.
 *
 * On Express they are the same object. On Fastify middleware gets the request of `node:http`, and what authentication
 * writes (`request.user`) is on Fastify's own, so a hook remembers which belong together.
 */
export function frameworkRequests(adapter: AbstractHttpAdapter | undefined): FrameworkRequests {
  if (adapter?.getType() !== 'fastify') return (request) => request;
  const fastifyRequests = new WeakMap<object, RequestLike>();
  adapter.getInstance<FastifyLike>().addHook('onRequest', (request, _reply, done) => {
    fastifyRequests.set(request.raw, request);
    done();
  });
  return (request) => fastifyRequests.get(request) ?? request;
}
