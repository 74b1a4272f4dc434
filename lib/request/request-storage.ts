import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultClientName } from './request-client.js';
import { RequestScopeError } from './request-scope-error.js';
import type { RequestScope } from './request-scope.js';
import type { RequestView } from './request-view.js';

/** A request's scope for each client that takes part in it, by name. */
type RequestScopes = Map<string, RequestScope>;

/** One per process, and not per copy of this module: an ES module and a CommonJS copy may serve the same request. */
const requestStorage = sharedStorage(Symbol.for('statsig-nodekit.request-storage'));

/** Where a request carries its scopes. */
const scopesKey = Symbol.for('statsig-nodekit.request-scopes');

function sharedStorage(key: symbol): AsyncLocalStorage<RequestScopes> {
  const known: unknown = Reflect.get(globalThis, key);
  if (known instanceof AsyncLocalStorage) return known;
  const storage = new AsyncLocalStorage<RequestScopes>();
  Reflect.set(globalThis, key, storage);
  return storage;
}

/**
 * Runs `next` and everything that follows from it, also after an `await`, with `scope` as the request's scope for the client
 * of that name, and gives back what `next` returns.
 *
 * A second client that enters for the same request joins the first, and a second scope of one client takes the place of the
 * first. Another request always gets its own, also one that was made from within a request of the same process.
 */
export function enterRequest<Result>(
  entry: { readonly request: object; readonly clientName: string; readonly scope: RequestScope },
  next: () => Result,
): Result {
  const { request, clientName, scope } = entry;
  const known: RequestScopes | undefined = Reflect.get(request, scopesKey);
  if (known === undefined) {
    const scopes = new Map([[clientName, scope]]);
    Reflect.set(request, scopesKey, scopes);
    return requestStorage.run(scopes, next);
  }
  known.set(clientName, scope);
  return requestStorage.getStore() === known ? next() : requestStorage.run(known, next);
}

/** A given request's scope for the client of that name, or undefined when none was entered. */
export function requestScopeOf(request: object, clientName: string = defaultClientName): RequestScope | undefined {
  const scopes: RequestScopes | undefined = Reflect.get(request, scopesKey);
  return scopes?.get(clientName);
}

/** The current request's scope for the client of that name, or undefined outside of a request. */
export function currentRequestScope(clientName: string = defaultClientName): RequestScope | undefined {
  return requestStorage.getStore()?.get(clientName);
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
      'handled, behind the middleware; elsewhere use client.forUser(user), or tryCurrentStatsig().',
  );
}

/** The same as {@link currentStatsig}, but undefined outside of a request. Never throws. */
export function tryCurrentStatsig(clientName: string = defaultClientName): RequestView | undefined {
  return currentRequestScope(clientName)?.view;
}
