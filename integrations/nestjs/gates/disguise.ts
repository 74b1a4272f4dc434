import type { AbstractHttpAdapter } from '@nestjs/core';
import type { RequestScope } from 'statsig-nodekit/request';

/** Requests whose visitor was first asked about by a gate: nothing before it had given them a stable ID. */
const firstAskedByGate = new WeakSet<RequestScope>();

/** Call it before a gate asks for the user of a request. */
export function noteFirstQuestion(scope: RequestScope): void {
  if (scope.owner.givesStableIDs && scope.knownUser === undefined) firstAskedByGate.add(scope);
}

/** What Express's responses and Fastify's replies have in common. */
interface HeaderHolder {
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
}

/** The cookie of stable IDs begins so, for every client key. */
const cookiePrefix = 'statsig.stable_id.';

/**
 * Takes back the cookie with the stable ID that a gate has had a new visitor given: a route that does not exist gives none, and who
 * compares answers would find out the hidden one. The visitor gets one with the next answer that is not hidden.
 */
export function withdrawStableID(scope: RequestScope, response: unknown, adapter: AbstractHttpAdapter): void {
  if (!firstAskedByGate.has(scope) || !isHeaderHolder(response)) return;
  const cookies: readonly unknown[] = [response.getHeader('set-cookie') ?? []].flat();
  const all = cookies.filter((cookie) => typeof cookie === 'string');
  const others = all.filter((cookie) => !cookie.startsWith(cookiePrefix));
  if (others.length === all.length) return;
  response.removeHeader('set-cookie');
  for (const cookie of others) adapter.appendHeader(response, 'Set-Cookie', cookie);
}

function isHeaderHolder(value: unknown): value is HeaderHolder {
  return typeof value === 'object' && value !== null && 'getHeader' in value && 'removeHeader' in value;
}
