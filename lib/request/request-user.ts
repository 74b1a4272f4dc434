import { StatsigUser, type StatsigUserFields, userWithLateFields, userWithLateID } from '../users/statsig-user.js';
import { lateDefaults } from './late-defaults.js';
import { ShownUser } from './shown-user.js';
import { type RequestLike, type RequestUserFields, userOf } from './user-from-request.js';

/** How a request came. */
export interface RequestOrigin {
  /** `http`, or in frameworks that serve more than that: an operation of GraphQL, a message of a socket or of a service. */
  readonly type: 'http' | 'graphql' | 'ws' | 'rpc';
  /** What a message (`ws`, `rpc`) says; the arguments of the field for `graphql`. */
  readonly data?: unknown;
  /** What it came through: the socket (`ws`), the transport's context (`rpc`), the operation's context (`graphql`). */
  readonly context?: unknown;
}

/** The origin of most requests. */
export const httpOrigin: RequestOrigin = { type: 'http', data: undefined, context: undefined };

/** What a user is made from. */
export interface UserContext<Request extends RequestLike = RequestLike> extends RequestOrigin {
  /** The framework's request, after authentication when the first question about the user comes after it. */
  readonly request: Request;
  /** What the request shows without being told more: `userID` of a signed-in user, `ip`, `userAgent`, `locale`. */
  readonly defaults: Readonly<RequestUserFields>;
}

/**
 * Tells the user of a request, at once or as a promise. Fields, also those of a row of a database, are laid over
 * `defaults`, so that the address and the user agent need not be repeated; a `StatsigUser` is taken as it is; null and
 * undefined add nothing, as for a visitor whom no session knows.
 *
 * Annotate the context to have the framework's request: `user: ({ request }: UserContext<FastifyRequest>) => …`.
 */
export type UserSource = {
  // Written as a method, whose parameters TypeScript compares in both directions: only the application knows its framework.
  tell(context: UserContext): ToldUser | Promise<ToldUser>;
}['tell'];

type ToldUser = StatsigUser | StatsigUserFields | null | undefined;

/** How long a promise of a `UserSource` is waited for unless told otherwise. Unit: milliseconds. */
export const defaultUserTimeoutMs = 5_000;

/** How a `RequestUserResolver` finds users. */
export interface RequestUserResolverOptions {
  readonly source: UserSource | undefined;
  /** How long a promise of the source is waited for. Unit: milliseconds. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  readonly report: (message: string) => void;
}

/**
 * When a `UserSource` answers: `at once`, `later` when it is asynchronous, or `unknown` while it was not asked. One that has
 * given a promise counts as asynchronous from then on.
 */
export type UserTiming = 'at once' | 'later' | 'unknown';

/**
 * Makes the user of a request from a `UserSource`, or from what the request shows when there is none.
 *
 * A source that throws, or whose promise is not settled in time, does not fail the request: the user is then one without
 * IDs, and the failure is reported when it begins and when it is over, not for each request.
 */
export class RequestUserResolver {
  readonly #source: UserSource | undefined;
  readonly #timeoutMs: number;
  readonly #report: (message: string) => void;
  #isFailing = false;
  #timing: UserTiming;

  constructor({ source, timeoutMs, report }: RequestUserResolverOptions) {
    this.#source = source;
    this.#timeoutMs = timeoutMs ?? defaultUserTimeoutMs;
    this.#report = report;
    this.#timing = source === undefined ? 'at once' : isDeclaredAsync(source) ? 'later' : 'unknown';
  }

  /** When users are known, as far as it has been seen. */
  get timing(): UserTiming {
    return this.#timing;
  }

