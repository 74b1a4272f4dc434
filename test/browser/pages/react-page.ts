import { StatsigClient } from '@statsig/js-client';
import { createElement, StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { createBootstrappedClient, readBootstrap } from 'statsig-nodekit/browser';
import { FlagsPage, ProvidedFlags } from './flags-page.js';

/* The program of React pages: renders an application anew, or takes over what the server has rendered. */

const { bootstrap, reason } = readBootstrap();
const root = document.getElementById('root');
if (bootstrap === null || root === null) throw new Error(`The page is not whole: ${reason ?? 'no root'}.`);

const { api = '', hydrates, isStrict, client } = document.body.dataset;
const page =
  client === 'handed-in'
    ? createElement(ProvidedFlags, {
        client: createBootstrappedClient(StatsigClient, { options: { networkConfig: { api } } }).client,
      })
    : createElement(FlagsPage, {
        clientSdkKey: bootstrap.clientSdkKey ?? '',
        user: bootstrap.user,
        values: bootstrap.values,
        api,
      });
const application = isStrict === 'true' ? createElement(StrictMode, null, page) : page;
if (hydrates === 'true') hydrateRoot(root, application);
else createRoot(root).render(application);

/** Resolves when everything that was logged has been sent. */
const flush = (): Promise<void> => StatsigClient.instance().flush();
Object.assign(globalThis, { flush });
