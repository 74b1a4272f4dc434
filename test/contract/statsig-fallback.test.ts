import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { SpecLoader } from '../../lib/client/spec-loader.js';
import { SpecStore } from '../../lib/client/spec-store.js';
import { loadCountryLookup } from '../../lib/countries/load-country-lookup.js';
import { HttpClient } from '../../lib/network/http-client.js';
import { silentMetrics } from '../../lib/observability/metrics.js';
import { resolveOptions } from '../../lib/options/resolve-options.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { loadPatternCompiler } from '../../lib/patterns/load-pattern-compiler.js';
import { type Answer, type TestServer, respond, startHttpServer } from '../support/http-server.js';
import { createRecordingLogger, type RecordingLogger } from '../support/recording-logger.js';
import { buildSpecs } from '../support/specs-builder.js';

const sdkKey = 'secret-fallback-key-0123456789';
const specs = buildSpecs({ top: { time: 2000 } });
const answerSpecs: Answer = (response, { query }) =>
  respond(response, 200, query.get('sinceTime') === '2000' ? { has_updates: false } : specs);

interface Setup {
  readonly loader: SpecLoader;
  readonly store: SpecStore;
  /** Stands between, as a forward proxy does. */
  readonly custom: TestServer;
  /** Stands for the service itself. */
  readonly statsig: TestServer;
  readonly logger: RecordingLogger;
}

async function setUp(custom: Answer, statsig: Answer, options: StatsigOptions = {}): Promise<Setup> {
  const [customServer, statsigServer] = [await startHttpServer(custom), await startHttpServer(statsig)];
  const logger = createRecordingLogger();
  const http = new HttpClient({ sdkKey, sessionID: 'session-1', serviceName: undefined });
  const store = new SpecStore({
    environment: undefined,
    globalCustomFields: undefined,
    isCountryLookupDisabled: false,
    isUserAgentParsingDisabled: false,
    logger,
    nowMs: () => Date.now(),
    random: Math.random,
    loadPatternCompiler,
    loadCountryLookup,
  });
  const loader = new SpecLoader({
    options: resolveOptions({ specsUrl: `${customServer.url}/v2/specs`, fallbackToStatsigApi: true, ...options })
      .options,
    sdkKey,
    store,
    http,
    logger,
    metrics: silentMetrics,
    isNetworkAllowed: true,
    statsigSpecsUrl: `${statsigServer.url}/v2/specs`,
  });
  onTestFinished(async () => {
    await loader.stop();
    await http.close();
  });
  return { loader, store, custom: customServer, statsig: statsigServer, logger };
}

describe('with fallbackToStatsigApi, a start from a custom host', () => {
  it.each<[string, Answer]>([
    ['that fails', (response) => respond(response, 500)],
    ['that answers with a page', (response) => respond(response, 200, '<html>')],
    ['that knows of no project', (response) => respond(response, 200, { has_updates: false })],
    ['that does not answer', () => undefined],
  ])('%s asks the service itself, once', async (_what, custom) => {
    const setup = await setUp(custom, answerSpecs, { initTimeoutMs: 1500 });
    expect(await setup.loader.loadFirst()).toBeUndefined();
    expect(setup.store.state.origin).toMatchObject({ source: 'Network', lcut: 2000 });
    expect(setup.loader.details().sourceApi).toBe(`${setup.statsig.url}/v2/specs`);
    expect([setup.custom.requests.length, setup.statsig.requests.length]).toEqual([1, 1]);
    expect(setup.statsig.requests[0]?.path).toBe(`/v2/specs/${sdkKey}.json`);
    expect(setup.logger.lines.filter((line) => line.startsWith('warn '))).toEqual([
      expect.stringContaining(`${setup.statsig.url}/v2/specs) is asked next`),
    ]);
  });

  it('that works leaves the service alone', async () => {
    const setup = await setUp(answerSpecs, answerSpecs);
    await setup.loader.loadFirst();
    expect(setup.statsig.requests).toHaveLength(0);
  });

  it('tells of both when neither has specs', async () => {
    const fails: Answer = (response) => respond(response, 500);
    const setup = await setUp(fails, fails);
    expect(await setup.loader.loadFirst()).toMatchObject({
      code: 'specs_unavailable',
      failures: [{ place: 'Network' }, { place: 'Network' }],
    });
  });

  it('asks nobody else without the option, nor when the host is the service itself', async () => {
    const fails: Answer = (response) => respond(response, 500);
    const without = await setUp(fails, answerSpecs, { fallbackToStatsigApi: false });
    expect(await without.loader.loadFirst()).toMatchObject({ code: 'network_request_failed' });
    expect(without.statsig.requests).toHaveLength(0);
  });
});

describe('with fallbackToStatsigApi, background sync', () => {
  it('asks the service after the fifth failed poll and then after each, and takes what it has', async () => {
    let isDown = false;
    let time = 2000;
    const custom: Answer = (response, request) => (isDown ? respond(response, 403) : answerSpecs(response, request));
    const statsig: Answer = (response) => respond(response, 200, buildSpecs({ top: { time: ++time } }));
    const setup = await setUp(custom, statsig, { specsSyncIntervalMs: 10 });
    await setup.loader.loadFirst();
    isDown = true;
    const before = setup.custom.requests.length;
    setup.loader.startPolling();
    await vi.waitFor(() => expect(setup.statsig.requests.length).toBeGreaterThanOrEqual(2), { timeout: 20_000 });
    expect(setup.store.state.origin.lcut).toBeGreaterThanOrEqual(2001);
    const [first, second] = setup.statsig.requests.map(
      ({ receivedAtMs }) =>
        setup.custom.requests.filter((request) => request.receivedAtMs <= receivedAtMs).length - before,
    );
    expect([first, second]).toEqual([5, 6]);
    const lines = setup.logger.lines.filter((line) => !line.startsWith('debug '));
    expect(lines).toEqual([
      expect.stringContaining('warn SpecSync: Specs are not refreshed (Network). The specs request failed: status 403'),
      `info SpecSync: Specs come from Network (${setup.statsig.url}/v2/specs) while Network (${setup.custom.url}/v2/specs) fails.`,
    ]);
  });
});
