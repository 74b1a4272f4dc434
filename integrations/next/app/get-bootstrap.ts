import type { BootstrapOptions, BootstrapResult, FlagsUsed } from 'statsig-nodekit';
import { registeredClient } from '../client-registry.js';
import { makePageBootstrap } from '../make-page-bootstrap.js';
import type { PageBootstrap } from '../page-bootstrap.js';
import type { AppRequestOptions, AppUser } from './app-options.js';
import { openAppScope } from './app-requests.js';
import type { AppScope } from './app-scope.js';

/** What a page's browser client starts from. */
export interface GetBootstrapOptions extends AppRequestOptions {
  /**
   * The user of the page: fields are laid over what the request shows, a `StatsigUser` is taken as it is. From here on it is the user
   * of the request for all that asks.
   * @default the user of the request
   */
  readonly user?: AppUser;
  /** The flags that the page reads in the browser: the page then carries no others. @default all */
  readonly flagsUsed?: FlagsUsed | undefined;
  /** Other options of the values. */
  readonly bootstrap?: Omit<BootstrapOptions, 'flagsUsed'> | undefined;
}

/**
 * What a page's browser client starts from, for the `bootstrap` of `<StatsigBootstrapProvider>`; null when there is nothing to start
 * from, and the browser has defaults. Logs no exposures: the browser does when it reads a flag.
 *
 * @throws StaticPageError and NoRequestError as `getStatsig()`
 */
export async function getBootstrap(options: GetBootstrapOptions = {}): Promise<PageBootstrap | null> {
  const opened = await openAppScope(options);
  const bootstrap = makeBootstrap(opened, options);
  const awaited = options.exposures === 'deferred' && !opened.isStatic ? opened.awaited : opened.awaitedSoFar;
  if (awaited !== undefined) opened.noteShowing();
  const clientBase = registeredClient(options.client)?.app.clientBase;
  return makePageBootstrap(bootstrap, { scope: opened.scope, clientBase, awaited });
}

/** The values for the user, who is from here on the one of the request. */
export function makeBootstrap(
  opened: AppScope,
  { user, flagsUsed, bootstrap }: Pick<GetBootstrapOptions, 'user' | 'flagsUsed' | 'bootstrap'>,
): BootstrapResult['bootstrap'] {
  const { scope } = opened;
  if (user !== undefined && user !== null) scope.setUser(user);
  opened.noteCarried(flagsUsed);
  return scope.view.bootstrap({ ...bootstrap, flagsUsed }).bootstrap;
}
