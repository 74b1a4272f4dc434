import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { respond, startHttpServer } from '../support/http-server.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { type LoopbackService, startLoopbackService } from '../support/oracle/loopback-service.mjs';
import { startProxyServer } from '../support/proxy-server.js';
import { runProgram } from '../support/run-program.js';
import { buildSpecs } from '../support/specs-builder.js';

/*
 * What the two clients make of events of the application's own, and tell of themselves. The official package runs in a process of
 * its own.
 */

const withOracle = test.runIf(isOracleInstalled());
const ourKey = 'secret-event-forms-ours';
const officialKey = 'secret-event-forms-official';

interface LoggedEvent {
  readonly eventName: string;
  readonly value: unknown;
  readonly metadata: Record<string, unknown> | null;
  readonly user: { readonly statsigEnvironment?: unknown };
}

let service: LoopbackService;
beforeAll(async () => {
  service = await startLoopbackService();
});
afterAll(() => service.close());

const addresses = (): Pick<StatsigOptions, 'specsUrl' | 'logEventUrl'> => ({
  specsUrl: service.specsUrl,
  logEventUrl: service.logEventUrl,
});

/** What a client of ours sends. */
async function logWithOurs(
  log: (client: Statsig) => void,
  { options = {}, specs = buildSpecs() }: { readonly options?: StatsigOptions; readonly specs?: object } = {},
): Promise<LoggedEvent[]> {
  service.serve(ourKey, JSON.stringify(specs));
  const client = new Statsig(ourKey, { ...addresses(), outputLogLevel: 'none', disableDiagnostics: true, ...options });
  await client.initialize();
  log(client);
  await client.shutdown();
  return service.take(ourKey) as LoggedEvent[];
}

/** What a client of the official package sends that has run a program with `client`, `user` and `StatsigUser`. */
async function logWithOfficial(
  program: string,
  { options: given = {}, specs = buildSpecs() }: { readonly options?: object; readonly specs?: object } = {},
): Promise<LoggedEvent[]> {
  service.serve(officialKey, JSON.stringify(specs));
  await runProgram(`
    import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
    const user = new StatsigUser({ userID: 'u' });
    const options = ${JSON.stringify({ ...addresses(), outputLogLevel: 'none', ...given })};
    const client = new Statsig('${officialKey}', options);
    await client.initialize();
    ${program}
    await client.shutdown();
    process.exit(0);`);
  return service.take(officialKey) as LoggedEvent[];
}

const user = { userID: 'u' };
const names = (events: readonly LoggedEvent[]): string[] => events.map(({ eventName }) => eventName);
const isOf = (name: string) => (event: LoggedEvent) => event.eventName === name;

describe('odd-values-lose-no-event', () => {
  test('ours logs the event without them', async () => {
    const events = await logWithOurs((client) => {
      client.logEvent(user, 'value', Number.NaN);
      client.logEvent(user, 'metadata', null, { odd: Number.NaN, function: () => 1, big: 1n, kept: 1 });
    });
    expect(events).toMatchObject([
      { eventName: 'value', value: null },
      { eventName: 'metadata', metadata: { odd: null, big: 1, kept: 1 } },
    ]);
  });

  withOracle('the official core loses it', async () => {
    const events = await logWithOfficial(`
      client.logEvent(user, 'value', NaN);
      for (const odd of [NaN, () => 1, 1n]) client.logEvent(user, 'metadata', null, { odd, kept: 1 });
      client.logEvent(user, 'good');`);
    expect(names(events).filter((name) => !name.startsWith('statsig::'))).toEqual(['good']);
  });
});

describe('events-have-names', () => {
  test('ours logs none without one', async () => {
    expect(await logWithOurs((client) => client.logEvent(user, ''))).toEqual([]);
  });

  withOracle('the official core logs one with an empty name', async () => {
    expect(names(await logWithOfficial(`client.logEvent(user, '');`))).toContain('');
  });
});

