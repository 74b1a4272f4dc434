import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { StatsigClient } from '@statsig/js-client';
import { RouteFlags, recordFlags, Statsig } from 'statsig-nodekit';
import { createBootstrappedClient, type FlagRead } from 'statsig-nodekit/browser';
import { createClientProxy } from 'statsig-nodekit/request';
import { expect, it, onTestFinished } from 'vitest';

import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';
import { openPage } from './page-with.js';

const clientSdkKey = 'client-learning';
const specs = buildSpecs({
  gates: Object.fromEntries(
    ['header', 'price', 'dialogue', 'other'].map((name) => [name, { rules: [rule('r', [everyone])] }]),
  ),
  configs: { test: { rules: [rule('g', [everyone], { returnValue: { color: 'red' } })] } },
});

/** A site of one route, as `docs/ssr.md` describes it: pages, what browsers tell, and values on demand. */
async function startSite(): Promise<string> {
  const statsig = new Statsig('secret-learning', {
    bootstrapSpecs: specs,
    disableNetwork: true,
    outputLogLevel: 'none',
  });
  await statsig.initialize();
  const routes = new RouteFlags({ learnPages: 2 });
  const proxy = createClientProxy({ client: statsig, clientSdkKey });
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.url === '/reads') {
        const body = JSON.parse(await text(request)) as { route?: unknown; reads?: unknown };
        routes.noteReads(body.route, body.reads);
        response.end();
        return;
      }
      if (request.url === '/') {
        const view = recordFlags(statsig.forUser({ userID: 'u' }));
        const flagsUsed = routes.flagsFor('/');
        view.checkGate('header', { disableExposureLogging: true });
        routes.note('/', view.flags);
        response.end(`<main></main>${view.renderBootstrap({ clientSdkKey, flagsUsed, form: 'data' })}`);
        return;
      }
      const answered = await proxy.handle(
        new Request(new URL(request.url ?? '', 'http://site.test'), {
          method: request.method ?? 'GET',
          headers: { 'content-type': request.headers['content-type'] ?? 'application/json' },
          body: await text(request),
        }),
      );
      response.writeHead(answered?.status ?? 404);
      response.end(await answered?.text());
    };
    void answer();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A visit: reads some gates with the real client of browsers, and tells the server which. */
async function visit(
  site: string,
  gates: readonly string[],
): Promise<{ client: StatsigClient; passed: string[]; missed: string[] }> {
  openPage(await (await fetch(`${site}/`)).text());
  const reads: FlagRead[] = [];
  const { client } = createBootstrappedClient(StatsigClient, {
    onFlagRead: (read) => reads.push(read),
    options: {
      loggingEnabled: 'disabled' as const,
      networkConfig: { initializeUrl: `${site}/app-state/values` },
    },
  });
  onTestFinished(() => client.shutdown());
  const passed = gates.filter((gate) => client.checkGate(gate));
  await fetch(`${site}/reads`, { method: 'POST', body: JSON.stringify({ route: '/', reads }) });
  return { client, passed, missed: reads.filter(({ isMissing }) => isMissing).map(({ name }) => name) };
}

it('sends whole pages until it knows what they read, then that alone, and whole ones again after a miss', async () => {
  const site = await startSite();
  // The first tells of what is read in the browser; two more without news, and the route is known.
  for (let page = 0; page < 3; page++) {
    expect(await visit(site, ['header', 'price'])).toMatchObject({ passed: ['header', 'price'], missed: [] });
  }
  const { client, passed, missed } = await visit(site, ['header', 'price', 'dialogue']);
  expect([passed, missed]).toEqual([['header', 'price'], ['dialogue']]);
  // The same visit can have everything, if it asks.
  await client.updateUserAsync(client.getContext().user);
  expect(['header', 'price', 'dialogue', 'other'].map((gate) => client.getFeatureGate(gate).details.reason)).toEqual(
    Array.from({ length: 4 }, () => 'Network:Recognized'),
  );
  expect(client.checkGate('dialogue')).toBe(true);
  // Others had everything at once.
  for (let page = 0; page < 2; page++) {
    expect(await visit(site, ['dialogue'])).toMatchObject({ passed: ['dialogue'], missed: [] });
  }
  expect(await visit(site, ['header', 'price', 'dialogue'])).toMatchObject({ missed: [] });
});
