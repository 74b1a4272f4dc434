import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type Answer, type TestServer, respond, startHttpServer } from '../support/http-server.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { makeStartStore, type StartStoreParts } from '../support/oracle/start-store.mjs';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

/** How a client is started; plain data, because the official package runs in another process. */
interface StartCase {
  readonly answer: Answer;
  readonly store?: StartStoreParts;
  readonly options?: StatsigOptions;
  /** How long the client is left to itself afterwards: the official package polls every second at most. */
  readonly waitMs?: number;
  /** How often `initialize()` is called. */
  readonly starts?: number;
}

/** What can be compared of a start. */
interface StartOutcome {
  readonly isSuccess: boolean;
  /** Of a gate, when `initialize()` was over, and at the end. */
  readonly reasons: readonly [string, string];
  /** Calls of the store until `initialize()` was over, each one once. */
  readonly storeCalls: readonly string[];
  /** Calls of the store until the end, writes and recorded questions alone. */
  readonly laterCalls: readonly string[];
  /** Requests for specs until `initialize()` was over. */
  readonly requests: number;
}

interface Client {
  initialize(): Promise<{ isSuccess: boolean }>;
  shutdown(): Promise<unknown>;
  readonly reason: () => string;
}

const sdkKey = 'secret-start-conformance';
const specsOf = (time: number): string =>
  JSON.stringify(buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } }, top: { time } }));

const hasSpecs: Answer = (response, { query }) =>
  respond(response, 200, query.get('sinceTime') === '2000' ? { has_updates: false } : specsOf(2000));
const isBroken: Answer = (response) => respond(response, 500, 'boom');
const hasNothingNew: Answer = (response) => respond(response, 200, { has_updates: false });
const hangs: Answer = () => undefined;

/** The same steps with either package. */
async function run(
  client: Client,
  calls: readonly string[],
  requests: () => number,
  start: StartCase,
): Promise<StartOutcome> {
  let isSuccess = false;
  for (let turn = 0; turn < (start.starts ?? 1); turn++) ({ isSuccess } = await client.initialize());
  const first = client.reason();
  const storeCalls = [...new Set(calls)].filter((call) => call !== 'set' && call !== 'question');
  const atStart = requests();
  await new Promise((resolve) => setTimeout(resolve, start.waitMs ?? 0));
  const last = client.reason();
  const laterCalls = calls.filter((call) => call === 'set' || call === 'question');
  await client.shutdown();
  return { isSuccess, reasons: [first, last], storeCalls, laterCalls, requests: atStart };
}

async function serve(answer: Answer): Promise<TestServer & { readonly specsRequests: () => number }> {
  const server = await startHttpServer((response, request) => {
    if (request.path.startsWith('/v2/')) answer(response, request);
    else respond(response, 200, { success: true });
  });
  return { ...server, specsRequests: () => server.requests.filter(({ path }) => path.startsWith('/v2/')).length };
}

const optionsFor = ({ url }: TestServer, options: StatsigOptions = {}): StatsigOptions => ({
  specsUrl: `${url}/v2/download_config_specs`,
  logEventUrl: `${url}/v1/log_event`,
  specsSyncIntervalMs: 1000,
  outputLogLevel: 'none',
  ...options,
});

async function runOurs(start: StartCase): Promise<StartOutcome> {
  const server = await serve(start.answer);
  const { store, calls } = makeStartStore(start.store ?? {});
  const dataStore = start.store === undefined ? {} : { dataStore: store };
  const client = new Statsig(sdkKey, { ...optionsFor(server, start.options), ...dataStore });
  return run(
    {
      initialize: () => client.initialize(),
      shutdown: () => client.shutdown(500),
      reason: () => client.getFeatureGate({ userID: 'u' }, 'open').details.reason,
    },
    calls,
    server.specsRequests,
    start,
  );
}

