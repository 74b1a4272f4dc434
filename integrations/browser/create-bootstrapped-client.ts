import type { BrowserClient, BrowserClientClass, BrowserClientOptions, BrowserUser } from './browser-client.js';
import { type FlagRead, watchFlags } from './flag-read.js';
import { type NoPageBootstrapReason, type PageBootstrap, readBootstrap } from './read-bootstrap.js';

/** How a client is made. */
export interface BootstrappedClientOptions<Options extends object> {
  /** The id of the element with the values. @default 'statsig-bootstrap' */
  readonly id?: string;
  /**
   * What to start from, where it comes another way than in the page: as a property of a component, for example. Null says that
   * the server had none.
   */
  readonly bootstrap?: PageBootstrap | null;
  /** The client key, for pages that do not say it, or that have nothing to start from. The page's own goes before it. */
  readonly clientSdkKey?: string;
  /** The user, for pages that have nothing to start from: the client then asks for the values of this one. @default {} */
  readonly user?: BrowserUser;
  /** Options of the client. */
  readonly options?: Options;
  /**
   * Whether the client sends nothing at all, neither events nor requests for values, and keeps no events for a later page. For
   * previews and tests.
   * @default false
   */
  readonly isSilent?: boolean;
  /** Called with each flag that is asked for, once for each name, so that the server learns what the page uses. */
  readonly onFlagRead?: (read: FlagRead) => void;
}

/** A client, and how it started. */
export interface BootstrappedClient<Client> {
  /** It is ready to answer. */
  readonly client: Client;
  /** Whether it answers with the server's values; otherwise with those of an earlier visit or defaults, until its own arrive. */
  readonly isBootstrapped: boolean;
  /** Why it does not: see `readBootstrap`; `not-taken`: the client did not take the values, and its log tells why. */
  readonly reason?: NoPageBootstrapReason | 'not-taken';
}

/**
 * Makes a browser's client that has the server's values at once, without a request. Make one for each page.
 *
 * Where there is nothing to start from, the client asks for its values itself and has defaults until they arrive; on a server,
 * where that would be a request for each page, it does not. Never throws of itself.
 *
 * @param ClientClass `StatsigClient` of `@statsig/js-client`
 */
export function createBootstrappedClient<Client extends BrowserClient, Options extends object>(
  ClientClass: BrowserClientClass<Client, Options>,
  given: BootstrappedClientOptions<Options> = {},
): BootstrappedClient<Client> {
  const { bootstrap, reason } =
    given.bootstrap === undefined
      ? readBootstrap(given.id)
      : { bootstrap: given.bootstrap, reason: 'no-block' as const };
  const { user = {}, clientSdkKey } = bootstrap ?? given;
  const options: Options & BrowserClientOptions = {
    // The server evaluated without one, and a browser that adds its own would have other answers.
    ...(bootstrap !== null && user.customIDs?.['stableID'] === undefined && { disableStableID: true }),
    ...givenOptions(given),
  };
  const client = new ClientClass(clientSdkKey ?? given.clientSdkKey ?? '', user, options);
  if (given.onFlagRead !== undefined) watchFlags(client, given.onFlagRead);
  if (bootstrap === null) {
    client.initializeSync({ disableBackgroundCacheRefresh: !('document' in globalThis) });
    return { client, isBootstrapped: false, reason };
  }
  client.dataAdapter.setData(bootstrap.values);
  return client.initializeSync().source === 'Bootstrap'
    ? { client, isBootstrapped: true }
    : { client, isBootstrapped: false, reason: 'not-taken' };
}

/** A request that has no answer: the browser's client sends nothing where requests go another way, also when a page ends. */
const noRequest = (): Promise<never> => new Promise(() => undefined);

function givenOptions<Options extends object>({ options, isSilent }: BootstrappedClientOptions<Options>): Options {
  const { networkConfig }: BrowserClientOptions = options ?? {};
  const silence = {
    loggingEnabled: 'disabled',
    // Events that were not sent would wait there for a client of another page that is not silent.
    disableStorage: true,
    networkConfig: { ...networkConfig, preventAllNetworkTraffic: true, networkOverrideFunc: noRequest },
  };
  // oxlint-disable-next-line no-unsafe-type-assertion -- the client has these options, and all of them are optional
  return { ...options, ...(isSilent === true && silence) } as Options;
}
