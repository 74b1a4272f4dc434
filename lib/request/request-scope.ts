import { AsyncLocalStorage } from 'node:async_hooks';
import type { Statsig } from '../client/statsig.js';
import type { StatsigUser } from '../users/statsig-user.js';
import type { GateDecision } from './gate-expression.js';

/** The name of the client that is meant when none is given. */
export const defaultClientName = 'default';

/** What one request needs to know of one client. */
export interface RequestScopeParts {
  readonly client: Statsig;
  /** Makes the request's user. Called once, on first use. Must not throw or reject. */
  readonly resolveUser: () => StatsigUser | Promise<StatsigUser>;
  /** Says something about this client, once per process and `key`. */
  readonly warnOnce: (key: string, message: string) => void;
}

/**
 * One request, as one client sees it: its user, made on first use and shared by everything that handles the request,
 * and the gate decisions made so far.
 *
 * The user is made late because middleware runs before authentication; made early it would miss who signed in.
 */
export class RequestScope {
  readonly client: Statsig;
  readonly warnOnce: (key: string, message: string) => void;
  readonly #resolveUser: () => StatsigUser | Promise<StatsigUser>;
  readonly #decisions = new Map<object, GateDecision>();
  #user: StatsigUser | Promise<StatsigUser> | undefined;

  constructor(parts: RequestScopeParts) {
    this.client = parts.client;
    this.warnOnce = parts.warnOnce;
    this.#resolveUser = parts.resolveUser;
  }

  /** The request's user: the same object each time, and a promise only while an asynchronous source works on it. */
  user(): StatsigUser | Promise<StatsigUser> {
    if (this.#user !== undefined) return this.#user;
    const user = this.#resolveUser();
    if (!(user instanceof Promise)) return (this.#user = user);
    const pending: Promise<StatsigUser> = user.then((resolved) => {
      // Unless `setUser` was called meanwhile: a sign-in outlives what the request looked like before.
      if (this.#user === pending) this.#user = resolved;
      return resolved;
    });
    return (this.#user = pending);
  }

  /** Replaces the request's user, after a sign-in for example, and forgets what was decided for the former one. */
  setUser(user: StatsigUser): void {
    this.#user = user;
    this.#decisions.clear();
  }

  /** The decision for `subject`, made at most once per request and user. */
  decideOnce(subject: object, decide: () => GateDecision): GateDecision {
    const known = this.#decisions.get(subject);
    if (known !== undefined) return known;
    const decision = decide();
    this.#decisions.set(subject, decision);
    return decision;
  }
}

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
