/** A request of Segment's library, as far as it matters here. */
interface FetchInit extends RequestInit {
  readonly signal?: AbortSignal;
}

/**
 * The `fetch` of the platform, whose requests can all be given up: Segment's library has no way to do so, and a request without answer
 * would keep the process alive for ten seconds after the client was closed.
 */
export class AbortableFetch {
  readonly #open = new Set<AbortController>();

  /** For the option `httpClient` of the library. */
  readonly fetch = async (url: string, init: FetchInit): Promise<Response> => {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    init.signal?.addEventListener('abort', abort, { once: true });
    this.#open.add(controller);
    try {
      return await fetch(url, { ...init, signal: controller.signal });
    } finally {
      init.signal?.removeEventListener('abort', abort);
      this.#open.delete(controller);
    }
  };

  /** Gives up the requests that are under way. */
  abortAll(): void {
    for (const controller of this.#open) controller.abort();
  }
}
