import { IncomingMessage } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import type { AbstractHttpAdapter } from '@nestjs/core';
import { currentRequestScope, type RequestLike, type RequestScope, requestScopeOf } from 'statsig-nodekit/request';
import { messageScopeOf } from '../messages/message-scopes.js';

/** Opens the scope of a request for one client. */
export type RequestOpener = (request: RequestLike, response: unknown) => RequestScope;

/** Where an instance of Express or Fastify has the openers of its application. One name for all copies of this package. */
const openersKey = Symbol.for('statsig-nodekit.nestjs.request-openers');

/** Has requests of an application open their scopes when they are first asked for. */
export function addRequestOpener(adapter: AbstractHttpAdapter, clientName: string, open: RequestOpener): void {
  const instance = adapter.getInstance<object>();
  const openers = openersOf(instance) ?? new Map<string, RequestOpener>();
  Reflect.set(instance, openersKey, openers.set(clientName, open));
}

/** The scope of what is being handled, for the client of that name; undefined when the application has no such client. */
export function scopeOfContext(context: ExecutionContext, clientName: string): RequestScope | undefined {
  return context.getType() === 'http'
    ? scopeOfRequest(context.getArgByIndex(0), context.getArgByIndex(1), clientName)
    : // What parameters are made from has a list of arguments of its own; by then the message runs in its scope.
      (messageScopeOf(context, clientName) ?? currentRequestScope(clientName));
}

/** The same for a request of HTTP and its response. */
export function scopeOfRequest(request: unknown, response: unknown, clientName: string): RequestScope | undefined {
  if (typeof request !== 'object' || request === null) return currentRequestScope(clientName);
  const known = requestScopeOf(request, clientName);
  if (known !== undefined) return known;
  const open = openersOf(applicationOf(request))?.get(clientName);
  return open === undefined || !isRequest(request) ? currentRequestScope(clientName) : open(request, response);
}

// In place of `Reflect.get`, which takes several times as long as a property does: this is the way of each first question.

/** Express's requests know their `app`, Fastify's their `server`. */
interface ApplicationRequest {
  readonly app?: unknown;
  readonly server?: unknown;
}

/** The instance that a request is of. */
function applicationOf(request: ApplicationRequest): unknown {
  // Not `server` of Express's: to find that they have none takes a search through all that they inherit from.
  return request instanceof IncomingMessage ? request.app : (request.server ?? request.app);
}

interface OpenersCarrier {
  readonly [openersKey]?: unknown;
}

function openersOf(instance: unknown): Map<string, RequestOpener> | undefined {
  if (instance === null || (typeof instance !== 'object' && typeof instance !== 'function')) return undefined;
  const { [openersKey]: openers }: OpenersCarrier = instance;
  return openers instanceof Map ? openers : undefined;
}

/** Whether it can be read as a request. */
export function isRequest(value: unknown): value is RequestLike {
  return typeof value === 'object' && value !== null && 'headers' in value && typeof value.headers === 'object';
}
