import { createElement, type ReactElement } from 'react';
import { registeredClient } from '../client-registry.js';
import { ConfirmPage } from '../client/confirm-page.js';
import { clientPaths } from '../client-paths.js';
import type { AppRequestOptions } from './app-options.js';
import { openAppScope } from './app-requests.js';

/**
 * Has the browser tell the server when it shows the page, and the server then log what was asked with `exposures: 'deferred'`, in
 * this and all other components of the page. Needs the route of `createExposuresRoute()`. One is enough for a page;
 * `<StatsigBootstrap>` with a provider and `exposures: 'deferred'` does the same.
 */
export async function StatsigExposures(
  options: Omit<AppRequestOptions, 'exposures'> = {},
): Promise<ReactElement | null> {
  const opened = await openAppScope(options);
  if (opened.isStatic) return null;
  opened.noteShowing();
  const { shownUrl } = clientPaths(registeredClient(options.client)?.app.clientBase);
  return createElement(ConfirmPage, { confirmation: { url: shownUrl, id: opened.awaited.id } });
}
