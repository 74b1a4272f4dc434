import type { BootstrapOptions } from '../bootstrap/statsig-bootstrap.js';
import type { Statsig } from '../client/statsig.js';
import { warnThrough } from '../client/warn-through.js';
import type { StatsigUser } from '../users/statsig-user.js';
import { RequestScope } from './request-scope.js';
import { type RequestOrigin, RequestUserResolver, type UserSource } from './request-user.js';
import type { ResponseLike } from './response-like.js';
import { type AddressInspection, ShownUser } from './shown-user.js';
import type { StableIdCookie } from './stable-id.js';
import type { QuestionTerms } from './tailored-request-view.js';
import { headerOf, type RequestLike } from './user-from-request.js';

/** The name of the client that is meant when none is given. */
export const defaultClientName = 'default';

/** Asks the application, or its framework, about a request. */
export type RequestQuestion<Answer> = {
  // Written as a method, whose parameters TypeScript compares in both directions: the integration knows its framework.
  ask(request: RequestLike, response: ResponseLike | undefined): Answer;
}['ask'];

/** How requests use a client. */
export interface RequestClientOptions {
  readonly client: Statsig;
  /** Where the integration's own warnings come from, in the client's log: `Express`. */
  readonly integration: string;
  /** Tells the clients of one process apart. @default 'default' */
  readonly name?: string | undefined;
  /** Tells the user of a request. @default what the request shows */
  readonly user?: UserSource | undefined;
  /** How long a promise of `user` is waited for. Unit: milliseconds. @default 5_000 */
  readonly userTimeoutMs?: number | undefined;
  /** The header in which a CDN states the caller's country, for example `cf-ipcountry`. @default none */
  readonly countryHeader?: string | undefined;
  /** The cookie with the stable ID of visitors. @default none: users have no stable ID but the one they are given */
  readonly stableID?: StableIdCookie | undefined;
  /** Whether a visitor agrees to being recognised. Without, stable IDs are new at each request. @default agreed */
  readonly hasConsent?: RequestQuestion<boolean> | undefined;
  /** What `bootstrap()` and `renderBootstrap()` of requests begin from; most of all `clientSdkKey`. */
  readonly bootstrap?: BootstrapOptions | undefined;
  /** The nonce that a page's content security policy names for its scripts; asked when a page is rendered. */
  readonly nonceOf?: RequestQuestion<string | undefined> | undefined;
  /**
   * Looks at a request when its user's address is first needed, and at the first hundred when their users are: for warnings about
   * how the framework is set up.
   */
  readonly inspectAddress?: AddressInspection | undefined;
  /**
   * How questions of a request are asked unless told otherwise. Asked once for each request.
   * @default they log their exposures at once
   */
  readonly questionTerms?: RequestQuestion<QuestionTerms | undefined> | undefined;
  /** Takes the integration's own warnings. @default the client's log */
  readonly warn?: ((message: string) => void) | undefined;
}

/** A process that meets ever new keys must not remember them all; later ones are then left out. */
const mostOnceKeys = 1000;

/** How many requests are inspected though nobody asks for their addresses. Each costs a look at its headers. */
const mostInspected = 100;

/** One client, as the requests of one application use it: what is the same for all of them. Opens their scopes. */
export class RequestClient {
  readonly client: Statsig;
  readonly name: string;
  /** What `bootstrap()` of requests begins from. */
  readonly bootstrapOptions: BootstrapOptions | undefined;
  readonly #options: RequestClientOptions;
  readonly #users: RequestUserResolver;
  readonly #warned = new Set<string>();
  #inspected = 0;

