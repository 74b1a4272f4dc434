import type { Statsig } from '../client/statsig.js';
import type { StatsigUser, StatsigUserFields } from '../users/statsig-user.js';
import { bootstrapResponse } from './bootstrap-response.js';
import { FetchRequest } from './fetch-request.js';
import { RequestClient, type RequestClientOptions } from './request-client.js';
import type { RequestScope } from './request-scope.js';
import { enterRequest } from './request-storage.js';
import type { UserContext } from './request-user.js';
import type { RequestView } from './request-view.js';
import type { ResponseLike } from './response-like.js';
import type { RequestUserFields } from './user-from-request.js';

/** What the server knows of a caller beside the request. */
export interface FetchCaller {
  /** The caller's address, by the framework's own rules about proxies before it. @default unknown */
  readonly ip?: string | undefined;
  /** Who has signed in; its `id`, or else its `sub`, is the `userID`. @default nobody */
  readonly user?: unknown;
  /**
   * Adds a `Set-Cookie` header to the answer, for frameworks that hold answers themselves.
   * @default cookies are added to the `Response` that the handler returns
   */
  readonly setCookie?: ((cookie: string) => void) | undefined;
}

/** What `new FetchStatsig()` takes. */
export interface FetchStatsigOptions extends Pick<
  RequestClientOptions,
  'client' | 'name' | 'userTimeoutMs' | 'countryHeader' | 'stableID' | 'bootstrap'
> {
  /**
   * Tells the user of a request, at once or as a promise: as fields that are laid over what the request shows (`defaults`), or as
   * a `StatsigUser`. When it fails or does not answer in time, the request goes on with a user without an ID.
   */
  readonly user?:
    | ((
        request: Request,
        defaults: Readonly<RequestUserFields>,
      ) => FetchUser | null | undefined | Promise<FetchUser | null | undefined>)
    | undefined;
  /** Whether a visitor agrees to being recognised by the stable ID. @default agreed */
  readonly hasConsent?: ((request: Request) => boolean) | undefined;
}

type FetchUser = StatsigUser | StatsigUserFields;

/**
 * A client for servers whose requests and responses are those of the fetch standard: Hono, Bun, Deno, and handlers of any
 * framework that has `Request` and `Response`.
 *
 * @example
 * ```ts
 * const statsig = new FetchStatsig({ client, user: (request) => ({ userID: sessionOf(request)?.userID }) });
 * Bun.serve({ fetch: statsig.wrap((request, view) => new Response(view.checkGate('new_page') ? 'new' : 'old')) });
 * ```
 */
export class FetchStatsig {
  readonly #requests: RequestClient;

  constructor({ user, hasConsent, ...options }: FetchStatsigOptions) {
    this.#requests = new RequestClient({
      ...options,
      integration: 'Fetch',
      user: user && (({ request, defaults }: UserContext<FetchRequest>) => user(request.web, defaults)),
      hasConsent: hasConsent && ((request: FetchRequest) => hasConsent(request.web)),
    });
  }

  /** The client that is asked. */
  get client(): Statsig {
    return this.#requests.client;
  }

  /**
   * Runs what handles a request, with a client for its user: an asynchronous user is waited for before. Whatever the handler calls
   * has it by `currentStatsig()`, too. Rejects with what the handler throws.
   */
  async run<Result>(
    request: Request,
    caller: FetchCaller,
    handle: (statsig: RequestView) => Result | Promise<Result>,
  ): Promise<Result> {
    return this.#enter(request, caller, (scope) => handle(scope.view));
  }

  /** A handler for servers that call one with each request. */
  wrap(
    handle: (request: Request, statsig: RequestView) => Response | Promise<Response>,
  ): (request: Request, caller?: FetchCaller) => Promise<Response> {
    return (request, caller = {}) => this.#enter(request, caller, (scope) => handle(request, scope.view));
  }

  /**
   * Answers a request with what a browser starts from: the values of the request's user as JSON; 503 while there are no specs. See
   * `bootstrapResponse`.
   */
  bootstrapResponse(request: Request, caller: FetchCaller = {}): Promise<Response> {
    return this.#enter(request, caller, (scope) => bootstrapResponse(scope, { method: request.method }));
  }

  #enter<Result>(
    web: Request,
    caller: FetchCaller,
    handle: (scope: RequestScope) => Result | Promise<Result>,
  ): Promise<Result> {
    const cookies: string[] = [];
    const { setCookie = (cookie: string): unknown => cookies.push(cookie) } = caller;
    const response: ResponseLike = { headersSent: false, appendHeader: (_name, value) => setCookie(value) };
    const scope = this.#requests.open(new FetchRequest(web, caller), response);
    return enterRequest({ request: web, clientName: this.#requests.name, scope }, async () => {
      await this.#requests.prepare(scope);
      return withCookies(await handle(scope), cookies);
    });
  }
}

/** The answer with cookies, if it is one. Headers of some answers, such as those of `fetch`, cannot be changed: then a copy. */
function withCookies<Result>(result: Result, cookies: readonly string[]): Result {
  if (cookies.length === 0 || !(result instanceof Response)) return result;
  const answer = new Response(result.body, result);
  for (const cookie of cookies) answer.headers.append('Set-Cookie', cookie);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a result that is a Response is one afterwards
  return answer as Result;
}
