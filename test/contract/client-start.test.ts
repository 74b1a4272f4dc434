import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import type { DataStore } from '../../lib/stores/data-store.js';
import { benchKey, type ClientBench, startClientBench } from '../support/client-bench.js';
import { type Answer, respond } from '../support/http-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

const user = { userID: 'user-1' };
const gate = { rules: [rule('open-rule', [everyone])] };

/** Specs with an open gate; `time` tells one state of the project from another. */
const specsOf = (time: number): string => JSON.stringify(buildSpecs({ gates: { open: gate }, top: { time } }));
const networkSpecs = specsOf(2000);

const answerSpecs: Answer = (response, { query }) =>
  respond(response, 200, query.get('sinceTime') === '2000' ? { has_updates: false } : networkSpecs);
const isDown: Answer = (response) => response.socket?.resetAndDestroy();
const hangs: Answer = () => undefined;
const drips: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write(networkSpecs.slice(0, 20));
};
const fails: Answer = (response) => respond(response, 500, 'boom');

interface Start extends ClientBench {
  /** Changes how the server answers from now on. */
  readonly serverNow: (answer: Answer) => void;
  readonly reason: () => string;
  /** The log from level info on, without how long something took. */
  readonly told: () => string[];
}

async function prepare(answer: Answer, options: StatsigOptions = {}): Promise<Start> {
  let current = answer;
  const bench = await startClientBench({
    answerSpecs: (response, request) => current(response, request),
    options: { initTimeoutMs: 2000, specsSyncIntervalMs: 100, ...options },
  });
  return {
    ...bench,
    serverNow: (next) => (current = next),
    reason: () => bench.client.getFeatureGate(user, 'open', { disableExposureLogging: true }).details.reason,
    told: () =>
      bench.lines
        .filter((line) => !line.startsWith('debug ') && !line.startsWith('warn Options: Option specsSyncIntervalMs'))
        .map((line) => line.replace(/\d+ ms/, '… ms')),
  };
}

