import type { RequestScope } from './request-scope.js';

/** Marks the scopes of a request, also those of another copy of this package. */
const markKey = Symbol.for('statsig-nodekit.is-request-scopes');

/**
 * A request's scope for each client that takes part in it, by name. Nearly always there is one client: a `Map` for each request
 * would take more than all the rest of entering it.
 */
export class RequestScopes {
  #name: string | undefined;
  #scope: RequestScope | undefined;
  #others: Map<string, RequestScope> | undefined;

  /** On the prototype, so that it takes no place in each request. */
  get [markKey](): true {
    return true;
  }

  /** The scope for the client of that name, or undefined when none was entered. */
  get(clientName: string): RequestScope | undefined {
    return clientName === this.#name ? this.#scope : this.#others?.get(clientName);
  }

  /** Adds the scope for a client, or puts it in the place of the one that is there. */
  set(clientName: string, scope: RequestScope): this {
    if (this.#name === undefined || this.#name === clientName) {
      this.#name = clientName;
      this.#scope = scope;
    } else {
      (this.#others ??= new Map()).set(clientName, scope);
    }
    return this;
  }

  /** The same for somebody who may clear them. */
  copy(): RequestScopes {
    const copy = new RequestScopes();
    copy.#name = this.#name;
    copy.#scope = this.#scope;
    copy.#others = this.#others === undefined ? undefined : new Map(this.#others);
    return copy;
  }

  /** Leaves none. */
  clear(): void {
    this.#name = undefined;
    this.#scope = undefined;
    this.#others = undefined;
  }
}

/** Whether something that an application held are the scopes of a request, of whichever copy of this package. */
export function isRequestScopes(held: unknown): held is RequestScopes {
  return typeof held === 'object' && held !== null && markKey in held;
}
