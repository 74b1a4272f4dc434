import type { Request, RequestHandler, Response } from 'express';
import type { BootstrapOptions, Statsig, StatsigOptions, StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import {
  expecting,
  filledText,
  flag,
  type OptionCheck,
  optionComplaints,
  type RequestUserFields,
  type StableIdCookieOptions,
  stableIdComplaint,
} from 'statsig-nodekit/request';

/** What `statsig()` takes. Give either `client` or `sdkKey`. */
export interface StatsigExpressOptions {
  /** The client to ask. Its life stays its owner's: initialise it, and close it with `gracefulShutdown`. */
  readonly client?: Statsig | undefined;
  /** The server secret key, for a client that is made and initialised here. `statsig(…).client` is that client. */
  readonly sdkKey?: string | undefined;
  /** Options of the client that is made here. */
  readonly options?: StatsigOptions | undefined;
  /**
   * Tells the user of a request, as fields that are laid over what the request shows (`defaults`), or as a `StatsigUser`,
   * which is taken as it is.
   *
   * A function that answers at once is called when the user is first needed, and so knows who has signed in until then (at
   * the first request it is called once more, to find out that it does). One that gives a promise is called when the
   * request arrives, and the request waits for it: then put `statsig()` behind the authentication.
   *
   * When it throws, rejects or does not answer in time, the request goes on with a user without an ID, and the log says so
   * once when it begins and once when it is over.
   * @default `userID` from `req.user.id` or `req.user.sub`, and `ip`, `userAgent` and `locale`
   */
  readonly user?: ((req: Request, defaults: Readonly<RequestUserFields>) => ToldUser | Promise<ToldUser>) | undefined;
  /** How long a promise of `user` is waited for. Unit: milliseconds. @default 5_000 */
  readonly userTimeoutMs?: number | undefined;
  /**
   * The header in which a CDN states the caller's country, for example `cf-ipcountry`. Name it only behind that CDN: anywhere
   * else callers can write it themselves.
   * @default none: the country is derived from the address
   */
  readonly countryHeader?: string | undefined;
  /**
   * Whether visitors have a stable ID, in a cookie that the browser's client shares: experiments on devices, and on visitors
   * who have not signed in, are bucketed by it. Needs the client key of the page.
   * @default none: users have no stable ID but the one that `user` tells
   */
  readonly stableId?: StableIdOptions | undefined;
  /** What `bootstrap()`, `renderBootstrap()` and `bootstrapHandler()` begin from; most of all `clientSdkKey`. */
  readonly bootstrap?: BootstrapOptions | undefined;
  /** The nonce of the page's content security policy, for scripts in it. @default `res.locals.cspNonce` */
  readonly nonce?: ((req: Request, res: Response) => string | undefined) | undefined;
  /**
   * Whether requests are followed through what they call, so that services that are not handed the request have
   * `currentStatsig()`. On Node 20 that costs each request several microseconds, whether it asks or not.
   * @default false
   */
  readonly context?: boolean | undefined;
  /** Answers those whom `requireGate` turns away as if the route did not exist. @default Express's own page */
  readonly notFound?: RequestHandler | undefined;
  /**
   * Tells several clients in one application apart: `getStatsig(req, name)`, `requireGate(…, { client: name })`. The one
   * without a name is at `req.statsig`.
   * @default 'default'
   */
  readonly name?: string | undefined;
}

/** How visitors get a stable ID. */
export interface StableIdOptions extends Partial<StableIdCookieOptions> {
  readonly cookie: boolean;
  /**
   * Whether a visitor agrees to being recognised. Without, or when it throws, the ID is a new one at each request, and a cookie
   * of earlier times is forgotten. Any other answer than true is a no.
   * @default agreed
   */
  readonly consent?: ((req: Request) => boolean) | undefined;
}

/** A user as the `user` option tells it; null and undefined for a visitor of whom nothing more is known. */
export type ToldUser = StatsigUser | StatsigUserFields | null | undefined;

/** `statsig()` or one of the gates was given what it cannot work with: thrown while the program starts. */
export class StatsigExpressOptionsError extends Error {
  override readonly name = 'StatsigExpressOptionsError';
  readonly code = 'express_options_invalid';
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

const aFunction = expecting('a function', (value) => typeof value === 'function');
const anObject = expecting(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const optionChecks: Readonly<Record<keyof StatsigExpressOptions, OptionCheck>> = {
  client: expecting(
    'a client, new Statsig(…)',
    // Told by a method and not by `instanceof`: it may come from another copy of the package.
    (value) => typeof value === 'object' && value !== null && typeof Reflect.get(value, 'forUser') === 'function',
  ),
  // The client reports a key that cannot be one, and serves defaults.
  sdkKey: () => undefined,
  options: anObject,
  user: aFunction,
  userTimeoutMs: expecting(
    `a number of milliseconds from 0 to ${longestTimerMs}`,
    (value) => typeof value === 'number' && value >= 0 && value <= longestTimerMs,
  ),
  countryHeader: filledText,
  stableId: stableIdComplaint,
  bootstrap: anObject,
  nonce: aFunction,
  context: flag,
  notFound: aFunction,
  name: filledText,
};

/** @throws StatsigExpressOptionsError naming each option that is unknown, of a wrong form, or in the way of another */
export function checkStatsigOptions(options: unknown): void {
  const complaints = optionComplaints(options, optionChecks, 'an object, for example { client }');
  if (complaints.length === 0 && typeof options === 'object' && options !== null) {
    const hasClient = Reflect.get(options, 'client') !== undefined;
    const hasKey = 'sdkKey' in options;
    if (hasClient && hasKey) complaints.push('`client` and `sdkKey` are both given; expected one of them');
    else if (!hasClient && !hasKey) complaints.push('neither `client` nor `sdkKey` is given; expected one of them');
    else if (hasClient && Reflect.get(options, 'options') !== undefined) {
      complaints.push('`options` are given beside `client`, which has options of its own');
    }
  }
  if (complaints.length > 0) refuse('statsig()', complaints);
}

/** @throws StatsigExpressOptionsError always, with what is wrong */
export function refuse(subject: string, complaints: readonly string[]): never {
  throw new StatsigExpressOptionsError(`${subject} got wrong options: ${complaints.join('; ')}.`);
}