  /** The user of the request. Never throws; a promise only when the source gave one, and it never rejects. */
  resolve(
    request: RequestLike,
    shown: ShownUser,
    origin: RequestOrigin = httpOrigin,
  ): StatsigUser | Promise<StatsigUser> {
    if (this.#source === undefined) return userWithLateFields(shown, shown);
    try {
      // Whoever takes time may ask for them when the request is gone.
      const defaults = this.#timing === 'later' ? shown.all() : lateDefaults(shown);
      const answer = this.#source(contextOf(request, defaults, origin));
      return isThenable(answer) ? this.#settle(answer, shown.all()) : this.#accept(answer, shown);
    } catch (error) {
      return this.#reject(error, shown.all());
    }
  }

  /**
   * Asks the source for the sake of learning when it answers, at the first request. When it gives a promise, that is the
   * request's user. Anything else is left for `resolve`, which asks later, when authentication may have told more; and so is
   * the report of a failure.
   */
  probe(
    request: RequestLike,
    defaults: RequestUserFields,
    origin: RequestOrigin = httpOrigin,
  ): Promise<StatsigUser> | undefined {
    if (this.#source === undefined || this.#timing !== 'unknown') return undefined;
    this.#timing = 'at once';
    try {
      const answer = this.#source(contextOf(request, defaults, origin));
      return isThenable(answer) ? this.#settle(answer, defaults) : undefined;
    } catch {
      return undefined;
    }
  }

  /** The user that was promised; one without an ID when the promise fails. */
  #settle(promised: PromiseLike<ToldUser>, defaults: RequestUserFields): Promise<StatsigUser> {
    this.#timing = 'later';
    // In this order, so that an answer that cannot be used counts as a failure too, as it does at once.
    return this.#inTime(promised)
      .then((user) => this.#accept(user, defaults))
      .catch((error: unknown) => this.#reject(error, defaults));
  }

  /** What is promised; what comes after the time is up is not taken. */
  async #inTime(promised: PromiseLike<ToldUser>): Promise<ToldUser> {
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<never>((_resolve, reject) => {
      const giveUp = (): void =>
        reject(new Error(`it told nobody within ${this.#timeoutMs} ms, see \`userTimeoutMs\``));
      timer = setTimeout(giveUp, this.#timeoutMs);
    });
    try {
      return await Promise.race([promised, timeUp]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** @throws TypeError for what is no user in any form, and what a getter of the answer throws */
  #accept(answer: ToldUser, defaults: RequestUserFields | ShownUser): StatsigUser {
    if (typeof answer !== 'object' && answer !== undefined) {
      throw new TypeError(`it told a ${typeof answer}; expected a StatsigUser, fields of one, or nothing`);
    }
    const user =
      defaults instanceof ShownUser ? lateRequestUser(answer ?? {}, defaults) : toRequestUser(answer ?? {}, defaults);
    if (this.#isFailing) {
      this.#isFailing = false;
      this.#report('The `user` option works again.');
    }
    return user;
  }

  #reject(error: unknown, defaults: RequestUserFields): StatsigUser {
    if (!this.#isFailing) {
      this.#isFailing = true;
      const cause = error instanceof Error ? error.message : String(error);
      this.#report(`The \`user\` option failed (${cause}); users without IDs are evaluated until it works again.`);
    }
    return anonymousUser(defaults);
  }
}

function contextOf(
  request: RequestLike,
  defaults: RequestUserFields,
  { type, data, context }: RequestOrigin,
): UserContext {
  return { type, request, defaults, data, context };
}

/** The user of whom nobody knows who it is: what the request shows, without the ID of somebody who signed in. */
export function anonymousUser(defaults: RequestUserFields): StatsigUser {
  const { userID: _, ...shown } = defaults;
  return userOf(shown);
}

function isDeclaredAsync(source: UserSource): boolean {
  return Object.prototype.toString.call(source) === '[object AsyncFunction]';
}

function isThenable(value: unknown): value is PromiseLike<ToldUser> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/**
 * The user that the application gave: a `StatsigUser` as it is, fields laid over those that the request shows. Of custom IDs,
 * those that were given go before those that the request shows, and leave the others.
 */
export function toRequestUser(user: StatsigUser | StatsigUserFields, defaults: RequestUserFields = {}): StatsigUser {
  return isUser(user) ? user : userOf(laidOver(defaults, user));
}

/** The same, with what the answer leaves to the request read from there when it is asked for. */
function lateRequestUser(user: StatsigUser | StatsigUserFields, shown: ShownUser): StatsigUser {
  if (isUser(user)) return user;
  const userID = onlyUserID(user);
  if (userID !== undefined) return userWithLateID(userID, shown);
  if ('ip' in user || 'userAgent' in user || 'locale' in user) return toRequestUser(user, shown.all());
  return userWithLateFields(laidOver(shown, user), shown);
}

/**
 * The `userID`, when nothing else was told. Each field is asked for by its name: an object may have some that it does not list.
 */
function onlyUserID(user: StatsigUserFields): string | undefined {
  if (!isPlain(user) || 'ip' in user || 'userAgent' in user || 'locale' in user || 'country' in user) return undefined;
  const others =
    user.customIDs ?? user.custom ?? user.privateAttributes ?? user.statsigEnvironment ?? user.email ?? user.appVersion;
  const facts =
    user.os_name ??
    user.os_version ??
    user.browser_name ??
    user.browser_version ??
    user.systemName ??
    user.systemVersion;
  const hasMore = (others ?? facts ?? user.browserName ?? user.browserVersion ?? undefined) !== undefined;
  return !hasMore && typeof user.userID === 'string' ? user.userID : undefined;
}

/**
 * A `StatsigUser` rather than something with fields of one. Not told by `instanceof`: it may come from another copy of
 * the package, or from the official one. Their classes, and those that extend them, read and write `privateAttributes` by
 * accessors; rows of databases and other objects of the application's own classes do not.
 */
function isUser(answer: ToldUser): answer is StatsigUser {
  if (answer instanceof StatsigUser) return true;
  // The usual answer is a plain object, once per request: it is spared the walk.
  if (isPlain(answer)) return false;
  for (let type: unknown = answer; typeof type === 'object' && type !== null; type = Object.getPrototypeOf(type)) {
    const accessors = Object.getOwnPropertyDescriptor(type, 'privateAttributes');
    if (accessors?.get !== undefined && accessors.set !== undefined) return true;
  }
  return false;
}

function isPlain(answer: unknown): boolean {
  return Object.getPrototypeOf(answer ?? Object.prototype) === Object.prototype;
}

/**
 * The fields that `answer` has, over `defaults`. Read by name, because in objects with a class some may be getters; and written in
 * one order, because objects of one shape are read several times faster.
 */
function laidOver(defaults: RequestUserFields, answer: StatsigUserFields): StatsigUserFields {
  return {
    userID: 'userID' in answer ? answer.userID : defaults.userID,
    customIDs: customIDsOver(defaults.customIDs, answer.customIDs),
    email: answer.email,
    ip: 'ip' in answer ? answer.ip : defaults.ip,
    userAgent: 'userAgent' in answer ? answer.userAgent : defaults.userAgent,
    country: 'country' in answer ? answer.country : defaults.country,
    locale: 'locale' in answer ? answer.locale : defaults.locale,
    appVersion: answer.appVersion,
    os_name: answer.os_name,
    os_version: answer.os_version,
    browser_name: answer.browser_name,
    browser_version: answer.browser_version,
    systemName: answer.systemName,
    systemVersion: answer.systemVersion,
    browserName: answer.browserName,
    browserVersion: answer.browserVersion,
    statsigEnvironment: answer.statsigEnvironment,
    custom: answer.custom,
    privateAttributes: answer.privateAttributes,
  } satisfies Record<keyof StatsigUserFields, unknown>;
}

function customIDsOver(
  defaults: RequestUserFields['customIDs'],
  given: StatsigUserFields['customIDs'],
): StatsigUserFields['customIDs'] {
  if (defaults === undefined) return given;
  return typeof given === 'object' ? { ...defaults, ...given } : defaults;
}
