import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type TestServer, respond, startHttpServer } from '../support/http-server.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { buildSpecs } from '../support/specs-builder.js';

/** Options that both packages understand, so that each gets the same. */
type SharedOptions = Pick<StatsigOptions, 'specsUrl' | 'specsSyncIntervalMs' | 'initTimeoutMs'>;

/** A client of the official package in a process of its own; it says when `initialize()` is over. */
interface OfficialClient {
  readonly initialized: Promise<unknown>;
}

function startOfficial(options: SharedOptions): OfficialClient {
  const program = `
    import { Statsig } from '@statsig/statsig-node-core';
    const client = new Statsig('secret-options', { ...${JSON.stringify(options)}, disableAllLogging: true });
    await client.initialize();
    console.log('initialized');
    setInterval(() => undefined, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    // With one of the package's own variables it would take any interval.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STATSIG_'))),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { initialized: once(createInterface(child.stdout), 'line') };
}

function startOurs(options: SharedOptions): Statsig {
  const client = new Statsig('secret-options', { ...options, disableAllLogging: true, outputLogLevel: 'none' });
  onTestFinished(async () => void (await client.shutdown()));
  return client;
}

const serveSpecs = (): Promise<TestServer> =>
  startHttpServer((response) => respond(response, 200, JSON.stringify(buildSpecs({}))));

describe('short-intervals-are-kept', () => {
  test('ours looks for newer specs as often as it is told', async () => {
    const server = await serveSpecs();
    await startOurs({ specsUrl: server.url, specsSyncIntervalMs: 20 }).initialize();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(4), { timeout: 20_000 });
  });

  test.runIf(isOracleInstalled())(
    'the official core looks every ten seconds',
    async () => {
      const [served, ours] = [await serveSpecs(), await serveSpecs()];
      await startOfficial({ specsUrl: served.url, specsSyncIntervalMs: 500 }).initialized;
      const startedAt = performance.now();
      await startOurs({ specsUrl: ours.url, specsSyncIntervalMs: 500 }).initialize();
      await vi.waitFor(() => expect(ours.requests.length).toBeGreaterThan(3), { timeout: 20_000 });
      // On a machine that was held up for so long nothing is shown.
      if (performance.now() - startedAt < 9000) expect(served.requests).toHaveLength(1);
    },
    40_000,
  );
});

describe('negative-time-limits-count-as-unset', () => {
  test('ours waits for its default', async () => {
    const server = await startHttpServer(() => undefined);
    const result = await startOurs({ specsUrl: server.url, initTimeoutMs: -1 }).initialize();
    expect(result).toMatchObject({
      isSuccess: false,
      error: expect.stringContaining('initTimeoutMs = 3000') as string,
    });
  }, 20_000);

  test.runIf(isOracleInstalled())(
    'the official core waits without limit',
    async () => {
      const server = await startHttpServer(() => undefined);
      const official = startOfficial({ specsUrl: server.url, initTimeoutMs: -1 });
      await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 20_000 });
      const first = await Promise.race([
        official.initialized.then(() => 'initialized'),
        startOurs({ specsUrl: server.url, initTimeoutMs: 4000 })
          .initialize()
          .then(() => 'ours, after 4000 ms'),
      ]);
      expect(first).toBe('ours, after 4000 ms');
    },
    40_000,
  );
});
