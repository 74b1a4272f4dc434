import type { ResponseLike } from 'statsig-nodekit/request';

/** The headers of the answer of a route handler, which is not there yet. */
export class RouteResponse implements ResponseLike {
  readonly headersSent = false;
  readonly #headers: [name: string, value: string][] = [];

  appendHeader(name: string, value: string): void {
    this.#headers.push([name, value]);
  }

  /** The answer, with the headers that were added meanwhile. */
  complete(answer: Response): Response {
    for (const [name, value] of this.#headers) answer.headers.append(name, value);
    return answer;
  }
}