describe('a start while the service', () => {
  it.each<[what: string, answer: Answer, error: RegExp]>([
    ['breaks the connection', isDown, /^The specs request failed: the connection .*ECONNRESET|other side closed/],
    ['does not answer', hangs, /^Initialization timed out: no specs within initTimeoutMs = 1500\./],
    ['stops in the middle of its answer', drips, /^Initialization timed out: no specs within initTimeoutMs = 1500\./],
    ['answers 500', fails, /^The specs request failed: status 500 Internal Server Error\./],
    ['answers 401', (response) => respond(response, 401), /status 401 Unauthorized\. Check that the SDK key/],
    [
      'answers with a page',
      (response) => respond(response, 200, '<html>Log in</html>', { 'content-type': 'text/html' }),
      /^The specs cannot be used: expected JSON, found a text of 19 characters that begins "<html>Log in<\/html>"/,
    ],
    [
      'answers with specs that are cut off',
      (response) => respond(response, 200, networkSpecs.slice(0, -20)),
      /^The specs cannot be used: expected JSON, found a text of \d+ characters/,
    ],
    ['answers with nothing', (response) => respond(response, 200), /expected JSON, found an empty text/],
    [
      'has no updates for anybody',
      (response) => respond(response, 200, { has_updates: false }),
      /^The source of the specs \(Network\) answered has_updates: false, and this client holds no specs\./,
    ],
  ])('%s ends with gates off, tells why, and recovers by itself', async (_what, answer, error) => {
    const { client, serverNow, reason, told, events } = await prepare(answer, { initTimeoutMs: 1500 });
    const result = await client.initialize();
    expect(result).toMatchObject({ isSuccess: false, source: 'NoValues', isStale: false });
    expect(result.error).toMatch(error);
    expect(client.status).toBe('degraded');
    expect(client.checkGate(user, 'open')).toBe(false);
    expect(reason()).toBe('NoValues');
    expect(client.getSpecsDetails()).toMatchObject({ source: 'NoValues', lcut: null, ageMs: null });
    expect(told()[0]).toBe(`error Client: Initialized without specs after … ms. ${result.error}`);

    serverNow(answerSpecs);
    await vi.waitFor(() => expect(client.status).toBe('ready'), { timeout: 20_000 });
    expect(client.checkGate(user, 'open')).toBe(true);
    expect(reason()).toBe('Network:Recognized');
    await vi.waitFor(() => expect(told().at(-1)).toBe('info SpecSync: Specs are refreshed again (Network).'));
    // One line more at most: the first poll may have met the fault, too, and a time limit of its own.
    expect(told().length).toBeLessThanOrEqual(3);
    expect(client.getSpecsDetails()).toMatchObject({ source: 'Network', lcut: 2000, isStale: false });
    const exposures = (await events()).filter(({ eventName }) => eventName === 'statsig::gate_exposure');
    const reasons = exposures.map(({ metadata }) => metadata?.['reason']);
    expect(reasons).toEqual(['NoValues', 'Network:Recognized']);
  });

  it('is not there at all begins as soon as it is', async () => {
    const port = await unusedPort();
    const { client, reason } = await prepare(answerSpecs, { specsUrl: `http://127.0.0.1:${port}/v2/specs` });
    const result = await client.initialize();
    expect(result.error).toMatch(/the connection was refused \(ECONNREFUSED\)/);
    const { createServer: createHttpServer } = await import('node:http');
    const server = createHttpServer((_request, response) => respond(response, 200, networkSpecs));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 20_000 });
  });

  it('does not answer ends in time', async () => {
    const { client } = await prepare(hangs, { initTimeoutMs: 300 });
    const startedAt = performance.now();
    const { durationMs } = await client.initialize();
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(durationMs).toBeGreaterThanOrEqual(290);
  });

  it('is not to be waited for ends at once, and specs come with the first poll', async () => {
    const { client, reason } = await prepare(answerSpecs, { initTimeoutMs: 0, specsSyncIntervalMs: 600_000 });
    expect(await client.initialize()).toMatchObject({ isSuccess: false, error: expect.stringContaining('timed out') });
    await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 10_000 });
  });
});

/** A store in memory that notes its calls. */
function memoryStore(held?: string, faults: DataStore = {}): DataStore & { readonly calls: string[]; held?: string } {
  const calls: string[] = [];
  const store = {
    calls,
    ...(held === undefined ? {} : { held }),
    initialize: async () => void calls.push('initialize'),
    shutdown: async () => void calls.push('shutdown'),
    get: async () => {
      calls.push('get');
      return store.held === undefined ? {} : { result: store.held };
    },
    set: async (_key: string, value: string) => {
      calls.push('set');
      store.held = value;
    },
    ...faults,
  } as DataStore & { readonly calls: string[]; held?: string };
  return store;
}

const forever = (): Promise<never> => new Promise(() => undefined);