  constructor(options: RequestClientOptions) {
    this.client = options.client;
    this.name = options.name ?? defaultClientName;
    this.bootstrapOptions = options.bootstrap;
    this.#options = options;
    this.#users = new RequestUserResolver({
      source: options.user,
      timeoutMs: options.userTimeoutMs,
      report: (message) => this.warn(message),
    });
  }

  /** Whether users are certain to be known at once, so that nothing has to wait for them. */
  get isUserAtOnce(): boolean {
    return this.#users.timing === 'at once';
  }

  /** Whether visitors have stable IDs, so that asking for the user of a request may add a cookie to its answer. */
  get givesStableIDs(): boolean {
    return this.#options.stableID !== undefined;
  }

  /**
   * The scope of a request that begins.
   *
   * @param response where the stable ID's cookie goes, and what the nonce of a page belongs to
   * @param requestOf finds the request to read the user from, where it is not the one that begins; called on first use
   */
  open(request: RequestLike, response?: ResponseLike, requestOf?: (request: RequestLike) => RequestLike): RequestScope {
    return new RequestScope(this, { request, response, requestOf });
  }

  /** The scope of what did not come as a request of HTTP: a message of a socket or a service, an operation of GraphQL. */
  openMessage(request: RequestLike, origin: RequestOrigin): RequestScope {
    return new RequestScope(this, { request, origin });
  }

  /**
   * What handlers of the request must wait for, or undefined when they need not wait: the user, when the `user` option is
   * asynchronous, so that questions can then be asked at once. The first request finds out. Never rejects.
   */
  prepare(scope: RequestScope): Promise<unknown> | undefined {
    const { timing } = this.#users;
    if (timing === 'at once') return undefined;
    if (timing === 'unknown') {
      const promised = this.#users.probe(scope.request, scope.defaults, scope.origin);
      if (promised !== undefined) return scope.expectUser(promised);
      scope.forgetDefaults();
      return undefined;
    }
    const user = scope.user();
    return user instanceof Promise ? user : undefined;
  }

  /** What the request shows of its user without being told more. */
  shownBy(request: RequestLike, stableID: string | undefined): ShownUser {
    const { inspectAddress, countryHeader } = this.#options;
    if (this.#inspected < mostInspected) {
      this.#inspected += 1;
      inspectAddress?.(request);
    }
    return new ShownUser(request, { countryHeader, stableID, inspectAddress });
  }

  /** The stable ID of the request's visitor, if there are any; a new one is kept by a cookie of the response. */
  stableIDOf(request: RequestLike, response: ResponseLike | undefined): string | undefined {
    const { stableID: cookie, hasConsent } = this.#options;
    if (cookie === undefined) return undefined;
    const { stableID, setCookie } = cookie.decide(
      headerOf(request, 'cookie'),
      hasConsent === undefined ? undefined : () => hasConsent(request, response),
    );
    if (setCookie !== undefined && response?.headersSent === false) response.appendHeader('Set-Cookie', setCookie);
    return stableID;
  }

  /** The user of the request; see `RequestUserResolver.resolve`. */
  userOf(request: RequestLike, shown: ShownUser, origin: RequestOrigin): StatsigUser | Promise<StatsigUser> {
    return this.#users.resolve(request, shown, origin);
  }

  /** The nonce for scripts of a page, if there is one. What the application's function throws is reported. */
  nonceOf(request: RequestLike, response: ResponseLike | undefined): string | undefined {
    try {
      return this.#options.nonceOf?.(request, response);
    } catch (error) {
      const cause = error instanceof Error ? error.message : 'unknown error';
      this.warnOnce('nonce', `The \`nonce\` option threw (${cause}); pages are rendered without one.`);
      return undefined;
    }
  }

  /** How questions of the request are asked unless told otherwise. */
  questionTerms(request: RequestLike, response: ResponseLike | undefined): QuestionTerms | undefined {
    return this.#options.questionTerms?.(request, response);
  }

  /** Writes a warning about how the application uses the integration. */
  warn(message: string): void {
    const { warn, client, integration } = this.#options;
    if (warn === undefined) warnThrough(client, integration, message);
    else warn(message);
  }

  /** The same, once for each `key`. */
  warnOnce(key: string, message: string): void {
    if (this.#warned.has(key) || this.#warned.size >= mostOnceKeys) return;
    this.#warned.add(key);
    this.warn(message);
  }
}
