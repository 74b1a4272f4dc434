import type { ExecutionContext } from '@nestjs/common';
import type { BootstrapOptions, OutputLoggerProvider, Statsig, StatsigOptions } from 'statsig-nodekit';
import type {
  RequestContextPlace,
  RequestLike,
  RequestQuestion,
  StableIdCookieOptions,
  UserSource,
} from 'statsig-nodekit/request';
import type { ModuleClientProxyOptions } from './client-proxy-mount.js';

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
   * or else right before the handler. A registered `StatsigUserBuilder` goes before it.
   * @default `userID` from `request.user.id` or `.sub`, and the caller's `ip`, `userAgent` and `locale`
   */
  user?: UserSource | undefined;
  /**
   * Finds what users are read from where there is no HTTP request: for messages of sockets and services, and for operations of
   * GraphQL. Undefined leaves it to the default.
   * @default the handshake of the socket with its `user`; nothing but `user` of a service's message; the request that an
   * operation came by
   */
  getRequest?: ((context: ExecutionContext) => RequestLike | undefined) | undefined;
  /**
   * How long a request waits for the promise of `user`. Unit: milliseconds. After it the request goes on with a user
   * without IDs, and the log says so when that begins and when it is over.
   * @default 5_000
   */
  userTimeoutMs?: number | undefined;
  /**
   * The header in which a CDN states the caller's country, for example `cf-ipcountry`. Name it only behind that CDN: anywhere
   * else callers can write it themselves.
   * @default none: the country is derived from the address
   */
  countryHeader?: string | undefined;
  /**
   * Whether visitors have a stable ID, in a cookie that the browser's client shares: experiments on devices, and on visitors
   * who have not signed in, are bucketed by it. Needs the client key of the page.
   * @default none: users have no stable ID but the one that they are given
   */
  stableId?: StableIdOptions | undefined;
  /** What `@Bootstrap()` and `bootstrap()` of requests begin from; most of all `clientSdkKey`. */
  bootstrap?: BootstrapOptions | undefined;
  /**
   * Serves the SDK of browsers from this application's server, with the module's client: `clientSdkKey`, and what else
   * `createClientProxy` takes. See the page about the client proxy.
   * @default it is not served
   */
  clientProxy?: ModuleClientProxyOptions | undefined;
  /** The nonce of the page's content security policy, for scripts that `renderBootstrap()` writes. @default none */
  nonce?: RequestQuestion<string | undefined> | undefined;
  /**
   * Whether each HTTP request is followed from its arrival on through all that handles it, so that whoever does not have it at
   * hand can ask about its user: `StatsigService` without a user, `@LogEvent`, `provideByGate`, `currentStatsig()`. Guards and
   * parameter decorators have their request, and need none of this, which costs some microseconds (Node 20).
   *
   * With false it is followed from the first guard on: middleware then has no current user.
   * @default where anything is seen to ask so: something injects `StatsigService` or `ModuleRef`, a decorator wraps a method, or
   * a module has middleware. Give true where only `app.get(StatsigService)` or `currentStatsig()` do
   */
  middleware?: boolean | undefined;
  /**
   * Holds the requests' scopes in a context of your own, such as a `ClsService` of nestjs-cls, in the place of an
   * `AsyncLocalStorage` of this package: `{ get: () => cls.get('statsig'), set: (held) => cls.set('statsig', held) }`.
   * What keeps that context must come first: import its module above this one.
   */
  context?: RequestContextPlace | undefined;
  /**
   * Where the client and this module write: the application's logger, or an object with `debug`, `info`, `warn` and `error`.
   * For the client's own lines `options.outputLoggerProvider` goes before it.
   * @default 'nest'
   */
  logger?: 'nest' | OutputLoggerProvider | undefined;
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

/** How visitors get a stable ID. */
export interface StableIdOptions extends Partial<StableIdCookieOptions> {
  /** Whether they get one. */
  readonly cookie: boolean;
  /**
   * Whether a visitor agrees to being recognised. Without, or when it throws, the ID is a new one at each request, and a cookie
   * of earlier times is forgotten. Any other answer than true is a no.
   * @default agreed
   */
  readonly consent?: ((request: RequestLike) => boolean) | undefined;
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
  /**
   * A path that answers what a browser starts from, for the user of the request, as JSON: for pages that fetch it. Guards,
   * prefixes and versions of the application apply. What it holds, the option `bootstrap` says.
   * @default there is none
   */
  bootstrapPath?: string;
}

/** What a class given to `forRootAsync({ useClass })` or `({ useExisting })` implements. */
export interface StatsigOptionsFactory {
  createStatsigOptions(): StatsigModuleOptions | Promise<StatsigModuleOptions>;
}
