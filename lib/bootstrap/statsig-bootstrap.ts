import type { ClientInitializeOptions, HashAlgorithm } from './client-initialize-options.js';

/** What `bootstrap()` takes: as for a response, but for what is meant for answers to requests. */
export type BootstrapOptions = Omit<ClientInitializeOptions, 'previousResponseHash'>;

/**
 * A user in the form that browser SDKs take: plain data, without private attributes, and with the environment that the server
 * evaluated in. Hand it over as it is, because a browser compares it with the user in the values field by field.
 */
export interface BootstrapUser {
  userID?: string;
  customIDs?: Record<string, string | undefined>;
  email?: string;
  ip?: string;
  userAgent?: string;
  country?: string;
  locale?: string;
  appVersion?: string;
  custom?: Record<string, string | number | boolean | string[] | undefined>;
  statsigEnvironment?: Record<string, string | undefined>;
}

/** How current the values are: of the specs that decided. */
export interface BootstrapFreshness {
  /** When the project had last changed. Unit: milliseconds since the Unix epoch. */
  readonly lcut: number;
  /** When this process took the specs over. Unit: milliseconds since the Unix epoch. */
  readonly receivedAt: number;
  /** Where they came from: `Network`, `Bootstrap`, `Adapter(DataStore)`, `Adapter(FileBased)`. */
  readonly source: string;
  /** Whether they were kept from an earlier time and serve because the network had none at the start. */
  readonly isStale: boolean;
}

/** All that a browser SDK needs to start with the server's answers, at once and without a request. */
export interface StatsigBootstrap {
  /** The values as JSON text, for `setData` of the browser's client. Not yet escaped for HTML: `renderBootstrapScript` does that. */
  readonly values: string;
  /** The user to give to the browser's client, whose answers the values are; an object of the caller's own. */
  readonly user: BootstrapUser;
  /** The client key of the page, as it was given; null when none was, and the page must know it from elsewhere. */
  readonly clientSdkKey: string | null;
  /** How the names in the values are hashed. */
  readonly hashAlgorithm: HashAlgorithm;
  readonly freshness: BootstrapFreshness;
}

/**
 * Why there is no bootstrap.
 * - `no-specs`: the client has no specs yet. Values made without them would keep a browser on its defaults.
 * - `server-key`: `clientSdkKey` is a key for servers, which must not reach a page.
 * - `failed`: the values could not be made, which is a defect of this SDK or of an object that was handed in; the log tells more.
 */
export type NoBootstrapReason = 'no-specs' | 'server-key' | 'failed';

/** What `bootstrap()` returns: either is there, the bootstrap or the reason. */
export type BootstrapResult =
  | { readonly bootstrap: StatsigBootstrap; readonly reason?: never }
  | { readonly bootstrap: null; readonly reason: NoBootstrapReason };
