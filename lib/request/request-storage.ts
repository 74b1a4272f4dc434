import { AsyncLocalStorage } from 'node:async_hooks';
import { defaultClientName } from './request-client.js';
import type { RequestScope } from './request-scope.js';

/** A request and its scope for each client that takes part in it. */
interface RequestStore {
  readonly request: object;
  readonly scopes: Map<string, RequestScope>;
}

/** One per process, and not per copy of this module: an ES module and a CommonJS copy may serve the same request. */
const requestStorage = sharedStorage(Symbol.for('statsig-nodekit.request-storage'));

function sharedStorage(key: symbol): AsyncLocalStorage<RequestStore> {
  const known: unknown = Reflect.get(globalThis, key);
  if (known instanceof AsyncLocalStorage) return known;
  const storage = new AsyncLocalStorage<RequestStore>();
  Reflect.set(globalThis, key, storage);
  return storage;
}

/**
 * Runs `next` and everything that follows from it, also after an `await`, with `scope` as the current request's scope
 * for the client of that name.
 *
 * A second client that enters for the same request joins the first. Another request always gets its own store, also one
 * that was made from within a request of the same process.
 */
export function enterRequest(
  entry: { readonly request: object; readonly clientName: string; readonly scope: RequestScope },
  next: () => void,
): void {
  const { request, clientName, scope } = entry;
  const current = requestStorage.getStore();
  if (current?.request === request) {
    current.scopes.set(clientName, scope);
    next();
    return;
  }
  requestStorage.run({ request, scopes: new Map([[clientName, scope]]) }, next);
}

/** The current request's scope for the client of that name, or undefined outside of a request. */
export function currentRequestScope(clientName: string = defaultClientName): RequestScope | undefined {
  return requestStorage.getStore()?.scopes.get(clientName);
}
