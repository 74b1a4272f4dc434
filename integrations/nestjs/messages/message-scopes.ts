import type { ExecutionContext } from '@nestjs/common';
import { type RequestEntry, type RequestOrigin, type RequestScope, requestScopeOf } from 'statsig-nodekit/request';
import { httpRequestsOf, originOf } from './message-request.js';

/** A client that takes part in messages, as `StatsigService` does. */
export interface MessageClient {
  readonly clientName: string;
  /** The scope of a message that begins. */
  openMessage(context: ExecutionContext, origin: RequestOrigin): RequestEntry['scope'];
}

/** Where a message keeps what carries its scopes. One name for all copies of this package. */
const carrierKey = Symbol.for('statsig-nodekit.nestjs.message');

/**
 * The scopes of the message that is being handled, one for each client: opened by the first who asks, and then the same for
 * all guards, interceptors and handlers of the message. Never those of another message, also one of the same socket, and for
 * GraphQL those of the whole operation; over HTTP these are the scopes of its request.
 */
export function messageEntries(context: ExecutionContext, clients: readonly MessageClient[]): readonly RequestEntry[] {
  const origin = originOf(context);
  const request =
    httpRequestsOf(origin).find((sent) => clients.some(({ clientName }) => requestScopeOf(sent, clientName))) ??
    carrierOf(context, origin);
  return clients.map((client) => {
    const { clientName } = client;
    return { request, clientName, scope: requestScopeOf(request, clientName) ?? client.openMessage(context, origin) };
  });
}

/**
 * The scope of the message that is being handled, if it is open. It is not looked for where the scopes of requests are kept:
 * what follows from one message of a connection may be what the next one begins in.
 */
export function messageScopeOf(context: ExecutionContext, clientName: string): RequestScope | undefined {
  const origin = originOf(context);
  const carriers = [...httpRequestsOf(origin), carrierOf(context, origin)];
  return carriers.map((carrier) => requestScopeOf(carrier, clientName)).find((scope) => scope !== undefined);
}

/** The same object for all that handles a message, and for no other; for GraphQL one for the whole operation. */
export function messageCarrierOf(context: ExecutionContext): object {
  return carrierOf(context, originOf(context));
}

function carrierOf(context: ExecutionContext, { type, context: operation }: RequestOrigin): object {
  // Nest gives everything that handles a message the same list of arguments; GraphQL has many lists and one context.
  const isOperation = type === 'graphql' && typeof operation === 'object' && operation !== null;
  const owner: object = isOperation ? operation : context.getArgs();
  const known: unknown = Reflect.get(owner, carrierKey);
  if (typeof known === 'object' && known !== null) return known;
  const carrier = {};
  Reflect.defineProperty(owner, carrierKey, { value: carrier });
  return carrier;
}
