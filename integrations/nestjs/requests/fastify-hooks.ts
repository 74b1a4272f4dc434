import type { AbstractHttpAdapter } from '@nestjs/core';
import { type RequestLike, type ResponseLike, resumeRequest } from 'statsig-nodekit/request';
import type { RequestEntrance } from './request-entrance.js';

/** What is used of Fastify's instance, requests and replies. */
interface FastifyLike {
  addHook(name: 'onRequest' | 'preValidation', hook: FastifyHook): unknown;
}
type FastifyHook = (request: RequestLike, reply: FastifyReplyLike, done: () => void) => unknown;
interface FastifyReplyLike {
  readonly sent: boolean;
  header(name: string, value: string): unknown;
}

/** Where an instance of Fastify has the entrances of its application's clients. One name for all copies of this package. */
const entrancesKey = Symbol.for('statsig-nodekit.nestjs.fastify-entrances');

/**
 * Gives each request its scope by hooks of Fastify's own. Middleware would cost more than all the rest: as soon as there is
 * any, Fastify has each request go through an emulation of Express's. It would also see the request of `node:http`, and
 * not the one that authentication writes to.
 */
export function addFastifyHooks(adapter: AbstractHttpAdapter, enter: RequestEntrance): void {
  const fastify = adapter.getInstance<FastifyLike>();
  const known: unknown = Reflect.get(fastify, entrancesKey);
  if (Array.isArray(known)) {
    known.push(enter);
    return;
  }
  const entrances: RequestEntrance[] = [enter];
  Reflect.set(fastify, entrancesKey, entrances);
  const entered = new WeakSet<RequestLike>();
  const enterOnce = (request: RequestLike, reply: FastifyReplyLike, next: () => void): void => {
    if (entered.has(request)) {
      resumeRequest(request, next);
      return;
    }
    entered.add(request);
    const response = new FastifyResponse(reply);
    const enterFrom = (index: number): void => {
      const entrance = entrances[index];
      if (entrance === undefined) next();
      else entrance(request, response, () => enterFrom(index + 1));
    };
    enterFrom(0);
  };
  hookBeforeMiddleware(adapter, enterOnce);
  // For applications that put a hook of their own in the place of that one.
  fastify.addHook('onRequest', enterOnce);
  // Between the two a body is read, and what follows is called by the connection.
  fastify.addHook('preValidation', (request, _reply, done) => resumeRequest(request, done));
}

/**
 * Nest has bound its middleware before it looks for modules; its adapter has one place for a hook that comes earlier. What is
 * there already is called, too.
 */
function hookBeforeMiddleware(
  adapter: AbstractHttpAdapter,
  enter: (request: RequestLike, reply: FastifyReplyLike, next: () => void) => void,
): void {
  const present: unknown = Reflect.get(adapter, 'onRequestHook');
  const hook: FastifyHook = (request, reply, done) => {
    let result: unknown;
    enter(request, reply, () => {
      if (typeof present === 'function') result = Reflect.apply(present, adapter, [request, reply, done]);
      else done();
    });
    return result;
  };
  adapter.setOnRequestHook(hook);
}

/** A reply of Fastify, as far as a header is added to it; undefined for anything else. */
export function fastifyResponse(reply: unknown): ResponseLike | undefined {
  return isReply(reply) ? new FastifyResponse(reply) : undefined;
}

function isReply(value: unknown): value is FastifyReplyLike {
  return typeof value === 'object' && value !== null && 'header' in value && typeof value.header === 'function';
}

/** A reply, as far as a header is added to it. */
class FastifyResponse implements ResponseLike {
  readonly #reply: FastifyReplyLike;

  constructor(reply: FastifyReplyLike) {
    this.#reply = reply;
  }

  get headersSent(): boolean {
    return this.#reply.sent;
  }

  /** Fastify adds cookies to those that are there; for other names it would replace them. */
  appendHeader(name: string, value: string): unknown {
    return this.#reply.header(name, value);
  }
}
