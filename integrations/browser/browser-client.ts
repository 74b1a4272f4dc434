/**
 * The shapes of `@statsig/js-client` as far as this entry speaks to it. Written down here and not imported, so that the entry
 * brings nothing along and takes the class from whoever hands it in.
 */

/** A user as browser SDKs take it. */
export interface BrowserUser {
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

/** The options of the browser's client that this entry sets; applications may give all that the client has. */
export interface BrowserClientOptions {
  disableStableID?: boolean;
  disableStorage?: boolean;
  loggingEnabled?: 'disabled' | 'browser-only' | 'always';
  networkConfig?: object;
}

/** What is asked of a browser's client. */
export interface BrowserClient {
  readonly dataAdapter: { readonly setData: (values: string) => void };
  initializeSync(options?: { disableBackgroundCacheRefresh?: boolean }): { readonly source: string | null };
  on(event: '*', listener: (event: { readonly name: string }) => void): void;
}

/** The class of a browser's client: `StatsigClient` of `@statsig/js-client`. */
export type BrowserClientClass<Client extends BrowserClient, Options extends object> = new (
  sdkKey: string,
  user: BrowserUser,
  options?: (Options & BrowserClientOptions) | null,
) => Client;
