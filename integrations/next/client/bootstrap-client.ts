import { StatsigClient, type StatsigOptions } from '@statsig/react-bindings';
import type { PageBootstrap } from '../page-bootstrap.js';

/** A client, and what it answers with. */
export interface BootstrappedPage {
  readonly client: StatsigClient;
  /** The values that it answers with. */
  readonly values: string;
  /** Counts the bootstraps that this client has had. */
  readonly version: number;
}

/** A page has one client for each key, however often React renders and throws away what it has rendered. */
const pages = new Map<string, BootstrappedPage>();

/** The page that was shown last, for pages that carry no values. */
let latest: BootstrappedPage | undefined;

let isChanging = false;

/** Whether a client is being given a bootstrap at this moment, which tells its listeners nothing that they are not rendered with. */
export function isChangingBootstrap(): boolean {
  return isChanging;
}

/**
 * The client with the answers of a bootstrap: made at the first, and given others when the visitor has gone on to a page that
 * carries others. For the same bootstrap the result is the same. Without one, the client that there is, if any.
 *
 * On a server each call makes a client: the next one is for another visitor.
 */
export function bootstrapClient(
  bootstrap: PageBootstrap | null | undefined,
  options: StatsigOptions | undefined,
): BootstrappedPage | undefined {
  if (bootstrap === null || bootstrap === undefined) return latest;
  const { values, clientSdkKey } = bootstrap;
  const known = pages.get(clientSdkKey);
  if (known?.values === values) return (latest = known);
  const page =
    known === undefined
      ? { client: startClient(bootstrap, options), values, version: 0 }
      : { client: changeBootstrap(known.client, bootstrap), values, version: known.version + 1 };
  if (!('document' in globalThis)) return page;
  pages.set(clientSdkKey, page);
  return (latest = page);
}

function startClient(
  { clientSdkKey, user, values, networkConfig }: PageBootstrap,
  options: StatsigOptions | undefined,
): StatsigClient {
  const client = new StatsigClient(clientSdkKey, user, {
    ...(networkConfig !== undefined && { networkConfig }),
    // The server evaluated without one, and a browser that adds its own would have other answers.
    ...(user.customIDs?.['stableID'] === undefined && { disableStableID: true }),
    ...options,
  });
  client.dataAdapter.setData(values);
  // A browser asks by itself where the values are not this user's; a server never should. An option that says false has it always ask.
  client.initializeSync('document' in globalThis ? undefined : { disableBackgroundCacheRefresh: true });
  return client;
}

function changeBootstrap(client: StatsigClient, { user, values }: PageBootstrap): StatsigClient {
  isChanging = true;
  try {
    client.dataAdapter.setData(values);
    client.updateUserSync(user, { disableBackgroundCacheRefresh: true });
  } finally {
    isChanging = false;
  }
  return client;
}
