import type { IncomingMessage } from 'node:http';
import type { BootstrapOptions, FlagsUsed, StatsigUser, StatsigUserFields } from 'statsig-nodekit';
import type { RequestUserFields, StableIdCookieOptions } from 'statsig-nodekit/request';
import type { ExposurePolicy } from '../exposures/exposure-policy.js';

/** A request as `getServerSideProps` and API routes have it. */
export type PageRequest = IncomingMessage & { readonly cookies: Partial<Record<string, string>> };

/** What a user is made from. */
export interface PageUserContext {
  readonly req: PageRequest;
  /** What the request shows without being told more: `ip` of the connection, `userAgent`, `locale`, and the stable ID. */
  readonly defaults: Readonly<RequestUserFields>;
}

/** A user as the `user` option tells it; null and undefined for a visitor of whom nothing more is known. */
export type ToldUser = StatsigUser | StatsigUserFields | null | undefined;

/** How an API route uses a client. */
export interface StatsigRouteOptions {
  /**
   * Tells the user, at once or as a promise: as fields that are laid over `defaults`, or as a `StatsigUser`. When it fails or does
   * not answer in time, the request goes on with a user without an ID, and the log says so.
   * @default what the request shows
   */
  readonly user?: ((context: PageUserContext) => ToldUser | Promise<ToldUser>) | undefined;
  /** How long a promise of `user` is waited for. Unit: milliseconds. @default 5_000 */
  readonly userTimeoutMs?: number | undefined;
  /**
   * The header in which a CDN states the caller's country, for example `x-vercel-ip-country`. Name it only behind that CDN:
   * anywhere else callers can write it themselves.
   * @default none: the country is derived from the address
   */
  readonly countryHeader?: string | undefined;
  /** Who logs exposures. @default 'server' */
  readonly exposures?: ExposurePolicy | undefined;
  /**
   * How visitors get a stable ID, unless the proxy has given one already; false for none.
   * @default a cookie of one year, where a client key is known
   */
  readonly stableId?: false | PageStableIdOptions | undefined;
  /** The client key of the page. @default that of `registerStatsig()` */
  readonly clientSdkKey?: string | undefined;
  /** Which client, where `registerStatsig()` has started several. @default 'default' */
  readonly client?: string | undefined;
}

/** How a page uses a client. */
export interface StatsigPageOptions extends StatsigRouteOptions {
  /** The flags that the page reads in the browser: the page then carries no others. @default all */
  readonly flagsUsed?: FlagsUsed | undefined;
  /** Other options of the bootstrap. */
  readonly bootstrap?: Omit<BootstrapOptions, 'clientSdkKey' | 'flagsUsed'> | undefined;
}

/** The cookie of stable IDs. */
export interface PageStableIdOptions extends Partial<Omit<StableIdCookieOptions, 'clientSdkKey'>> {
  /**
   * Whether a visitor agrees to being recognised. Without, or when it throws, the ID is a new one at each request, and a cookie of
   * earlier times is forgotten. Any other answer than true is a no.
   * @default agreed
   */
  readonly consent?: ((req: PageRequest) => boolean) | undefined;
}
