import type { ServerResponse } from 'node:http';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { compileLibrary, type CompiledLibrary } from '../support/compile-library.js';
import { type Answer, readPostedBatch, respond, startHttpServer } from '../support/http-server.js';
import { type Ending, runProgram } from '../support/run-program.js';

const modules = [
  'lib/network/http-client.js',
  'lib/sync/network-spec-source.js',
  'lib/sync/spec-poller.js',
  'lib/sync/spec-sync.js',
  'lib/timing/timers.js',
  'lib/observability/metrics.js',
  'lib/events/event-logger.js',
  'lib/observability/logger.js',
  'lib/options/resolve-options.js',
];

let library: CompiledLibrary;
beforeAll(async () => {
  library = await compileLibrary(modules.map((module) => module.replace(/js$/, 'ts')));
});
afterAll(() => library.remove());

const names = [
  'HttpClient',
  'NetworkSpecSource',
  'SpecPoller',
  'SpecSync',
  'silentMetrics',
  'systemTimers',
  'EventLogger',
  'createLogger',
  'resolveOptions',
];
const addresses = (): string => modules.map((module) => JSON.stringify(library.addressOf(module))).join(', ');

/** Makes the parts in a process of its own; `server` is the address it talks to. */
const prelude = (server: string): string => `
  const { ${names.join(', ')} } = Object.assign({}, ...await Promise.all([${addresses()}].map((address) => import(address))));
  const logger = createLogger({ level: 'none', sdkKey: '' });
  const client = new HttpClient({ sdkKey: 'secret-exit', sessionID: 'session', serviceName: undefined });
  const source = new NetworkSpecSource({ client, specsUrl: '${server}/specs' });
  const cursor = () => ({ hasSpecs: false, time: 0, checksum: undefined });
  const holder = { hasSpecs: true, cursor: cursor(), apply: async () => 'applied' };
  const sync = new SpecSync({ holder, metrics: silentMetrics, timers: systemTimers, onApplied: () => {} });
  const poller = new SpecPoller({ choose: async () => ({ source }), sync, hasSpecs: () => true, intervalMs: 20, logger });
  const { options } = resolveOptions({ eventLoggingFlushIntervalMs: 50, eventLoggingMaxQueueSize: 10 });
  const events = new EventLogger({
    send: (batch) => client.postEvents({ url: '${server}/log_event', ...batch }), options, metadata: {}, logger,
  });
  const log = (count) => { for (let id = 0; id < count; id++) events.enqueue({ toJson: () => JSON.stringify({ id }) }); };
  const say = (value) => console.log(JSON.stringify(value));
  const polled = async () => (await fetch('${server}/polled')).text();
  /** Something else that keeps the process alive for a while, as an application's own work does. */
  const work = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
`;

/**
 * Answers polls, and tells the program when so many have come: a request for `/polled` is answered then. How fast polls follow each
 * other is up to the machine.
 */
function tellWhenPolled(count: number, answerPoll: Answer): Answer {
  const waiting: ServerResponse[] = [];
  let polls = 0;
  return (response, request) => {
    if (request.path === '/polled') {
      waiting.push(response);
    } else {
      polls++;
      answerPoll(response, request);
    }
    if (polls >= count) for (const each of waiting.splice(0)) respond(each, 200);
  };
}

/** Runs a program until it ends by itself; one that does not is killed, and its code is null. */
function run(server: { url: string }, program: string): Promise<Ending> {
  return runProgram(prelude(server.url) + program);
}

describe('a process', () => {
  it('ends by itself while specs are polled', async () => {
    const server = await startHttpServer(
      tellWhenPolled(3, (response) => respond(response, 200, { has_updates: false })),
    );
    const ending = await run(server, `poller.start(); await polled(); say('done');`);
    expect(ending).toMatchObject({ code: 0, output: '"done"', errors: '' });
  });

  it('ends by itself while a poll waits for an answer that does not come', async () => {
    const server = await startHttpServer(tellWhenPolled(1, () => undefined));
    const ending = await run(server, `poller.start(); await polled(); say('done');`);
    expect(ending).toMatchObject({ code: 0, output: '"done"', errors: '' });
    expect(server.requests.filter(({ path }) => path !== '/polled')).toHaveLength(1);
    expect(ending.lingeredMs).toBeLessThan(10_000);
  });

  it('ends by itself while a poll fails and is repeated', async () => {
    const server = await startHttpServer(tellWhenPolled(2, (response) => respond(response, 500)));
    const ending = await run(server, `poller.start(); await polled(); say('done');`);
    expect(ending).toMatchObject({ code: 0, output: '"done"' });
  });

  it('ends by itself while events are delivered in the background', async () => {
    const server = await startHttpServer(() => undefined);
    const ending = await run(server, `log(25); await work(200); say(events.statistics().pending);`);
    expect(ending).toMatchObject({ code: 0, output: '25', errors: '' });
  });

  it('stays alive until a first fetch is answered', async () => {
    const server = await startHttpServer((response) => void setTimeout(() => respond(response, 200, { time: 4 }), 300));
    const ending = await run(
      server,
      `say((await source.fetch(cursor(), { timeoutMs: 5000, purpose: 'initialize' })).document);`,
    );
    expect(ending).toMatchObject({ code: 0, output: '"{\\"time\\":4}"', errors: '' });
  });

  it('stays alive until a flush is over', async () => {
    const server = await startHttpServer((response) => void setTimeout(() => respond(response, 202, {}), 300));
    const ending = await run(server, `log(3); say(await events.flush());`);
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(ending.output)).toEqual({ isSuccess: true, delivered: 3, pending: 0, dropped: 0 });
  });

  it('stays alive until a shutdown has delivered everything, failures on the way included', async () => {
    let failures = 3;
    const server = await startHttpServer((response, { method }) =>
      method === 'POST' && failures-- > 0 ? respond(response, 503) : respond(response, 202, {}),
    );
    const ending = await run(server, `poller.start(); log(4); say(await events.shutdown(5000));`);
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(ending.output)).toEqual({ isSuccess: true, delivered: 4, pending: 0, dropped: 0 });
    const posts = server.requests.filter(({ method }) => method === 'POST');
    expect(posts.map(({ headers }) => headers['statsig-retry-count'])).toEqual(['0', '1', '2', '3']);
    const last = posts.at(-1);
    expect(last && readPostedBatch(last).events).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it('ends in time when a shutdown cannot deliver', async () => {
    const server = await startHttpServer(() => undefined);
    const ending = await run(server, `log(4); say((await events.shutdown(300)).dropped); await client.close();`);
    expect(ending).toMatchObject({ code: 0, output: '4', errors: '' });
    expect(ending.lingeredMs).toBeLessThan(10_000);
  });
});
