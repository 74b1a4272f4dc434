import type { ContextType, ExecutionContext } from '@nestjs/common';
import type { RequestLike, RequestOrigin } from 'statsig-nodekit/request';
import { handshakeOf } from './handshakes.js';

/**
 * The kind of what is being handled. `graphql` is a name that `@nestjs/graphql` adds to those of Nest's own; whatever else a
 * library adds counts as `rpc`: something with data, and a context.
 */
export function requestKindOf(context: ExecutionContext): RequestOrigin['type'] {
  const type = context.getType<ContextType | 'graphql'>();
  return type === 'http' || type === 'graphql' || type === 'ws' ? type : 'rpc';
}

/** What a message says, and what it came through. */
export function originOf(context: ExecutionContext): RequestOrigin {
  const type = requestKindOf(context);
  const [first, second, third]: unknown[] = context.getArgs();
  if (type === 'ws') return { type, data: second, context: first };
  // A resolver is called with its parent, the arguments, the context of the operation, and what is asked.
  if (type === 'graphql') return { type, data: second, context: third };
  return type === 'rpc' ? { type, data: first, context: second } : { type, data: undefined, context: undefined };
}

/**
 * What users are read from where there is no request of HTTP:
 * - `ws`: headers and address of the socket's handshake, and `user` of the socket, where authentication puts it;
 * - `graphql`: the request that the operation came by, over HTTP or a socket;
 * - `rpc`: `user` of the message's context alone. What a message says of its sender is for the option `user` to believe.
 */
export function requestOfMessage({ type, context }: RequestOrigin): RequestLike {
  const carrier = new Carrier(context);
  if (type === 'rpc') return { headers: {}, user: carrier.get('user') };
  if (type === 'graphql') {
    const carried = carrier.get('req') ?? carrier.get('request') ?? new Carrier(carrier.get('extra')).get('request');
    return isRequest(carried) ? carried : { headers: {}, user: carrier.get('user') };
  }
  const handshake = handshakeOf(context);
  const shown = new Carrier(handshake);
  const { headers = {} } = isRequest(handshake) ? handshake : {};
  const address = textOf(shown.get('address')) ?? textOf(new Carrier(shown.get('socket')).get('remoteAddress'));
  const user = carrier.get('user') ?? new Carrier(carrier.get('data')).get('user') ?? shown.get('user');
  return { headers, ip: address, user };
}

/** The request of HTTP that an operation of GraphQL came by, as middleware saw it; undefined for one over a socket. */
export function httpRequestsOf({ type, context }: RequestOrigin): object[] {
  if (type !== 'graphql') return [];
  const carrier = new Carrier(context);
  const given = [carrier.get('req'), carrier.get('request'), new Carrier(carrier.get('reply')).get('request')];
  // Fastify's own request carries the one of `node:http`, which middleware sees.
  const all = given.flatMap((request) => [request, new Carrier(request).get('raw')]);
  return all.filter((request) => typeof request === 'object' && request !== null);
}

/** Something of a framework, of which is known only what may be in it. */
class Carrier {
  readonly #carried: unknown;

  constructor(carried: unknown) {
    this.#carried = carried;
  }

  get(name: string): unknown {
    return typeof this.#carried === 'object' && this.#carried !== null ? Reflect.get(this.#carried, name) : undefined;
  }
}

function isRequest(value: unknown): value is RequestLike {
  const headers = new Carrier(value).get('headers');
  return typeof headers === 'object' && headers !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