describe('captured-errors-keep-their-stacks', () => {
  const logLevels = ['trace', 'warn', 'error'] as const;

  test('ours sends errors with their stacks, and a trace once', async () => {
    for (const method of ['warn', 'error', 'trace'] as const) {
      const spy = vi.spyOn(console, method).mockReturnValue();
      onTestFinished(() => spy.mockRestore());
    }
    const log = (): void => {
      console.warn(new Error('boom'));
      console.trace('here');
    };
    const events = await logWithOurs(log, { options: { consoleCaptureOptions: { enabled: true, logLevels } } });
    expect(events).toMatchObject([
      { value: expect.stringMatching(/^Error: boom\n +at /) as string, metadata: { status: 'warn' } },
      { value: 'here', metadata: { status: 'trace' } },
    ]);
  });

  withOracle('the official core sends {} for an error, and a trace twice', async () => {
    const options = { consoleCaptureOptions: { enabled: true, logLevels } };
    const events = await logWithOfficial(`console.warn(new Error('boom')); console.trace('here');`, { options });
    const lines = events.filter(isOf('statsig::log_line'));
    expect(lines.map(({ metadata }) => metadata?.['status'])).toEqual(['warn', 'trace', 'trace']);
    expect(lines[0]?.value).toBe('{}');
  });
});

describe('captured-lines-have-the-environment', () => {
  const specs = { ...buildSpecs(), default_environment: 'staging' };
  const options = { consoleCaptureOptions: { enabled: true, logLevels: ['warn'] } } as const;
  const environments = (events: readonly LoggedEvent[]): unknown[] =>
    events.filter(isOf('statsig::log_line')).map((event) => event.user.statsigEnvironment);

  test('ours sends that of the specs with them', async () => {
    const spy = vi.spyOn(console, 'warn').mockReturnValue();
    onTestFinished(() => spy.mockRestore());
    const events = await logWithOurs(() => console.warn('a line'), { options, specs });
    expect(environments(events)).toEqual([{ tier: 'staging' }]);
  });

  withOracle('the official core sends none with them', async () => {
    const events = await logWithOfficial(`console.warn('a line');`, { options, specs });
    expect(environments(events)).toEqual([undefined]);
  });
});

describe('diagnostics-hold-no-key', () => {
  const markersIn = (events: readonly LoggedEvent[]): string =>
    String(events.find(isOf('statsig::diagnostics'))?.metadata?.['markers']);

  test('ours tells addresses without the key', async () => {
    const markers = markersIn(await logWithOurs(() => undefined, { options: { disableDiagnostics: false } }));
    expect(markers).toContain(service.specsUrl);
    expect(markers).not.toContain(ourKey);
  });

  withOracle('the official core tells addresses with the key', { timeout: 120_000 }, async () => {
    // It logs this event on a thread of its own, which a shutdown does not wait for.
    const aMoment = 'await new Promise((done) => setTimeout(done, 500));';
    const toldKey = async (): Promise<void> => expect(markersIn(await logWithOfficial(aMoment))).toContain(officialKey);
    await vi.waitFor(toldKey, { timeout: 90_000 });
  });
});

describe('failures-are-not-posted', () => {
  /** Hosts that are asked for, by a client that gets no specs and reaches everything through a proxy. */
  const failing = async (): Promise<{ options: StatsigOptions; hosts: () => string[] }> => {
    const server = await startHttpServer((response) => respond(response, 500));
    const proxy = await startProxyServer();
    const proxyConfig = { proxyHost: proxy.host, proxyPort: proxy.port, proxyProtocol: 'http' };
    const options = {
      specsUrl: `${server.url}/v2`,
      logEventUrl: `${server.url}/log`,
      outputLogLevel: 'none',
      proxyConfig,
    };
    return {
      options: options as StatsigOptions,
      hosts: () => proxy.requests.map(({ target }) => hostOf(target)),
    };
  };

  test('ours asks nobody else', async () => {
    const { options, hosts } = await failing();
    const client = new Statsig(ourKey, options);
    await client.initialize();
    await client.shutdown();
    expect(new Set(hosts())).toEqual(new Set(['127.0.0.1']));
  });

  withOracle('the official core posts them to an address of its own', async () => {
    const { options, hosts } = await failing();
    await runProgram(`
      import { Statsig } from '@statsig/statsig-node-core';
      const client = new Statsig('${officialKey}', ${JSON.stringify(options)});
      await client.initialize();
      await client.shutdown();
      process.exit(0);`);
    expect(hosts()).toContain('statsigapi.net');
  });
});

/** The host of an address, or of `host:port`. */
function hostOf(target: string): string {
  return new URL(/^https?:/.test(target) ? target : `http://${target}`).hostname;
}
