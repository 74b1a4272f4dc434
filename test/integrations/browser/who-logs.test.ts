import { StatsigClient } from '@statsig/js-client';
import { renderBootstrapScript } from 'statsig-nodekit';
import { createBootstrappedClient } from 'statsig-nodekit/browser';
import { describe, expect, it, onTestFinished } from 'vitest';

import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { respond, startHttpServer } from '../../support/http-server.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';
import { openPage } from './page-with.js';

/* The table "Who logs an exposure" of `docs/ssr.md`, with a server and the real client of browsers. */

const user = { userID: 'u', customIDs: { stableID: 's' } };
const specs = buildSpecs({
  gates: { on: { rules: [rule('r', [everyone])] } },
  layers: { promo: { defaultValue: { size: 2 }, rules: [] } },
  top: {
    param_stores: {
      shop: {
        parameters: {
          on: { ref_type: 'gate', param_type: 'boolean', gate_name: 'on', pass_value: true, fail_value: false },
        },
      },
    },
  },
});

interface Visit {
  readonly server: ClientBench['client'];
  readonly browser: StatsigClient;
  /** The exposures that have arrived, as `who: event flag`. */
  readonly exposures: () => Promise<string[]>;
}

let visits = 0;

/** A page that was rendered by a server, and is open in a browser. */
async function startVisit(): Promise<Visit> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  visits += 1;
  const { bootstrap } = bench.client.bootstrap(user, { clientSdkKey: `client-visit-${visits}`, hashAlgorithm: 'none' });
  openPage(`<main>${renderBootstrapScript({ bootstrap })}</main>`);
  const service = await startHttpServer((response) => respond(response, 202, '{"success":true}'));
  const { client } = createBootstrappedClient(StatsigClient, {
    options: {
      loggingEnabled: 'always' as const,
      logEventCompressionMode: 'd' as const,
      networkConfig: { logEventUrl: `${service.url}/rgstr` },
    },
  });
  onTestFinished(() => client.shutdown());
  const described = (who: string, events: readonly LoggedExposure[]): string[] =>
    events
      .filter(({ eventName }) => eventName.endsWith('_exposure'))
      .map(({ eventName, metadata }) => `${who}: ${eventName} ${metadata?.['gate'] ?? metadata?.['config'] ?? ''}`);
  return {
    server: bench.client,
    browser: client,
    exposures: async () => {
      await client.flush();
      const posted = service.requests.flatMap(
        ({ body }) => (JSON.parse(body.toString()) as { events: LoggedExposure[] }).events,
      );
      return [...described('server', (await bench.events()) as LoggedExposure[]), ...described('browser', posted)];
    },
  };
}

interface LoggedExposure {
  readonly eventName: string;
  readonly metadata: Readonly<Record<string, string>> | null;
}

describe('an exposure is logged', () => {
  it('by nobody for what was embedded and not read', async () => {
    const { server, exposures } = await startVisit();
    server.getClientInitializeResponse(user);
    server.explainGate(user, 'on');
    expect(await exposures()).toEqual([]);
  });

  it('by the browser for what is read there', async () => {
    const { browser, exposures } = await startVisit();
    browser.checkGate('on');
    expect(browser.getLayer('promo').get('size')).toBe(2);
    expect(await exposures()).toEqual(['browser: statsig::gate_exposure on', 'browser: statsig::layer_exposure promo']);
  });

  it('by the browser for a parameter of a store, of what that refers to', async () => {
    const { browser, exposures } = await startVisit();
    expect(browser.getParameterStore('shop').get('on', false)).toBe(true);
    expect(await exposures()).toEqual(['browser: statsig::gate_exposure on']);
  });

  it('by the server for what is read there', async () => {
    const { server, exposures } = await startVisit();
    server.checkGate(user, 'on');
    expect(await exposures()).toEqual(['server: statsig::gate_exposure on']);
  });

  it('by both for what both read, unless the server is told to leave it to the browser', async () => {
    const twice = await startVisit();
    twice.server.checkGate(user, 'on');
    twice.browser.checkGate('on');
    expect(await twice.exposures()).toEqual([
      'server: statsig::gate_exposure on',
      'browser: statsig::gate_exposure on',
    ]);
    const once = await startVisit();
    once.server.checkGate(user, 'on', { disableExposureLogging: true });
    once.browser.checkGate('on');
    expect(await once.exposures()).toEqual(['browser: statsig::gate_exposure on']);
  });
});