describe('a start with a data store', () => {
  it('that is full asks nobody else, and the network then has what is newer', async () => {
    const store = memoryStore(specsOf(1000));
    const { client, reason, specsRequests, server } = await prepare(answerSpecs, {
      dataStore: store,
      specsSyncIntervalMs: 600_000,
    });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Adapter(DataStore)', isStale: false });
    expect(reason()).toBe('Adapter(DataStore):Recognized');
    expect([client.status, specsRequests(), server.requests.length]).toEqual(['ready', 0, 0]);
    await client.shutdown();
    expect(store.calls).toEqual(['initialize', 'get', 'shutdown']);
  });

  it('that holds older specs goes on to those of the network, and keeps them as they were received', async () => {
    const store = memoryStore(specsOf(1000));
    const { client, reason, server } = await prepare(answerSpecs, { dataStore: store });
    await client.initialize();
    await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 10_000 });
    expect(server.requests[0]?.query.get('sinceTime')).toBe('1000');
    await vi.waitFor(() => expect(store.held).toBe(networkSpecs));
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(4), { timeout: 10_000 });
    expect(store.calls.filter((call) => call === 'set')).toHaveLength(1);
  });

  it('that holds newer specs than the network keeps to them', async () => {
    const store = memoryStore(specsOf(5000));
    const always: Answer = (response) => respond(response, 200, networkSpecs);
    const { client, reason, server } = await prepare(always, { dataStore: store });
    await client.initialize();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(2), { timeout: 10_000 });
    expect(reason()).toBe('Adapter(DataStore):Recognized');
    expect(client.getSpecsDetails()).toMatchObject({ lcut: 5000, lastSync: { source: 'Network', outcome: 'stale' } });
    expect(store.held).toBe(specsOf(5000));
  });

  it.each<[what: string, store: DataStore, line: RegExp]>([
    ['is empty', memoryStore(), /^info SpecSync: No specs from Adapter\(DataStore\); Network .* holds nothing yet/],
    [
      'says that it has no updates',
      memoryStore('{"has_updates":false}'),
      /^info SpecSync: No specs from Adapter\(DataStore\); .* answered has_updates: false/,
    ],
    ['holds rubbish', memoryStore('rubbish'), /^warn SpecSync: No specs from .*expected JSON, found a text of 7/],
    [
      'rejects',
      memoryStore('', { get: async () => Promise.reject(new Error('connection lost')) }),
      /^warn SpecSync: No specs from .* The data store’s get\(\) failed: connection lost\./,
    ],
    [
      'throws',
      memoryStore('', {
        get: () => {
          throw new Error('connection lost');
        },
      }),
      /^warn SpecSync: No specs from .* The data store’s get\(\) failed: connection lost\./,
    ],
    ['hangs', memoryStore('', { get: forever }), /^warn SpecSync: No specs from .*’s get\(\) failed: no answer within/],
    [
      'never gets ready',
      memoryStore(specsOf(1000), { initialize: forever }),
      /^warn SpecSync: No specs from .*’s initialize\(\) failed: no answer within/,
    ],
  ])('that %s takes the specs of the network', async (_what, dataStore, line) => {
    const { client, reason, told } = await prepare(answerSpecs, { dataStore });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Network', isStale: false });
    expect(client.status).toBe('ready');
    expect(reason()).toBe('Network:Recognized');
    expect(client.checkGate(user, 'open')).toBe(true);
    expect(told()[0]).toMatch(line);
    expect(told()[1]).toBe('info Client: Initialized in … ms; specs from Network.');
  });

  it('that is empty has what the network answered afterwards', async () => {
    const store = memoryStore();
    const { client } = await prepare(answerSpecs, { dataStore: store });
    await client.initialize();
    await client.shutdown();
    expect(store.held).toBe(networkSpecs);
    expect(store.calls.at(-1)).toBe('shutdown');
  });

  it('that cannot be written to tells it once', async () => {
    let time = 2000;
    const ever: Answer = (response) => respond(response, 200, specsOf(time++));
    const dataStore = memoryStore(undefined, { set: async () => Promise.reject(new Error('read only')) });
    const { client, told, server } = await prepare(ever, { dataStore });
    await client.initialize();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(4), { timeout: 10_000 });
    expect(told().filter((line) => line.includes('not written'))).toEqual([
      expect.stringContaining('Specs are not written to the data store. The data store’s set() failed: read only.'),
    ]);
  });

  it('that is empty, without the network, tells of both', async () => {
    const { client, told } = await prepare(fails, { dataStore: memoryStore() });
    const result = await client.initialize();
    expect(result).toMatchObject({ isSuccess: false, source: 'NoValues' });
    expect(result.error).toMatch(
      /^No place had specs, .* Adapter\(DataStore\): .*holds nothing yet.* Network: The specs request failed: status 500/,
    );
    expect(client.status).toBe('degraded');
    expect(told()).toHaveLength(2);
  });

  it('that is full needs no network', async () => {
    const dataStore = memoryStore(specsOf(1000));
    const { client, reason, server } = await prepare(answerSpecs, { dataStore, disableNetwork: true });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Adapter(DataStore)' });
    expect(reason()).toBe('Adapter(DataStore):Recognized');
    expect(server.requests).toHaveLength(0);
  });

  it('that is asked after the network says that its specs may be outdated, until they are renewed', async () => {
    const { client, reason, told, serverNow } = await prepare(fails, {
      dataStore: memoryStore(specsOf(1000)),
      specAdaptersConfig: [{ adapterType: 'network_http' }, { adapterType: 'data_store' }],
    });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Adapter(DataStore)', isStale: true });
    expect(client.getSpecsDetails().isStale).toBe(true);
    expect(told()[1]).toBe(
      'warn SpecSync: Specs of an earlier time are in use, from Adapter(DataStore), until a later sync succeeds.',
    );
    serverNow(answerSpecs);
    await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 20_000 });
    expect(client.getSpecsDetails().isStale).toBe(false);
  });

  it('that wants to be polled is where newer specs come from, and the network is left alone', async () => {
    const asked: string[] = [];
    const store = memoryStore(specsOf(1000), {
      supportPollingUpdatesFor: async (path) => {
        asked.push(path);
        return true;
      },
    });
    const { client, server } = await prepare(answerSpecs, { dataStore: store });
    await client.initialize();
    store.held = specsOf(3000);
    await vi.waitFor(() => expect(client.getSpecsDetails().lcut).toBe(3000), { timeout: 10_000 });
    expect(client.getSpecsDetails()).toMatchObject({ source: 'Adapter(DataStore)' });
    expect(server.requests).toHaveLength(0);
    expect(new Set(asked)).toEqual(new Set(['/v2/download_config_specs']));
  });

  it('that is asked before each look may leave it to the network, and take it back', async () => {
    let isStoreAsked = false;
    let look = (): void => undefined;
    const store = memoryStore(specsOf(1000), {
      supportPollingUpdatesFor: async () => isStoreAsked,
      subscribe: (_path, onChange) => {
        look = onChange;
        return () => (look = () => expect.fail('subscribed after the end'));
      },
    });
    const { client, server } = await prepare(answerSpecs, { dataStore: store, specsSyncIntervalMs: 3_600_000 });
    await client.initialize();
    expect(server.requests).toHaveLength(0);
    look();
    await vi.waitFor(() => expect(client.getSpecsDetails().source).toBe('Network'), { timeout: 10_000 });
    expect(server.requests).toHaveLength(1);
    isStoreAsked = true;
    store.held = specsOf(3_000_000_000_000);
    look();
    await vi.waitFor(() => expect(client.getSpecsDetails().source).toBe('Adapter(DataStore)'), { timeout: 10_000 });
    expect(server.requests).toHaveLength(1);
    await client.shutdown();
    expect(() => look()).toThrow('subscribed after the end');
  });

  it('that nobody is left to ask instead of is told of once', async () => {
    let asked = 0;
    const supportPollingUpdatesFor = async (): Promise<boolean> => ++asked < 0;
    const { client, told } = await prepare(answerSpecs, {
      dataStore: memoryStore(specsOf(1000), { supportPollingUpdatesFor }),
      disableNetwork: true,
    });
    await client.initialize();
    await vi.waitFor(() => expect(asked).toBeGreaterThan(3), { timeout: 20_000 });
    expect(told().filter((line) => line.includes('Nothing looks for newer specs'))).toEqual([
      'info SpecSync: Nothing looks for newer specs: the data store does not support polling, and the network is not used.',
    ]);
  });

  it.each([false, 'throws', 'hangs'] as const)(
    'that answers %s to the question of polling leaves it to the network',
    async (how) => {
      const supportPollingUpdatesFor = (): Promise<boolean> => {
        if (how === 'throws') throw new Error('no idea');
        return how === 'hangs' ? forever() : Promise.resolve(false);
      };
      const dataStore = memoryStore(specsOf(1000), { supportPollingUpdatesFor });
      const { client, reason } = await prepare(answerSpecs, { dataStore });
      expect(await client.initialize()).toMatchObject({ source: 'Adapter(DataStore)' });
      await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 20_000 });
    },
  );

  it('that hangs at the end does not keep the shutdown', async () => {
    const { client } = await prepare(answerSpecs, { dataStore: memoryStore(specsOf(1000), { shutdown: forever }) });
    await client.initialize();
    const startedAt = performance.now();
    const result = await client.shutdown(300);
    expect(performance.now() - startedAt).toBeLessThan(2500);
    expect(result).toMatchObject({ isSuccess: false, error: expect.stringContaining('did not end in time') });
  });

  it('that is shared with the official SDK uses its keys', async () => {
    const keys: string[] = [];
    const get = async (key: string): Promise<object> => {
      keys.push(key);
      return {};
    };
    for (const dataStoreKeySchemaVersion of ['v2', 'v3'] as const) {
      const { client } = await prepare(answerSpecs, { dataStore: { get }, dataStoreKeySchemaVersion });
      await client.initialize();
      await client.shutdown();
    }
    expect(keys).toEqual([
      expect.stringMatching(/^statsig\|\/v2\/download_config_specs\|plain_text\|[\w+/]{43}=$/),
      `statsig|/v2/download_config_specs|plain_text|${benchKey.slice(0, 20)}`,
    ]);
  });
});

