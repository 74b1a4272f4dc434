import type { RequestLike } from './user-from-request.js';

/** A request of the fetch standard in the form that users are read from. */
export class FetchRequest implements RequestLike {
  /** The request itself. */
  readonly web: Request;
  readonly ip: string | undefined;
  readonly user: unknown;
  #headers: RequestLike['headers'] | undefined;

  constructor(web: Request, caller: { readonly ip?: string | undefined; readonly user?: unknown }) {
    this.web = web;
    this.ip = caller.ip;
    this.user = caller.user;
  }

  /** Made when they are first read. */
  get headers(): RequestLike['headers'] {
    return (this.#headers ??= Object.fromEntries(this.web.headers));
  }
}
