import type { StatsigUser, StatsigUserFields } from '../users/statsig-user.js';
import { type RequestLike, type RequestUserFields, userFieldsFromRequest, userOf } from './user-from-request.js';

/** What a user is made from. Later kinds of requests (sockets, messages) add to `type`. */
export interface UserContext<Request extends RequestLike = RequestLike> {
  readonly type: 'http';
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

/** How a `RequestUserResolver` finds users. */
export interface RequestUserResolverOptions {
  readonly source: UserSource | undefined;
  /** How long a promise of the source is waited for. Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly report: (message: string) => void;
}

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

  constructor({ source, timeoutMs, report }: RequestUserResolverOptions) {
    this.#source = source;
    this.#timeoutMs = timeoutMs;
    this.#report = report;
  }

  /** The user of the request. Never throws; a promise only when the source gave one, and it never rejects. */
  resolve(request: RequestLike): StatsigUser | Promise<StatsigUser> {
    const defaults = userFieldsFromRequest(request);
    if (this.#source === undefined) return userOf(defaults);
    try {
      const answer = this.#source({ type: 'http', request, defaults });
      if (isThenable(answer)) {
        // In this order, so that an answer that cannot be used counts as a failure too, as it does below.
        return this.#inTime(answer)
          .then((user) => this.#accept(user, defaults))
          .catch((error: unknown) => this.#reject(error, defaults));
      }
      return this.#accept(answer, defaults);
    } catch (error) {
      return this.#reject(error, defaults);
    }
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
  #accept(answer: ToldUser, defaults: RequestUserFields): StatsigUser {
    if (typeof answer !== 'object' && answer !== undefined) {
      throw new TypeError(`it told a ${typeof answer}; expected a StatsigUser, fields of one, or nothing`);
    }
    const user = isUser(answer) ? answer : userOf(laidOver(defaults, answer ?? {}));
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
    const { userID: _, ...withoutID } = defaults;
    return userOf(withoutID);
  }
}

function isThenable(value: unknown): value is PromiseLike<ToldUser> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** The user that the application gave: a `StatsigUser` as it is, plain fields made into one. */
export function toRequestUser(user: StatsigUser | StatsigUserFields): StatsigUser {
  return isUser(user) ? user : userOf(user);
}

/**
 * A `StatsigUser` rather than something with fields of one. Not told by `instanceof`: it may come from another copy of
 * the package, or from the official one. Their classes, and those that extend them, read and write `privateAttributes` by
 * accessors; rows of databases and other objects of the application's own classes do not.
 */
function isUser(answer: ToldUser): answer is StatsigUser {
  for (let type: unknown = answer; typeof type === 'object' && type !== null; type = Object.getPrototypeOf(type)) {
    const accessors = Object.getOwnPropertyDescriptor(type, 'privateAttributes');
    if (accessors?.get !== undefined && accessors.set !== undefined) return true;
  }
  return false;
}

const fieldNames = Object.keys({
  userID: true,
  customIDs: true,
  email: true,
  ip: true,
  userAgent: true,
  country: true,
  locale: true,
  appVersion: true,
  os_name: true,
  os_version: true,
  browser_name: true,
  browser_version: true,
  systemName: true,
  systemVersion: true,
  browserName: true,
  browserVersion: true,
  statsigEnvironment: true,
  custom: true,
  privateAttributes: true,
} satisfies Record<keyof StatsigUserFields, true>);

/** The fields that `answer` has, over `defaults`. Read by name: in objects with a class some may be getters. */
function laidOver(defaults: RequestUserFields, answer: StatsigUserFields): StatsigUserFields {
  const fields: StatsigUserFields = { ...defaults };
  for (const name of fieldNames) {
    if (name in answer) Reflect.set(fields, name, Reflect.get(answer, name));
  }
  return fields;
}
