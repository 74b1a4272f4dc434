import { type RequestLike, type ResponseLike, resumeRequest } from 'statsig-nodekit/request';
import type { RequestEntrance } from './request-entrance.js';

/** What is used of Fastify's instance, requests and replies. */
export interface FastifyLike {
  addHook(name: 'onRequest' | 'preValidation', hook: FastifyHook): unknown;
}
type FastifyHook = (request: RequestLike, reply: FastifyReplyLike, done: () => void) => void;
interface FastifyReplyLike {
  readonly sent: boolean;
  header(name: string, value: string): unknown;
}

/**
 * Gives each request its scope by hooks of Fastify's own. Middleware would cost more than all the rest: as soon as there is
 * any, Fastify has each request go through an emulation of Express's. It would also see the request of `node:http`, and
 * not the one that authentication writes to.
 */
export function addFastifyHooks(fastify: FastifyLike, enter: RequestEntrance): void {
  fastify.addHook('onRequest', (request, reply, done) => enter(request, new FastifyResponse(reply), done));
  // Between the two a body is read, and what follows is called by the connection.
  fastify.addHook('preValidation', (request, _reply, done) => resumeRequest(request, done));
}

/** A reply of Fastify, as far as a header is added to it; undefined for anything else. */
export function fastifyResponse(reply: unknown): ResponseLike | undefined {
  return isReply(reply) ? new FastifyResponse(reply) : undefined;
}

function isReply(value: unknown): value is FastifyReplyLike {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, 'header') === 'function';
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
