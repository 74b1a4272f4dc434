import type { Statsig } from '../client/statsig.js';
import type { StatsigUser, StatsigUserFields } from '../users/statsig-user.js';
import type { GateDecision } from './gate-expression.js';
import type { RequestClient } from './request-client.js';
import { anonymousUser, httpOrigin, type RequestOrigin, toRequestUser } from './request-user.js';
import { RequestView } from './request-view.js';
import type { ResponseLike } from './response-like.js';
import type { ShownUser } from './shown-user.js';
import { type QuestionTerms, TailoredRequestView } from './tailored-request-view.js';
import type { RequestLike, RequestUserFields } from './user-from-request.js';

/** What a scope is about. */
export interface RequestParts {
  readonly request: RequestLike;
  readonly response?: ResponseLike | undefined;
  /** Finds the request to read the user from, where it is not the one that began. Called on first use. */
  readonly requestOf?: ((request: RequestLike) => RequestLike) | undefined;
  /** @default `http` */
  readonly origin?: RequestOrigin | undefined;
}

/**
 * One request, as one client sees it: its user, made on first use and shared by everything that handles the request, and
 * the gate decisions made so far. `RequestClient.open` makes one.
 *
 * The user is made late because middleware runs before authentication; made early it would miss who signed in.
 */
export class RequestScope {
  readonly #owner: RequestClient;
  readonly #request: RequestLike;
  readonly #response: ResponseLike | undefined;
  readonly #requestOf: ((request: RequestLike) => RequestLike) | undefined;
  /** How the request came. */
  readonly origin: RequestOrigin;
  #shown: ShownUser | undefined;
  #defaults: RequestUserFields | undefined;
  #stableID: string | undefined;
  #user: StatsigUser | Promise<StatsigUser> | undefined;
  #provisional: StatsigUser | undefined;
  #view: RequestView | undefined;
  #decisions: Map<object, GateDecision> | undefined;

  constructor(owner: RequestClient, { request, response, requestOf, origin }: RequestParts) {
    this.#owner = owner;
    this.#request = request;
    this.#response = response;
    this.#requestOf = requestOf;
    this.origin = origin ?? httpOrigin;
  }

  get client(): Statsig {
    return this.#owner.client;
  }

  /** The client with the options of the application's integration. */
  get owner(): RequestClient {
    return this.#owner;
  }

  /** The request that users are read from. */
  get request(): RequestLike {
    return this.#requestOf === undefined ? this.#request : this.#requestOf(this.#request);
  }

  /** The client with this request's user, for handlers and templates. */
  get view(): RequestView {
    return (this.#view ??= this.viewOn(this.#owner.questionTerms(this.#request, this.#response)));
  }

  /** A further view of the same user, whose questions are asked on other terms. */
  viewOn(terms: QuestionTerms | undefined): RequestView {
    return terms === undefined ? new RequestView(this) : new TailoredRequestView(this, terms);
  }

  /** What the request shows of its user without being told more. */
  get defaults(): RequestUserFields {
    return (this.#defaults ??= this.shown.all());
  }

  /** The same, as far as it was asked for. */
  get shown(): ShownUser {
    return (this.#shown ??= this.#readShown());
  }

  /** The nonce for scripts of this request's page, if there is one. */
  get nonce(): string | undefined {
    return this.#owner.nonceOf(this.request, this.#response);
  }

  /** The request's user: the same object each time, and a promise only while an asynchronous source works on it. */
  user(): StatsigUser | Promise<StatsigUser> {
    if (this.#user !== undefined) return this.#user;
    const user = this.#owner.userOf(this.request, this.shown, this.origin);
    return user instanceof Promise ? this.expectUser(user) : (this.#user = user);
  }

  /** The user, if anything has asked for it so far. */
  get knownUser(): StatsigUser | Promise<StatsigUser> | undefined {
    return this.#user;
  }

  /**
   * The request's user without waiting. While an asynchronous source works on it, one of whom nobody knows who it is, with a
   * warning.
   */
  currentUser(): StatsigUser {
    const user = this.user();
    if (!(user instanceof Promise)) return user;
    this.#owner.warnOnce(
      'user-pending',
      'A question was asked before the `user` option had told the user; the answer was for one without an ID. Declare the ' +
        'option `async`, or await `resolveUser()` before the question.',
    );
    return (this.#provisional ??= anonymousUser(this.defaults));
  }

  /** Takes what is promised for the request's user. */
  expectUser(promised: Promise<StatsigUser>): Promise<StatsigUser> {
    const pending: Promise<StatsigUser> = promised.then((resolved) => {
      // Unless `setUser` was called meanwhile: a sign-in outlives what the request looked like before.
      if (this.#user === pending) this.#user = resolved;
      return resolved;
    });
    this.#user = pending;
    return pending;
  }

  /** Has what the request shows read anew: authentication may add to it. */
  forgetDefaults(): void {
    this.#shown = undefined;
    this.#defaults = undefined;
  }

  /**
   * Replaces the request's user, after a sign-in for example, and forgets what was decided for the former one. A
   * `StatsigUser` is taken as it is; fields are laid over what the request shows, so that the address and the user agent
   * need not be repeated.
   */
  setUser(user: StatsigUser | StatsigUserFields): void {
    this.#user = toRequestUser(user, this.defaults);
    this.#decisions?.clear();
  }

  /** The decision for `subject`, made at most once per request and user. */
  decideOnce(subject: object, decide: () => GateDecision): GateDecision {
    const known = this.#decisions?.get(subject);
    if (known !== undefined) return known;
    const decision = decide();
    (this.#decisions ??= new Map()).set(subject, decision);
    return decision;
  }

  /** Says something about this client, once per process and `key`. */
  warnOnce(key: string, message: string): void {
    this.#owner.warnOnce(key, message);
  }

  #readShown(): ShownUser {
    const { request } = this;
    // Once per request: a new one would be another each time.
    this.#stableID ??= this.#owner.stableIDOf(request, this.#response);
    return this.#owner.shownBy(request, this.#stableID);
  }
}