/** In a process of its own, which the official package would keep alive with a data store. It is told when to count requests. */
async function runOfficial(start: StartCase): Promise<StartOutcome> {
  const server = await serve(start.answer);
  const program = `
    import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
    import { makeStartStore } from ${JSON.stringify(new URL('../support/oracle/start-store.mjs', import.meta.url).href)};
    const { store, calls } = makeStartStore(${JSON.stringify(start.store ?? {})});
    const options = ${JSON.stringify(optionsFor(server, start.options))};
    if (${start.store !== undefined}) options.dataStore = store;
    const client = new Statsig('${sdkKey}', options);
    const reason = () => client.getFeatureGate(new StatsigUser({ userID: 'u' }), 'open').details.reason;
    let result;
    for (let turn = 0; turn < ${start.starts ?? 1}; turn++) result = await client.initialize();
    const first = reason();
    const storeCalls = [...new Set(calls)].filter((call) => call !== 'set' && call !== 'question');
    console.log('started');
    await new Promise((resolve) => setTimeout(resolve, ${start.waitMs ?? 0}));
    const [last, laterCalls] = [reason(), calls.filter((call) => call === 'set' || call === 'question')];
    console.log(JSON.stringify({ isSuccess: result.isSuccess, reasons: [first, last], storeCalls, laterCalls }));
    process.exit(0);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('STATSIG_'))),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  const received: string[] = [];
  let requests = 0;
  lines.on('line', (line) => {
    if (line === 'started') requests = server.specsRequests();
    received.push(line);
  });
  await once(lines, 'close');
  if (received.length < 2) throw new Error('The official core ended its process.');
  return { ...(JSON.parse(received[1] ?? 'null') as Omit<StartOutcome, 'requests'>), requests };
}

const withOracle = test.runIf(isOracleInstalled());

/** The store is asked whether it wants to be polled in another order; that it is asked shows in where newer specs come from. */
describe('a start', () => {
  withOracle.each<[string, StartCase]>([
    ['from a service that has specs', { answer: hasSpecs }],
    ['from a service that fails', { answer: isBroken }],
    ['from a service that answers with a page', { answer: (response) => respond(response, 200, '<html>') }],
    ['from a service that refuses the key', { answer: (response) => respond(response, 403) }],
    ['without the network', { answer: hasSpecs, options: { disableNetwork: true } }],
    ['from a full store', { answer: hasSpecs, store: { held: specsOf(1000) } }],
    ['from a full store, renewed by the network', { answer: hasSpecs, store: { held: specsOf(1000) }, waitMs: 3000 }],
    [
      'from a full store, without the network',
      { answer: hasSpecs, store: { held: specsOf(1000) }, options: { disableNetwork: true } },
    ],
    ['from a store with newer specs', { answer: hasSpecs, store: { held: specsOf(5000) }, waitMs: 3000 }],
    ['from an empty store', { answer: hasSpecs, store: {}, waitMs: 1000 }],
    ['from an empty store, without the network', { answer: hasSpecs, store: {}, options: { disableNetwork: true } }],
    ['from an empty store and a service that fails', { answer: isBroken, store: {} }],
    ['from a store that rejects', { answer: hasSpecs, store: { get: 'rejects' }, waitMs: 1000 }],
    ['from a store with rubbish', { answer: hasSpecs, store: { held: 'rubbish' }, waitMs: 1000 }],
    [
      'from a store that wants to be polled',
      { answer: hasSpecs, store: { held: specsOf(1000), polls: true }, waitMs: 3000 },
    ],
    [
      'from a service that fails, and then a store',
      {
        answer: isBroken,
        store: { held: specsOf(1000) },
        options: {
          specAdaptersConfig: [
            { adapterType: 'network_http', initTimeoutMs: 3000 },
            { adapterType: 'data_store', initTimeoutMs: 3000 },
          ],
        },
      },
    ],
  ])('%s ends in the same state with both', async (_name, start) => {
    const [ours, official] = await Promise.all([runOurs(start), runOfficial(start)]);
    expect(ours).toEqual(official);
  });
});

describe('first-answer-needs-specs', () => {
  const fromNetwork: StartCase = { answer: hasNothingNew };
  const fromStore: StartCase = { answer: hasSpecs, store: { held: '{"has_updates":false}' } };

  test('ours ends without specs, or asks the next place', async () => {
    expect(await runOurs(fromNetwork)).toMatchObject({ isSuccess: false, reasons: ['NoValues', 'NoValues'] });
    expect(await runOurs(fromStore)).toMatchObject({
      isSuccess: true,
      reasons: ['Network:Recognized', 'Network:Recognized'],
    });
  });

  withOracle('the official core takes it for a success', async () => {
    for (const start of [fromNetwork, fromStore]) {
      expect(await runOfficial(start)).toMatchObject({
        isSuccess: true,
        reasons: ['Loading:Unrecognized', 'Loading:Unrecognized'],
      });
    }
  });
});

describe('hanging-stores-leave-time', () => {
  const start: StartCase = { answer: hasSpecs, store: { get: 'hangs' }, options: { initTimeoutMs: 1500 } };

  test('ours asks the network', async () => {
    expect(await runOurs(start)).toMatchObject({
      isSuccess: true,
      reasons: ['Network:Recognized', 'Network:Recognized'],
    });
  });

  withOracle('the official core asks nobody', async () => {
    expect(await runOfficial(start)).toMatchObject({ isSuccess: false, requests: 0 });
  });
});

describe('late-starts-have-no-values', () => {
  const start: StartCase = { answer: hangs, options: { initTimeoutMs: 0 } };

  test('ours says that there are no values', async () => {
    expect(await runOurs(start)).toMatchObject({ isSuccess: false, reasons: ['NoValues', 'NoValues'] });
  });

  withOracle('the official core says that it is loading', async () => {
    const reason = 'Loading:Unrecognized';
    expect(await runOfficial(start)).toMatchObject({ isSuccess: false, reasons: [reason, reason] });
  });
});

describe('initialized-once', () => {
  const start: StartCase = { answer: hasSpecs, starts: 2 };

  test('ours asks once', async () => {
    expect(await runOurs(start)).toMatchObject({ isSuccess: true, requests: 1 });
  });

  withOracle('the official core asks each time', async () => {
    expect(await runOfficial(start)).toMatchObject({ isSuccess: true, requests: 2 });
  });
});

describe('throwing-stores-are-survived', () => {
  const start: StartCase = { answer: hasSpecs, store: { get: 'throws' } };

  test('ours asks the network', async () => {
    expect(await runOurs(start)).toMatchObject({ isSuccess: true, requests: 1 });
  });

  withOracle('the official core lets the process end', async () => {
    await expect(runOfficial(start)).rejects.toThrow('ended its process');
  });
});

describe('data-stores-get-ready', () => {
  const start: StartCase = { answer: hasSpecs, store: { held: specsOf(1000), slowToStart: true } };

  test('ours waits for the store', async () => {
    expect(await runOurs(start)).toMatchObject({ reasons: ['Adapter(DataStore):Recognized', expect.any(String)] });
  });

  withOracle('the official core reads too early', async () => {
    expect(await runOfficial(start)).toMatchObject({ reasons: ['Network:Recognized', 'Network:Recognized'] });
  });
});

describe('data-stores-may-hand-out-bytes', () => {
  const start: StartCase = { answer: hasSpecs, store: { held: specsOf(1000), bytes: true } };

  test('ours reads them', async () => {
    expect(await runOurs(start)).toMatchObject({ reasons: ['Adapter(DataStore):Recognized', expect.any(String)] });
  });

  withOracle('the official core takes the store for an empty one', async () => {
    expect(await runOfficial(start)).toMatchObject({ reasons: ['Network:Recognized', 'Network:Recognized'] });
  });
});

describe('specs-are-written-when-new', () => {
  const always: Answer = (response) => respond(response, 200, specsOf(2000));
  const start: StartCase = { answer: always, store: {}, waitMs: 3500 };

  test('ours writes once', async () => {
    expect((await runOurs(start)).laterCalls).toEqual(['set']);
  });

  withOracle('the official core writes them with every poll', async () => {
    expect((await runOfficial(start)).laterCalls.length).toBeGreaterThan(1);
  });
});

describe('data-stores-are-asked-at-each-look', () => {
  const start: StartCase = {
    answer: hasNothingNew,
    store: { held: specsOf(1000), polls: true, recordsQuestions: true },
    waitMs: 3500,
  };

  test('ours asks each time whether it is to be polled', async () => {
    expect((await runOurs(start)).laterCalls.length).toBeGreaterThan(1);
  });

  withOracle('the official core asks once', async () => {
    expect((await runOfficial(start)).laterCalls).toEqual(['question']);
  });
});

describe('polls-give-way', () => {
  /** Answers the first request with specs, and then asks for a pause. */
  const isBusy = (): { readonly start: StartCase; readonly asked: () => number } => {
    let asked = 0;
    const answer: Answer = (response, request) => {
      if (++asked === 1) hasSpecs(response, request);
      else respond(response, 503, '', { 'retry-after': '60' });
    };
    return { start: { answer, waitMs: 2700 }, asked: () => asked };
  };

  test('ours asks once, and then no more', async () => {
    const { start, asked } = isBusy();
    await runOurs(start);
    expect(asked()).toBe(2);
  });

  withOracle('the official core goes on', async () => {
    const { start, asked } = isBusy();
    await runOfficial(start);
    expect(asked()).toBeGreaterThan(2);
  });
});
