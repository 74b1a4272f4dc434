import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { compileLibrary, type CompiledLibrary } from '../support/compile-library.js';
import { type Answer, readPostedBatch, respond, startHttpServer, type TestServer } from '../support/http-server.js';
import { type Ending, runProgram } from '../support/run-program.js';

/*
 * Programs that log events and end without awaiting anything, each in a process of its own: what is waiting is sent when nothing
 * else is left to do, and no program is kept from ending.
 */

let library: CompiledLibrary;
beforeAll(async () => {
  library = await compileLibrary(['lib/index.ts']);
}, 120_000);
afterAll(() => library.remove());

const accept: Answer = (response) => respond(response, 202, { success: true });

/** Runs a program with `create`, which makes a client that delivers nothing by itself. */
function run(server: Pick<TestServer, 'url'>, program: string): Promise<Ending> {
  return runProgram(`
    import { Statsig } from ${JSON.stringify(library.addressOf('lib/index.js'))};
    const lines = [];
    const outputLoggerProvider = { warn: (tag, message) => lines.push(tag + ': ' + message) };
    const create = (options) => new Statsig('secret-event-exit', {
      specsUrl: '${server.url}/specs', logEventUrl: '${server.url}/log_event', outputLoggerProvider,
      eventLoggingFlushIntervalMs: 600_000, ...options,
    });
    const log = (client, from, to) => {
      for (let id = from; id < to; id++) client.logEvent({ userID: 'u' }, 'bought', id);
    };
    ${program}`);
}

