import type { BootstrapResult } from 'statsig-nodekit';
import type { RequestScope } from 'statsig-nodekit/request';
import { clientPaths } from './client-paths.js';
import type { AwaitedPage } from './exposures/shown-pages.js';
import type { PageBootstrap } from './page-bootstrap.js';

/** What a page carries beside its values. */
export interface PageBootstrapParts {
  readonly scope: RequestScope;
  /** The path below which the application's own server serves browsers, if it does. */
  readonly clientBase: string | undefined;
  /** What waits for the browser to tell that the page is shown. */
  readonly awaited: AwaitedPage | undefined;
}

/** What a page's browser client starts from; null, with a warning, without a client key. */
export function makePageBootstrap(
  bootstrap: BootstrapResult['bootstrap'],
  { scope, clientBase, awaited }: PageBootstrapParts,
): PageBootstrap | null {
  if (bootstrap === null) return null;
  const { values, user, clientSdkKey } = bootstrap;
  if (clientSdkKey === null) {
    scope.warnOnce(
      'client-key',
      'Pages carry no values, because their client key is not known. Set STATSIG_CLIENT_KEY, or give `clientSdkKey` to ' +
        'registerStatsig().',
    );
    return null;
  }
  const { initializeUrl, logEventUrl, shownUrl } = clientPaths(clientBase);
  return {
    values,
    user,
    clientSdkKey,
    ...(clientBase !== undefined && { networkConfig: { initializeUrl, logEventUrl } }),
    ...(awaited !== undefined && { confirmation: { url: shownUrl, id: awaited.id } }),
  };
}
