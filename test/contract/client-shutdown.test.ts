import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { type Answer, type TestServer, readPostedBatch, respond, startHttpServer } from '../support/http-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

/*
 * How a client ends, over real connections: in order, in time, and for good. That nothing keeps the process alive then is shown
 * in client-exit.test.ts.
 */

const user = { userID: 'u' };
const never = (): Promise<never> => new Promise(() => undefined);
const waitLimit = { timeout: 20_000, interval: 10 };

/** Far longer than any limit of these tests, and less than the ten seconds that a request may take. */
const longestTookMs = 5000;

const answers: Answer = (response, { path }) => {
  if (path === '/log_event') respond(response, 202, { success: true });
  else if (path === '/lists') respond(response, 200, {});
  else respond(response, 200, buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } } }));
};
const hangs: Answer = () => undefined;

interface Running {
  readonly client: Statsig;
  readonly server: TestServer;
  /** What was called, in order, and the requests in between. */
  readonly order: string[];
  /** Lets the service answer otherwise from now on. */
  readonly answerWith: (answer: Answer) => void;
}

async function start(answer: Answer, options: StatsigOptions = {}): Promise<Running> {
  const order: string[] = [];
  let current = answer;
  const server = await startHttpServer((response, request) => {
    order.push(`request ${request.path.split('/')[1]}`);
    current(response, request);
  });
  const note = (name: string) => async () => void order.push(name);
  const client = new Statsig('secret-shutdown-key-0123456789', {
    specsUrl: `${server.url}/specs`,
    logEventUrl: `${server.url}/log_event`,
    // The events that are counted are those of the application.
    disableDiagnostics: true,
    idListsUrl: `${server.url}/lists`,
    enableIdLists: true,
    specsSyncIntervalMs: 20,
    idListsSyncIntervalMs: 20,
    eventLoggingFlushIntervalMs: 60_000,
    dataStore: { get: async () => ({}), set: async () => undefined, shutdown: note('store.shutdown') },
    observabilityClient: { increment: () => undefined, shutdown: note('metrics.shutdown') },
    outputLoggerProvider: { warn: () => undefined, shutdown: note('logger.shutdown') },
    ...options,
  });
  onTestFinished(async () => void (await client.shutdown(100)));
  return { client, server, order, answerWith: (next) => (current = next) };
}

async function timed<Result>(work: Promise<Result>): Promise<{ result: Result; tookMs: number }> {
  const startedAt = performance.now();
  const result = await work;
  return { result, tookMs: performance.now() - startedAt };
}