describe('a start with a directory of last good specs', () => {
  async function makeDirectory(): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'specs-cache-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    return directory;
  }

  /** A process before, which has left its specs. */
  async function fill(specsCacheDirectory: string): Promise<void> {
    const { client } = await prepare(answerSpecs, { specsCacheDirectory });
    await client.initialize();
    await client.shutdown();
    expect(await readdir(specsCacheDirectory)).toHaveLength(1);
  }

  it.each([
    ['fails', fails],
    ['does not answer', hangs],
  ])('serves them when the network %s, says that they may be outdated, and renews them', async (_what, answer) => {
    const specsCacheDirectory = await makeDirectory();
    await fill(specsCacheDirectory);
    const { client, reason, serverNow } = await prepare(answer, { specsCacheDirectory });
    const result = await client.initialize();
    expect(result).toMatchObject({ isSuccess: true, source: 'Adapter(FileBased)', isStale: true });
    expect(result.error).toBeUndefined();
    expect(client.checkGate(user, 'open')).toBe(true);
    expect(reason()).toBe('Adapter(FileBased):Recognized');
    // The specs are those that are kept, so the network has nothing newer: from then on they are known to be current.
    serverNow(answerSpecs);
    await vi.waitFor(() => expect(client.getSpecsDetails().isStale).toBe(false), { timeout: 20_000 });
    expect(reason()).toBe('Adapter(FileBased):Recognized');
    serverNow((response) => respond(response, 200, specsOf(4000)));
    await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 10_000 });
  });

  it('takes the network before them', async () => {
    const specsCacheDirectory = await makeDirectory();
    await fill(specsCacheDirectory);
    const { client } = await prepare(answerSpecs, { specsCacheDirectory });
    expect(await client.initialize()).toMatchObject({ source: 'Network', isStale: false });
  });

  it('serves them without the network', async () => {
    const specsCacheDirectory = await makeDirectory();
    await fill(specsCacheDirectory);
    const { client, server } = await prepare(answerSpecs, { specsCacheDirectory, disableNetwork: true });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Adapter(FileBased)', isStale: false });
    expect(server.requests).toHaveLength(0);
  });

  it('reports damaged ones, and does without', async () => {
    const specsCacheDirectory = await makeDirectory();
    await fill(specsCacheDirectory);
    const [file = ''] = await readdir(specsCacheDirectory);
    await writeFile(join(specsCacheDirectory, file), networkSpecs.slice(0, 50));
    const { client, reason } = await prepare(fails, { specsCacheDirectory });
    const result = await client.initialize();
    expect(result).toMatchObject({ isSuccess: false, source: 'NoValues' });
    expect(result.error).toMatch(
      /Network: .*status 500.* Adapter\(FileBased\): The specs cannot be used: expected JSON/,
    );
    expect(reason()).toBe('NoValues');
  });

  it('keeps those of another key apart, and is no matter when it cannot be used', async () => {
    const directory = await makeDirectory();
    await fill(directory);
    const other = await startClientBench({
      answerSpecs: fails,
      sdkKey: 'secret-other-key-9876543210',
      options: { specsCacheDirectory: directory },
    });
    expect(await other.client.initialize()).toMatchObject({ isSuccess: false, source: 'NoValues' });

    const file = join(directory, 'a-file');
    await writeFile(file, '');
    const { client, told } = await prepare(answerSpecs, { specsCacheDirectory: file });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    await vi.waitFor(() => expect(told().join('\n')).toContain('Specs are not written to the directory'));
  });
});

