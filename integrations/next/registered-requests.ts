import type { RequestClient } from 'statsig-nodekit/request';
import { type RegisteredClient, registerClient, registeredClient } from './client-registry.js';

/** The client of this process as one page, route or proxy uses it. */
export class RegisteredRequests {
  readonly #name: string | undefined;
  readonly #place: string;
  readonly #open: (registered: RegisteredClient) => RequestClient;
  #latest: { readonly registered: RegisteredClient; readonly requests: RequestClient } | undefined;

  /**
   * @param place begins the warning that is said where `registerStatsig()` has not run: `A page`
   * @param open makes what requests share, once for each client
   */
  constructor(name: string | undefined, place: string, open: (registered: RegisteredClient) => RequestClient) {
    this.#name = name;
    this.#place = place;
    this.#open = open;
  }

  /** What requests share. The client has specs by then, or has given up waiting for them. Never rejects. */
  async ready(): Promise<RequestClient> {
    const { registered, requests } = this.#current();
    await registered.initialized;
    return requests;
  }

  /** Made at the first request: `registerStatsig()` has run by then, and a hot reload may have changed the client. */
  #current(): { readonly registered: RegisteredClient; readonly requests: RequestClient } {
    const known = registeredClient(this.#name);
    if (known !== undefined && known === this.#latest?.registered) return this.#latest;
    const registered = known ?? registerClient({ name: this.#name });
    const requests = this.#open(registered);
    if (known === undefined) {
      requests.warn(
        `${this.#place} has started the client with the keys of the environment, because registerStatsig() had not run: its first ` +
          'visitor waits, and the last events are lost when the server is stopped. Call it in instrumentation.ts.',
      );
    }
    return (this.#latest = { registered, requests });
  }
}
