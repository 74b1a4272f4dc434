import { AsyncLocalStorage } from 'node:async_hooks';
import { requestCarrier } from './request-carrier.js';
import { defaultClientName } from './request-client.js';
import { RequestScopeError } from './request-scope-error.js';
import type { RequestScope } from './request-scope.js';
import { isRequestScopes, RequestScopes } from './request-scopes.js';
import type { RequestView } from './request-view.js';

/** One per process, and not per copy of this module: an ES module and a CommonJS copy may serve the same request. */
const requestStorage = sharedStorage(Symbol.for('statsig-nodekit.request-storage'));

/** Where the carrier of a request has its scopes. */
const scopesKey = Symbol.for('statsig-nodekit.request-scopes');

/** A property is read and written several times faster than by `Reflect`. */
interface ScopesCarrier {
  [scopesKey]?: RequestScopes;
}

function carrierOf(request: object): ScopesCarrier {
  return requestCarrier(request);
}

function sharedStorage(key: symbol): AsyncLocalStorage<RequestScopes> {
  const known: unknown = Reflect.get(globalThis, key);
  if (known instanceof AsyncLocalStorage) return known;
  const storage = new AsyncLocalStorage<RequestScopes>();
  Reflect.set(globalThis, key, storage);
  return storage;
}

/** Where an application holds the state of its requests itself, for example by a `ClsService` of nestjs-cls. */
export interface RequestContextPlace {
  /** Gives back what `set` was given in this request; undefined outside of one. */
  get(): unknown;
  /** Holds something for the rest of this request. */
  set(held: unknown): void;
}

/** Places of applications. Like the storage, one set per process; outside of its requests a place gives nothing. */
const requestPlaces = sharedPlaces(Symbol.for('statsig-nodekit.request-places'));

function sharedPlaces(key: symbol): Set<RequestContextPlace> {
  const known: unknown = Reflect.get(globalThis, key);
  if (known instanceof Set) return known;
  const places = new Set<RequestContextPlace>();
  Reflect.set(globalThis, key, places);
  return places;
}

/** Has the scopes of requests looked for in `place`, too, until the function that is returned is called. */
export function addRequestPlace(place: RequestContextPlace): () => void {
  requestPlaces.add(place);
  return () => void requestPlaces.delete(place);
}

/** Who enters a request. */
export interface RequestEntry {
  readonly request: object;
  readonly clientName: string;
  readonly scope: RequestScope;
  /** Holds the request's scopes in the place of this module's own storage, if it can. */
  readonly place?: RequestContextPlace | undefined;
}

/**
 * Runs `next` and everything that follows from it, also after an `await`, with `scope` as the request's scope for the client
 * of that name, and gives back what `next` returns.
 *
 * A second client that enters for the same request joins the first, and a second scope of one client takes the place of the
 * first. Another request always gets its own, also one that was made from within a request of the same process.
 */
export function enterRequest<Result>(entry: RequestEntry, next: () => Result): Result {
  const scopes = joinScopes(entry);
  return currentScopes() === scopes || isHeldBy(entry, scopes) ? next() : requestStorage.run(scopes, next);
}

/**
 * Begins to follow promises. Call it while the program starts, where `stayInRequest` may be used: Node 20 follows none before
 * the first use of a storage, and whoever stays in a request then stays there for all whose promises are older.
 */
export function beginToFollow(): void {
  requestStorage.run(new RequestScopes(), () => undefined);
}

/**
 * The same for what follows in the caller's own asynchronous context, for frameworks that give nothing to run: call it
 * before the first `await`, so that the caller sees it too. Needs `beginToFollow` at the start of the program.
 *
 * Call the function that is returned when the request is over, or goes on by `enterRequest`: a connection that is kept alive stays
 * in what was entered, and what comes by it next would begin in the request of somebody else.
 */
export function stayInRequest(entry: RequestEntry): () => void {
  const scopes = joinScopes(entry);
  if (currentScopes() === scopes || isHeldBy(entry, scopes)) return () => undefined;
  // Not what the request itself has, which is still of use to those who have the request.
  const stay = scopes.copy();
  requestStorage.enterWith(stay);
  return () => stay.clear();
}

