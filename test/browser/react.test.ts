import { fileURLToPath } from 'node:url';
import { StatsigClient } from '@statsig/js-client';
import { createElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { renderBootstrapScript, type StatsigBootstrap } from 'statsig-nodekit';
import { createBootstrappedClient } from 'statsig-nodekit/browser';
import { describe, expect, it } from 'vitest';
import type { ReceivedRequest } from '../support/http-server.js';
import { FlagsPage, ProvidedFlags } from './pages/flags-page.js';
import { bootstrapOf } from './support/bootstrap-of.js';
import { browserForFile, hasBrowser } from './support/browser.js';
import { bundlePage } from './support/bundle-page.js';
import { startEmulatedClient } from './support/emulated-site.js';
import { type SiteHandler, startSite } from './support/site.js';
import { openPage } from './support/watched-page.js';

const sampleProject = fileURLToPath(new URL('../../samples/project/statsig.yaml', import.meta.url));

/** With every ID that the project's flags are about. */
const user = {
  userID: 'ann',
  email: 'ann@kettle.example',
  custom: { plan: 'pro' },
  customIDs: { stableID: 'stable-ann', companyID: 'tea-house' },
};

const api = '/flags';

const ways = [
  { hydrates: false, isStrict: false, client: 'of-bindings' },
  { hydrates: false, isStrict: true, client: 'of-bindings' },
  { hydrates: true, isStrict: false, client: 'of-bindings' },
  { hydrates: true, isStrict: true, client: 'of-bindings' },
  { hydrates: true, isStrict: true, client: 'handed-in' },
] as const;

describe.skipIf(!hasBrowser)('a React page', () => {
  const browser = browserForFile();

  it.each(ways)('shows the server’s answers and reports each once: %o', async ({ hydrates, isStrict, client }) => {
    const { statsig } = await startEmulatedClient(sampleProject);
    const bootstrap = bootstrapOf(statsig, user);
    const rendered = renderOnServer(bootstrap, { isStrict, client });
    const site = await startSite({
      pages: { '/': { html: reactPage({ bootstrap, isStrict, client, ...(hydrates && { rendered }) }) } },
      scripts: { '/react-page.js': await bundlePage('react-page.ts') },
      handle: acceptEvents,
    });
    const { page, complaints, requests } = await openPage(browser());
    await page.goto(site.url);
    await page.getByRole('button').click();
    await page.getByText('clicked 1').waitFor();
    const shown = await page.locator('output').textContent();
    await page.evaluate(() => (globalThis as unknown as { flush(): Promise<void> }).flush());

    expect(JSON.parse(shown ?? '')).toEqual({
      gate: statsig.checkGate(user, 'new_checkout'),
      config: statsig.getDynamicConfig(user, 'limits').value,
      experiment: statsig.getExperiment(user, 'search_ranking').groupName,
      layer: statsig.getLayer(user, 'promo').getString('color'),
      store: 'Checkout',
      reason: 'Bootstrap:Recognized',
    });
    expect(rendered.replaceAll('&quot;', '"')).toContain(shown);
    const batches = site.requests.filter(({ path }) => path === `${api}/rgstr`);
    expect(flagsExposedIn(batches)).toEqual([
      'config limits',
      'config search_ranking',
      'gate new_checkout',
      'layer promo, color',
    ]);
    expect(complaints).toEqual([]);
    const others = requests.filter((request) => !request.startsWith(`POST ${site.url}${api}/rgstr?`));
    expect(others).toEqual([`GET ${site.url}/`, `GET ${site.url}/react-page.js`]);
  });

  it('would complain if the server had rendered other answers', async () => {
    const { statsig } = await startEmulatedClient(sampleProject);
    const bootstrap = bootstrapOf(statsig, user);
    const rendered = renderOnServer(bootstrap).replace('Checkout', 'Other');
    const site = await startSite({
      pages: { '/': { html: reactPage({ bootstrap, rendered }) } },
      scripts: { '/react-page.js': await bundlePage('react-page.ts') },
      handle: acceptEvents,
    });
    const { page, complaints } = await openPage(browser());
    await page.goto(site.url);
    await page.getByRole('button').click();
    await page.getByText('clicked 1').waitFor();
    expect(complaints.join('\n')).toMatch(/hydrat/i);
  });
});

const acceptEvents: SiteHandler = ({ url }) =>
  Promise.resolve(url.includes(`${api}/rgstr`) ? Response.json({ success: true }) : undefined);

function renderOnServer(
  bootstrap: StatsigBootstrap,
  { isStrict = false, client = 'of-bindings' }: { readonly isStrict?: boolean; readonly client?: string } = {},
): string {
  const { clientSdkKey, user: browserUser, values } = bootstrap;
  const element =
    client === 'handed-in'
      ? createElement(ProvidedFlags, { client: createBootstrappedClient(StatsigClient, { bootstrap }).client })
      : createElement(FlagsPage, { clientSdkKey: clientSdkKey ?? '', user: browserUser, values, api });
  return renderToString(isStrict ? createElement(StrictMode, null, element) : element);
}

/** A page of `pages/react-page.ts`, which takes over what the server has rendered, or renders all itself. */
function reactPage({
  bootstrap,
  rendered = '',
  isStrict = false,
  client = 'of-bindings',
}: {
  readonly bootstrap: StatsigBootstrap;
  readonly rendered?: string;
  readonly isStrict?: boolean;
  readonly client?: string;
}): string {
  const data = `data-api="${api}" data-hydrates="${rendered !== ''}" data-is-strict="${isStrict}" data-client="${client}"`;
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Test</title>',
    `<body ${data}><div id="root">${rendered}</div>`,
    renderBootstrapScript({ bootstrap, form: 'data' }),
    '<script src="/react-page.js"></script>',
  ].join('');
}

/** What the events of these requests say was shown, as often as they say it; sorted. */
function flagsExposedIn(batches: readonly ReceivedRequest[]): string[] {
  return batches
    .flatMap(({ body }) => (JSON.parse(body.toString()) as { events: ExposureEvent[] }).events)
    .flatMap(({ eventName, metadata: { gate, config, parameterName } }) => {
      const [, kind] = /^statsig::(gate|config|layer)_exposure$/.exec(eventName) ?? [];
      const parameter = parameterName === undefined ? '' : `, ${parameterName}`;
      return kind === undefined ? [] : [`${kind} ${gate ?? config}${parameter}`];
    })
    .toSorted();
}

interface ExposureEvent {
  readonly eventName: string;
  readonly metadata: Readonly<Record<string, string | undefined>>;
}