describe('a shutdown', () => {
  it('delivers events, ends the store, then metrics, then the logger, and is over for good', async () => {
    const { client, server, order } = await start(answers);
    await client.initialize();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(6), waitLimit);
    client.checkGate(user, 'open');
    client.logEvent(user, 'bought');
    expect(await client.shutdown(10_000)).toEqual({ isSuccess: true, delivered: 2, pending: 0, dropped: 0 });
    expect(order.filter((name) => name.endsWith('.shutdown'))).toEqual([
      'store.shutdown',
      'metrics.shutdown',
      'logger.shutdown',
    ]);
    expect(order).toContain('request log_event');

    const { length } = server.requests;
    expect(client.checkGate(user, 'open')).toBe(true);
    client.checkGate({ userID: 'other' }, 'open');
    client.logEvent(user, 'too late');
    await client.flushEvents();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.requests).toHaveLength(length);
    expect(await client.shutdown()).toMatchObject({ isSuccess: true, delivered: 2 });
    expect(order.filter((name) => name === 'logger.shutdown')).toHaveLength(1);
  });

  it('gives up in time what the service does not answer, and says what became of the events', async () => {
    const { client, answerWith } = await start(answers);
    await client.initialize();
    answerWith(hangs);
    client.logEvent(user, 'bought');
    const { result, tookMs } = await timed(client.shutdown(300));
    expect(result.isSuccess).toBe(false);
    expect(result.delivered).toBe(0);
    expect(result.pending + result.dropped).toBe(1);
    expect(tookMs).toBeLessThan(longestTookMs);
    expect(client.checkGate(user, 'open')).toBe(true);
  });

  it('is over in time when a flush hangs that was begun before', async () => {
    const { client, answerWith } = await start(answers);
    await client.initialize();
    answerWith(hangs);
    client.logEvent(user, 'bought');
    const flush = client.flushEvents();
    const { result, tookMs } = await timed(client.shutdown(300));
    expect(result.pending + result.dropped).toBe(1);
    expect((await flush).isSuccess).toBe(false);
    expect(tookMs).toBeLessThan(longestTookMs);
  });

  it.each<[string, string, StatsigOptions]>([
    ['the store does not end', 'the source of specs', { dataStore: { get: async () => ({}), shutdown: never } }],
    ['the store does not write', 'the source of specs', { dataStore: { get: async () => ({}), set: never } }],
    ['metrics do not end', 'the observability client', { observabilityClient: { increment() {}, shutdown: never } }],
    ['the logger does not end', 'the logger', { outputLoggerProvider: { shutdown: never } }],
  ])('is over in time when %s, and says so', async (_, name, options) => {
    const { client, server } = await start(answers, options);
    await client.initialize();
    client.logEvent(user, 'bought');
    const { result, tookMs } = await timed(client.shutdown(2000));
    expect(result).toEqual({
      isSuccess: false,
      error: `These did not end in time: ${name}.`,
      delivered: 1,
      pending: 0,
      dropped: 0,
    });
    expect(tookMs).toBeLessThan(longestTookMs);
    const posts = server.requests.filter(({ path }) => path === '/log_event');
    expect(posts.flatMap((post) => readPostedBatch(post).events)).toHaveLength(1);
  });

  it('ends an initialisation that is under way, whatever it waits for', async () => {
    for (const options of [{}, { dataStore: { get: never } }, { dataStore: { initialize: never, get: never } }]) {
      const { client, server } = await start(hangs, { initTimeoutMs: 60_000, ...options });
      const initialization = client.initialize();
      await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(0), waitLimit);
      const { result, tookMs } = await timed(client.shutdown(5000));
      expect(result).toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
      expect(tookMs).toBeLessThan(longestTookMs);
      expect(await initialization).toMatchObject({ isSuccess: false, source: 'NoValues' });
      expect(client.status).toBe('shutdown');
    }
  });

  it.each<[string, StatsigOptions]>([
    ['lets nothing begin any more', {}],
    ['is told by the start, also where there is nothing to load', { disableNetwork: true, dataStore: undefined }],
  ])('before initialize %s', async (_, options) => {
    const { client, server, order } = await start(answers, options);
    expect(await client.shutdown()).toMatchObject({ isSuccess: true });
    expect(await client.initialize()).toMatchObject({ isSuccess: false, source: 'NoValues' });
    client.checkGate(user, 'open');
    await client.flushEvents();
    expect(server.requests).toEqual([]);
    expect(order.at(-1)).toBe('logger.shutdown');
  });

  it('takes with it what is logged while it runs, and loses none of that in silence', async () => {
    const { client, server } = await start((response, request) => {
      if (request.path === '/log_event') setTimeout(() => respond(response, 202, {}), 100);
      else answers(response, request);
    });
    await client.initialize();
    client.logEvent(user, 'first');
    const shutdown = client.shutdown(10_000);
    client.logEvent(user, 'second');
    expect(client.checkGate(user, 'open')).toBe(true);
    const { delivered } = await shutdown;
    const posts = server.requests.filter(({ path }) => path === '/log_event');
    const arrived = posts.flatMap((post) => readPostedBatch(post).events as { eventName: string }[]);
    expect(arrived.map(({ eventName }) => eventName).toSorted()).toEqual(['first', 'second', 'statsig::gate_exposure']);
    expect(delivered).toBe(3);
  });
});
