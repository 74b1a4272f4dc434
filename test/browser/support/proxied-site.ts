import type { Statsig, StatsigBootstrap } from 'statsig-nodekit';
import type { Emulator, ProjectSource } from 'statsig-nodekit/emulator';
import { type ClientProxyOptions, createClientProxy } from 'statsig-nodekit/request';
import { renderBootstrapScript } from 'statsig-nodekit';
import type { ReceivedRequest, TestServer } from '../../support/http-server.js';
import { bundlePage } from './bundle-page.js';
import { startEmulatedClient } from './emulated-site.js';
import { pageHtml } from './page-html.js';
import { startSite } from './site.js';

/** The address that the site says its visitors have. */
export const visitorAddress = '203.0.113.7';

/** A site whose pages ask their own server, which asks an emulator. All of it is ended with the test. */
export interface ProxiedSite {
  readonly emulator: Emulator;
  readonly statsig: Statsig;
  readonly site: TestServer;
}

/**
 * Starts a site with the pages `/` and `/next`, both with a client from the values in them, or without values when there is no
 * bootstrap.
 */
export async function startProxiedSite({
  project,
  bootstrap,
  options = {},
  user = {},
  proxy: proxyOptions = {},
  isForeignAllowed = false,
}: {
  readonly project: ProjectSource;
  readonly bootstrap: (statsig: Statsig) => StatsigBootstrap | null;
  /** Of the browser's client. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** For pages without values. */
  readonly user?: Readonly<Record<string, unknown>>;
  readonly proxy?: Partial<ClientProxyOptions>;
  /** Whether pages under the host `shop.test` ask the site under its own address, which then allows it. @default false */
  readonly isForeignAllowed?: boolean;
}): Promise<ProxiedSite> {
  const { emulator, statsig } = await startEmulatedClient(project);
  const values = renderBootstrapScript({ bootstrap: bootstrap(statsig), form: 'data' });
  const html = ({ headers }: ReceivedRequest): string => {
    const isForeign = headers.host?.startsWith('shop.test') === true && isForeignAllowed;
    const { initializeUrl, logEventUrl } = proxy.networkConfig;
    const base = isForeign ? site.url : '';
    return pageHtml({
      settings: {
        blocks: ['statsig-bootstrap'],
        clientSdkKey: 'client-of-page',
        user,
        options: {
          networkConfig: { initializeUrl: `${base}${initializeUrl}`, logEventUrl: `${base}${logEventUrl}` },
          ...options,
        },
      },
      body: values,
    });
  };
  const site = await startSite({
    pages: { '/': { html }, '/next': { html } },
    scripts: { '/probe.js': await bundlePage('probe.ts') },
    handle: (request) => proxy.handle(request, { ip: visitorAddress }),
  });
  const proxy = createClientProxy({
    client: statsig,
    clientSdkKey: 'client-of-page',
    allowedOrigins: isForeignAllowed ? [`http://shop.test:${site.port}`] : [],
    ...proxyOptions,
  });
  return { emulator, statsig, site };
}