/**
 * Makes `scope` the scope of a request for all who have the request: `requestScopeOf` finds it, `currentRequestScope` does not.
 * Costs next to nothing, where following a request through promises costs several microseconds (Node 20).
 */
export function attachToRequest({ request, clientName, scope }: Omit<RequestEntry, 'place'>): void {
  joinScopes({ request, clientName, scope });
}

/**
 * Runs `next` in the scopes of a request that was entered before. For frameworks that lose them on the way: whoever listens
 * to the parts of a request's body is called by its connection, which knows nothing of the request. Gives back what `next` gives.
 */
export function resumeRequest<Result>(request: object, next: () => Result): Result {
  const scopes = carrierOf(request)[scopesKey];
  return scopes === undefined || currentScopes() === scopes ? next() : requestStorage.run(scopes, next);
}

function joinScopes({ request, clientName, scope }: RequestEntry): RequestScopes {
  const carrier = carrierOf(request);
  const known = carrier[scopesKey];
  if (known !== undefined) return known.set(clientName, scope);
  return (carrier[scopesKey] = new RequestScopes().set(clientName, scope));
}

/** Whether the application's own place has taken the scopes. */
function isHeldBy({ place, scope }: RequestEntry, scopes: RequestScopes): boolean {
  if (place === undefined) return false;
  try {
    place.set(scopes);
    if (place.get() === scopes) return true;
    warnOfPlace(scope, 'it does not give back what it was given');
  } catch (error) {
    warnOfPlace(scope, error instanceof Error ? error.message : 'unknown error');
  }
  return false;
}

function warnOfPlace(scope: RequestScope, problem: string): void {
  scope.warnOnce(
    'request-place',
    `The \`context\` option cannot hold requests (${problem}), so they are held apart from it. What keeps your context, such ` +
      'as the middleware of nestjs-cls, must run before the one of Statsig: import its module first.',
  );
}

/** The scopes of the request that is being handled, from this module's storage or a place of the application. */
function currentScopes(): RequestScopes | undefined {
  const stored = requestStorage.getStore();
  if (stored !== undefined || requestPlaces.size === 0) return stored;
  for (const place of requestPlaces) {
    const held = heldBy(place);
    if (isRequestScopes(held)) return held;
  }
  return undefined;
}

function heldBy(place: RequestContextPlace): unknown {
  try {
    return place.get();
  } catch {
    // Outside of its requests the application's place may refuse; there is nothing held there.
    return undefined;
  }
}

/** A given request's scope for the client of that name, or undefined when none was entered. */
export function requestScopeOf(request: object, clientName: string = defaultClientName): RequestScope | undefined {
  return carrierOf(request)[scopesKey]?.get(clientName);
}

/** The current request's scope for the client of that name, or undefined outside of a request. */
export function currentRequestScope(clientName: string = defaultClientName): RequestScope | undefined {
  return currentScopes()?.get(clientName);
}

/**
 * The client with the user of the request that is being handled, for services that are not handed the request.
 *
 * @param clientName for one of several clients: the `name` that its integration was given
 * @throws RequestScopeError outside of a request; `tryCurrentStatsig` gives undefined there
 */
export function currentStatsig(clientName: string = defaultClientName): RequestView {
  const view = tryCurrentStatsig(clientName);
  if (view !== undefined) return view;
  throw new RequestScopeError(
    'request_scope_missing',
    `currentStatsig() was called outside of a request of the client named "${clientName}". Call it while a request is ` +
      'handled, behind the middleware (in Express one with the option `context: true`); elsewhere use ' +
      'client.forUser(user), or tryCurrentStatsig().',
  );
}

/** The same as {@link currentStatsig}, but undefined outside of a request. Never throws. */
export function tryCurrentStatsig(clientName: string = defaultClientName): RequestView | undefined {
  return currentRequestScope(clientName)?.view;
}