describe('specs at hand', () => {
  it('that are unusable leave it to the network', async () => {
    const { client, reason } = await prepare(answerSpecs, { bootstrapSpecs: '{"broken' });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    expect(reason()).toBe('Network:Recognized');
  });

  it('are renewed by the network, and kept', async () => {
    const store = memoryStore();
    const { client, reason } = await prepare(answerSpecs, { bootstrapSpecs: specsOf(1000), dataStore: store });
    expect(await client.initialize()).toMatchObject({ source: 'Bootstrap' });
    await vi.waitFor(() => expect(reason()).toBe('Network:Recognized'), { timeout: 10_000 });
    await vi.waitFor(() => expect(store.held).toBe(networkSpecs));
  });
});

describe('places in order', () => {
  it('are asked one after the other, each network place at its own address', async () => {
    const { client, server } = await prepare((response, request) => {
      if (request.path.startsWith('/second/')) answerSpecs(response, request);
      else fails(response, request);
    });
    await client.shutdown();
    const places = ['first', 'second'].map((name) => ({
      adapterType: 'network_http' as const,
      specsUrl: `${server.url}/${name}`,
    }));
    const chosen = await prepare(answerSpecs, { specAdaptersConfig: places });
    expect(await chosen.client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    expect(server.requests.map(({ path }) => path.split('/')[1])).toEqual(['first', 'second']);
    expect(chosen.client.getSpecsDetails().sourceApi).toBe(`${server.url}/second`);
  });

  it('that name a data store where there is none do without it, and say so', async () => {
    const { client, told } = await prepare(answerSpecs, { specAdaptersConfig: [{ adapterType: 'data_store' }] });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Network' });
    expect(told()[0]).toContain('data_store is left out, because the option dataStore is not set');
  });
});

describe('newer specs', () => {
  it('are told to listeners, whole and with where they came from', async () => {
    const heard: unknown[] = [];
    const { client, server } = await prepare(answerSpecs);
    const id = client.subscribe('specs_updated', (event) => void heard.push(JSON.parse(JSON.stringify(event))));
    await client.initialize();
    await vi.waitFor(() => expect(heard).toHaveLength(1));
    expect(heard).toEqual([
      {
        event_name: 'specs_updated',
        data: { source: 'Network', source_api: `${server.url}/v2`, values: JSON.parse(networkSpecs) as unknown },
      },
    ]);
    client.unsubscribeById(id);
  });
});

describe('a shutdown during the start', () => {
  it.each([
    ['of a service that does not answer', hangs, {}],
    ['of a store that does not answer', answerSpecs, { dataStore: memoryStore('', { get: forever }) }],
  ])('%s ends it at once', async (_what, answer, options) => {
    const { client } = await prepare(answer, { ...options, initTimeoutMs: 20_000 });
    const starting = client.initialize();
    const startedAt = performance.now();
    await client.shutdown(1000);
    expect(await starting).toMatchObject({ isSuccess: false, error: expect.stringContaining('shut down') });
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