/** Values of the events that arrived, in ascending order. */
function arrived({ requests }: TestServer): number[] {
  return requests
    .filter(({ path }) => path === '/log_event')
    .flatMap((request) => readPostedBatch(request).events)
    .map((event) => (event as { value: number }).value)
    .toSorted((one, other) => one - other);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** Far beyond what the end of a process takes on a busy machine, and less than the pause of deliveries. */
const longestLingeringMs = 15_000;

describe('a process that has nothing left to do', () => {
  it('sends the events that wait, of each of twenty clients, without a word of warning', async () => {
    const server = await startHttpServer(accept);
    const ending = await run(
      server,
      `for (let index = 0; index < 20; index++) log(create(), index * 3, index * 3 + 3);
       process.on('exit', () => console.log(JSON.stringify([process.listenerCount('beforeExit'), lines])));`,
    );
    expect(ending).toMatchObject({ code: 0, output: '[0,[]]', errors: '' });
    expect(arrived(server)).toEqual(range(0, 60));
  });

  it('sends what is logged while it sends, and waits for what is on its way', async () => {
    const server = await startHttpServer((response, request) => {
      setTimeout(() => accept(response, request), 200);
    });
    const ending = await run(
      server,
      `const client = create({ eventLoggingMaxQueueSize: 10 });
       log(client, 0, 10); // a full batch: sent in the background
       setTimeout(() => { log(client, 10, 12); process.once('beforeExit', () => log(client, 12, 15)); }, 50);`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(arrived(server)).toEqual(range(0, 15));
  });

  it('sends what is logged only when it is about to end', async () => {
    const server = await startHttpServer(accept);
    const ending = await run(
      server,
      `const [client, other] = [create(), create()];
       process.once('beforeExit', () => { log(client, 0, 2); process.once('beforeExit', () => log(other, 2, 4)); });`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(arrived(server)).toEqual(range(0, 4));
  });

  it('sends nothing with flushEventsOnExit: false, nor when nothing waits', async () => {
    const server = await startHttpServer(accept);
    const ending = await run(
      server,
      `log(create({ flushEventsOnExit: false }), 0, 3);
       create();
       const empty = create(); log(empty, 3, 6); await empty.flushEvents();
       const ended = create(); log(ended, 6, 9); await ended.shutdown();
       console.log(process.listenerCount('beforeExit'));`,
    );
    expect(ending).toMatchObject({ code: 0, output: '0', errors: '' });
    expect(arrived(server)).toEqual(range(3, 9));
  });

  it('tries again when the service fails in passing', async () => {
    const server = await startHttpServer((response, request) => {
      if (server.requests.length <= 3) respond(response, 500);
      else accept(response, request);
    });
    const ending = await run(
      server,
      `log(create(), 0, 3);
       process.on('exit', () => console.log(JSON.stringify(lines)));`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(server.requests).toHaveLength(4);
    expect(readPostedBatch(server.requests[3] ?? expect.fail()).events).toHaveLength(3);
    expect(JSON.parse(ending.output)).toEqual([expect.stringContaining('are kept to be sent again')]);
  });

  it('ends all the same when the service fails, refuses, hangs or breaks off, and says so once', async () => {
    const services: [string, Answer, { leastTries: number; mostTries: number }][] = [
      ['fails', (response) => respond(response, 500), { leastTries: 2, mostTries: 20 }],
      ['refuses', (response) => respond(response, 403), { leastTries: 1, mostTries: 1 }],
      ['hangs', () => undefined, { leastTries: 1, mostTries: 1 }],
      ['breaks off', (response) => void response.socket?.resetAndDestroy(), { leastTries: 2, mostTries: 20 }],
    ];
    const program = `
      const client = create(); log(client, 0, 3);
      process.on('exit', () => console.log(JSON.stringify(lines.filter((line) => /process ends|are lost/.test(line)))));`;
    // At the same time: three of them take all of the time that there is.
    const runs = services.map(async ([name, answer, tries]) => {
      const server = await startHttpServer(answer);
      return { name, server, tries, ending: await run(server, program) };
    });
    for (const { name, server, tries, ending } of await Promise.all(runs)) {
      expect(ending, name).toMatchObject({ code: 0, errors: '' });
      expect(JSON.parse(ending.output), name).toEqual([
        expect.stringMatching(/3 events (could not be delivered|were refused and are lost)/),
      ]);
      const tried = server.requests.filter(({ path }) => path === '/log_event').length;
      expect(tried, name).toBeGreaterThanOrEqual(tries.leastTries);
      expect(tried, name).toBeLessThanOrEqual(tries.mostTries);
      expect(ending.lingeredMs, name).toBeLessThan(longestLingeringMs);
    }
  });

  it('sends what is left when it ends once more, after the service was down at first and more was logged', async () => {
    const server = await startHttpServer((response, request) => {
      // The program tells when the service is up again.
      if (request.path === '/up') return respond(response, 200);
      if (!server.requests.some(({ path }) => path === '/up')) return respond(response, 500);
      accept(response, request);
    });
    const ending = await run(
      server,
      `const client = create({ eventLoggingMaxQueueSize: 10 });
       log(client, 0, 100); // more than are tried at a time: the rest stays in the queue
       let ends = 0;
       process.on('beforeExit', async () => {
         if (++ends !== 2) return;
         await fetch('${server.url}/up');
         log(client, 100, 101);
       });
       process.on('exit', () => console.log(JSON.stringify(lines.filter((line) => /process ends/.test(line)))));`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(ending.output)).toEqual([expect.stringContaining('100 events could not be delivered')]);
    const up = server.requests.findIndex(({ path }) => path === '/up');
    const delivered = arrived({ ...server, requests: server.requests.slice(up) });
    expect(delivered).toEqual(range(0, 101));
  });

  it('ends although the program logs an event whenever it is about to end', async () => {
    const server = await startHttpServer(accept);
    const ending = await run(
      server,
      `const client = create();
       let id = 0;
       log(client, id, ++id);
       process.on('beforeExit', () => log(client, id, ++id));
       process.on('exit', () => console.log(JSON.stringify({ id, lines })));`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    const values = arrived(server);
    expect(values.length).toBeGreaterThan(4);
    expect(values).toEqual(range(0, values.length));
    // At some time it is enough, and the rest is told.
    expect(JSON.parse(ending.output)).toEqual({
      id: values.length + 2,
      lines: ['Events: The process ends, and 2 events could not be delivered.'],
    });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
  });

  it('ends although a listener causes the event that it listens to, and calls it at least once', async () => {
    const server = await startHttpServer(accept);
    const ending = await run(
      server,
      `const client = create();
       const calls = { async: 0, plain: 0 };
       client.subscribe('gate_evaluated', async () => { calls.async++; await null; client.checkGate({}, 'g'); });
       client.subscribe('layer_evaluated', () => { calls.plain++; client.getLayer({}, 'l'); });
       client.checkGate({}, 'g');
       client.getLayer({}, 'l');
       process.on('exit', () => console.log(calls.async > 0 && calls.plain > 0));`,
    );
    expect(ending).toMatchObject({ code: 0, output: 'true', errors: '' });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
  });

  it('ends within its limit while a delivery in the background hangs, or a sink, which gets events as well', async () => {
    const [silent, server] = [await startHttpServer(() => undefined), await startHttpServer(accept)];
    const [background, sinks] = await Promise.all([
      run(
        silent,
        `const client = create({ eventLoggingMaxQueueSize: 10 });
         log(client, 0, 15); // a full batch: sent in the background
         setTimeout(() => undefined, 200);`,
      ),
      run(
        server,
        `const seen = [];
         const hanging = { name: 'hanging', send: () => new Promise(() => undefined) };
         const memory = { name: 'memory', send: async (events) => void seen.push(...events.map(({ value }) => value)) };
         log(create({ eventSinks: [hanging, memory] }), 0, 3);
         process.on('exit', () => console.log(JSON.stringify({ seen, lines })));`,
      ),
    ]);
    expect(background).toMatchObject({ code: 0, errors: '' });
    // Far less than the ten seconds that each attempt may take, on top of the three.
    expect(background.lingeredMs).toBeLessThan(9000);
    expect(sinks).toMatchObject({ code: 0, errors: '' });
    expect(JSON.parse(sinks.output)).toEqual({
      seen: [0, 1, 2],
      lines: ['Events: The process ends, and 3 events could not be delivered to the sink hanging.'],
    });
    expect(arrived(server)).toEqual(range(0, 3));
  });
});
