import type { Statsig, StatsigOptions } from 'statsig-nodekit';
import type { UserSource } from 'statsig-nodekit/request';

/** What `StatsigModule.forRoot` takes, and what the factories of `forRootAsync` give. */
export interface StatsigModuleOptions {
  /**
   * The server secret key. Without one (an environment variable that is not set) the application starts, says so in its
   * log, and has all gates off. Not read when `client` is given.
   */
  sdkKey?: string | undefined;
  /** Options of the client that the module makes. Not read when `client` is given. */
  options?: StatsigOptions | undefined;
  /** A client of your own to use. It stays yours: the module neither initialises nor shuts it down, it only flushes. */
  client?: Statsig | undefined;
  /**
   * Tells the user of a request, at once or as a promise. Asked once per request: by the first guard that needs the user,
   * or else right before the handler.
   * @default `userID` from `request.user.id` or `.sub`, and the caller's `ip`, `userAgent` and `locale`
   */
  user?: UserSource | undefined;
  /**
   * How long a request waits for the promise of `user`. Unit: milliseconds. After it the request goes on with a user
   * without IDs, and the log says so when that begins and when it is over.
   * @default 5_000
   */
  userTimeoutMs?: number | undefined;
  /**
   * How long the start of the application waits for the project's specs. Unit: milliseconds. After it the application
   * starts without them, and they are taken up when they arrive. Goes before `options.initTimeoutMs`.
   * @default the client's own default
   */
  initTimeoutMs?: number | undefined;
  /**
   * Whether the application refuses to start without specs. An outage of the flag service then stops deployments.
   * @default false
   */
  failFast?: boolean | undefined;
  /**
   * How long the end of the application waits for events to be delivered. Unit: milliseconds.
   * @default 3_000
   */
  shutdownTimeoutMs?: number | undefined;
}

/** What must be known before the options are: given beside them, also to `forRootAsync`. */
export interface StatsigModuleExtras {
  /**
   * Whether the service can be injected everywhere without importing the module.
   * @default true
   */
  isGlobal?: boolean;
  /**
   * Tells several clients apart; one module per name. See `InjectStatsig`.
   * @default 'default'
   */
  name?: string;
}

/** What a class given to `forRootAsync({ useClass })` or `({ useExisting })` implements. */
export interface StatsigOptionsFactory {
  createStatsigOptions(): StatsigModuleOptions | Promise<StatsigModuleOptions>;
}
