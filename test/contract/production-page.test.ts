import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import type { DataStore } from '../../lib/stores/data-store.js';
import { benchKey, type BenchParts, type ClientBench, startClientBench } from '../support/client-bench.js';
import { type Answer, respond } from '../support/http-server.js';
import { startProxyServer } from '../support/proxy-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

/*
 * docs/production.md says how a start ends and which hosts are asked. Clients that meet each situation show that this is so. What
 * goes on behind these starts is in client-start.test.ts.
 */

const page = readFileSync(new URL('../../docs/production.md', import.meta.url), 'utf8');

/** The rows of a table of the page as cells, by the title of its first column. */
function readTable(title: string): string[][] {
  const lines = page.split('\n');
  const header = lines.findIndex((line) => line.startsWith(`| ${title} `));
  const rows = lines.slice(header + 2);
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith('|')),
    )
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const specs = buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } } });
const answers: Answer = (response) => respond(response, 200, specs);
const faults: Readonly<Record<string, Answer>> = {
  'breaks connections': (response) => response.socket?.resetAndDestroy(),
  'answers 500': (response) => respond(response, 500),
  hangs: () => undefined,
};
const fullStore: DataStore = { get: async () => ({ result: JSON.stringify(specs) }) };
const brokenStore: DataStore = { get: async () => Promise.reject(new Error('connection lost')) };

/** A directory with the specs of an earlier process. */
async function filledDirectory(): Promise<string> {
  const specsCacheDirectory = await mkdtemp(join(tmpdir(), 'production-page-'));
  onTestFinished(() => rm(specsCacheDirectory, { recursive: true, force: true }));
  const { client } = await startClientBench({ answerSpecs: answers, options: { specsCacheDirectory } });
  await client.initialize();
  await client.shutdown();
  return specsCacheDirectory;
}

interface Situation {
  /** Whether the service answers; otherwise it is tried with each fault. */
  readonly isUp?: boolean;
  readonly parts?: () => BenchParts | Promise<BenchParts>;
}

const withOptions = (options: StatsigOptions): BenchParts => ({ options });

/** By the first column of the table. */
const situations: Readonly<Record<string, Situation>> = {
  'The service answers': { isUp: true },
  'The service is down, fails or hangs': {},
  'The same, with last good specs in `specsCacheDirectory`': {
    parts: async () => withOptions({ specsCacheDirectory: await filledDirectory() }),
  },
  'The same, with a full `dataStore`': { parts: () => withOptions({ dataStore: fullStore }) },
  'The same, with a full `dataStore` that stands behind the network': {
    parts: () =>
      withOptions({
        dataStore: fullStore,
        specAdaptersConfig: [{ adapterType: 'network_http' }, { adapterType: 'data_store' }],
      }),
  },
  'The same, with `bootstrapSpecs`': { parts: () => withOptions({ bootstrapSpecs: specs }) },
  'The `dataStore` fails, the service answers': {
    isUp: true,
    parts: () => withOptions({ dataStore: brokenStore }),
  },
  '`disableNetwork`, and no other place of specs': { parts: () => withOptions({ disableNetwork: true }) },
  'No SDK key': { isUp: true, parts: () => ({ sdkKey: '' }) },
};

const rows = readTable('Situation');

/** What a client says that warrants attention, and how it started, in order. */
const told = ({ lines }: ClientBench): string[] =>
  lines
    .filter((line) => !line.startsWith('debug ') && !line.includes(' Options: '))
    .map((line) => line.replace(/^(\w+) \w+: /, '$1 '));

describe('the table of starts', () => {
  it('has the situations that are tried here', () => {
    expect(rows.map(([situation]) => situation)).toEqual(Object.keys(situations));
  });

  const cases = rows.flatMap(([situation = '', ...cells]) =>
    (situations[situation]?.isUp === true ? ['answers'] : Object.keys(faults)).map(
      (service) => [situation, service, cells] as const,
    ),
  );

  it.each(cases)('%s (%s)', async (situation, service, [status, source, isSuccess, isStale, logged = '']) => {
    const parts = (await situations[situation]?.parts?.()) ?? {};
    const bench = await startClientBench({
      answerSpecs: faults[service] ?? answers,
      ...parts,
      options: { initTimeoutMs: service === 'answers' ? 20_000 : 500, specsSyncIntervalMs: 200, ...parts.options },
    });
    const result = await bench.client.initialize();
    expect(`\`${bench.client.status}\``).toBe(status);
    expect(`\`${result.source}\``).toBe(source);
    expect([String(result.isSuccess), String(result.isStale)]).toEqual([isSuccess, isStale]);
    expect(bench.client.checkGate({ userID: 'u' }, 'open')).toBe(status === '`ready`');

    if (logged === 'nothing') {
      expect(told(bench).filter((line) => !line.startsWith('info '))).toEqual([]);
      return;
    }
    const [, level, beginning] = /^`(\w+)` (.+)$/.exec(logged) ?? [];
    // A look that hangs is given up after four requests of 10 s, which is too long to wait for here.
    if (service === 'hangs' && beginning === 'Specs are not refreshed') return;
    await vi.waitFor(
      () => expect(told(bench).map((line) => line.startsWith(`${level} ${beginning}`))).toContain(true),
      {
        timeout: 25_000,
      },
    );
    // Nothing worse than that is said.
    const severity = ['info', 'warn', 'error'];
    const worst = Math.max(...told(bench).map((line) => severity.indexOf(line.split(' ')[0] ?? '')));
    expect(severity[worst]).toBe(level);
  });
});

describe('the table of hosts', () => {
  it('names the hosts that a client asks by itself', async () => {
    const proxy = await startProxyServer({ answerTunnel: (socket) => void socket.destroy() });
    const { client } = await startClientBench({
      options: {
        specsUrl: undefined,
        logEventUrl: undefined,
        enableIdLists: true,
        proxyConfig: { proxyHost: proxy.host, proxyPort: proxy.port },
        initTimeoutMs: 5000,
      },
    });
    await client.initialize();
    client.logEvent({ userID: 'u' }, 'bought');
    await client.flushEvents();
    await client.shutdown(100);
    const asked = new Set(proxy.requests.map(({ method, target }) => `${method} ${target}`));
    const listed = readTable('Host').map(([host = '']) => `CONNECT ${host.replaceAll('`', '')}:443`);
    expect([...asked].toSorted()).toEqual(listed.toSorted());
    expect(JSON.stringify(proxy.requests)).not.toContain(benchKey);
  });
});
