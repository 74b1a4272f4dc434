import type { RequestScope } from './request-scope.js';
import { stableIdCookiePrefix } from './stable-id.js';

/** Requests whose visitor was first asked about by a gate: nothing before it had given them a stable ID. */
const firstAskedByGate = new WeakSet<RequestScope>();

/** What the responses of Node.js and Express and the replies of Fastify have in common. */
interface HeaderHolder {
  getHeader(name: string): unknown;
  removeHeader(name: string): unknown;
}

/** Call it before a gate asks for the user of a request. */
export function noteFirstQuestion(scope: RequestScope): void {
  if (scope.owner.givesStableIDs && scope.knownUser === undefined) firstAskedByGate.add(scope);
}

/**
 * Takes back the cookie with the stable ID that a gate has had a new visitor given: a route that does not exist gives none, and who
 * compares answers would find out the hidden one. The visitor gets one with the next answer that is not hidden.
 *
 * Does nothing where the visitor was asked about before the gate, and to responses without headers.
 *
 * @param append adds a cookie of somebody else's to the response again, in the framework's way
 */
export function withdrawStableID(scope: RequestScope, response: unknown, append: (cookie: string) => void): void {
  if (!firstAskedByGate.has(scope) || !isHeaderHolder(response)) return;
  const cookies: readonly unknown[] = [response.getHeader('set-cookie') ?? []].flat();
  const all = cookies.filter((cookie) => typeof cookie === 'string');
  const others = all.filter((cookie) => !cookie.startsWith(stableIdCookiePrefix));
  if (others.length === all.length) return;
  response.removeHeader('set-cookie');
  for (const cookie of others) append(cookie);
}

function isHeaderHolder(value: unknown): value is HeaderHolder {
  return typeof value === 'object' && value !== null && 'getHeader' in value && 'removeHeader' in value;
}
