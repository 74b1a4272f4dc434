import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MessageChannel } from 'node:worker_threads';

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { StatsigUser } from '../../lib/users/statsig-user.js';
import { startClientBench } from '../support/client-bench.js';
import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import {
  type Answer,
  type ReceivedRequest,
  type TestServer,
  readPostedBatch,
  respond,
  startHttpServer,
} from '../support/http-server.js';
import { buildSpecs, condition, everyone, rule } from '../support/specs-builder.js';

/*
 * What can happen to a client when a process forks, has threads, is copied or is frozen; docs/production.md tells it. The programs
 * are those that do it wrong: samples/workers shows how it is done.
 */

// Most of these start several processes, each of which loads the library.
vi.setConfig({ testTimeout: 120_000 });

const sdkKey = 'secret-workers-key-0123456789';
const specsOf = (time: number): object =>
  buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } }, top: { time } });
const patiently = { timeout: 60_000, interval: 20 };

let esm: CompiledLibrary;
let cjs: CompiledLibrary;
beforeAll(async () => {
  [esm, cjs] = await Promise.all([compileLibrary(['lib/index.ts']), compileLibrary(['lib/index.ts'], 'cjs')]);
}, 120_000);
afterAll(async () => {
  await Promise.all([esm.remove(), cjs.remove()]);
});

/** The names of the users of a batch, without those of events in which the SDK tells of itself. */
function usersOf(request: ReceivedRequest): string[] {
  const events = readPostedBatch(request).events as { eventName: string; user: { userID: string } }[];
  return events.filter(({ eventName }) => eventName !== 'statsig::diagnostics').map(({ user }) => user.userID);
}

interface Service {
  readonly server: TestServer;
  /** How specs are asked for. */
  answerSpecs: Answer;
  /** The names of the users of all events that were accepted. */
  readonly arrived: () => string[];
}

async function startService(): Promise<Service> {
  const arrived: string[] = [];
  const server = await startHttpServer((response, request) => {
    if (request.method !== 'POST') return service.answerSpecs(response, request);
    arrived.push(...usersOf(request));
    return respond(response, 202, { success: true });
  });
  const service: Service = {
    server,
    answerSpecs: (response) => respond(response, 200, specsOf(1000)),
    arrived: () => arrived,
  };
  return service;
}

/** A program as a file, because processes and threads are started from files, and how it is run. */
async function writeProgram(name: string, source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'statsig-processes-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, source);
  return path;
}

/** The client that the programs make; `more` are further options. */
const prelude = ({ server }: Service): string => `
  import { Statsig } from ${JSON.stringify(esm.addressOf('lib/index.js'))};
  const makeClient = (more = {}) => new Statsig(${JSON.stringify(sdkKey)}, {
    specsUrl: '${server.url}/v2/download_config_specs', logEventUrl: '${server.url}/v1/log_event',
    specsSyncIntervalMs: 600_000, eventLoggingFlushIntervalMs: 600_000, initTimeoutMs: 20_000, ...more,
  });
  const user = { userID: 'u' };
`;

interface Run {
  readonly code: number | null;
  readonly output: string[];
  readonly errors: string;
}

async function run(service: Service, source: string): Promise<Run> {
  const child = spawn(process.execPath, [await writeProgram('program.mjs', prelude(service) + source)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: code as number | null, output: output.trim().split('\n'), errors };
}

describe('a client in the primary process of a cluster', () => {
  /** The primary runs `primary`, and each worker `worker`; workers then end. */
  const cluster = (primary: string, worker = ''): string => `
    import cluster from 'node:cluster';
    if (cluster.isPrimary) { ${primary} } else { ${worker}; process.exit(); }
  `;
  const twoWorkers = `await Promise.all([1, 2].map(() => new Promise((resolve) => cluster.fork().once('exit', resolve))));`;
  const warnings = ({ errors }: Run): number =>
    errors.match(/WARN {2}\[Statsig::Client\] This client is in the primary/g)?.length ?? 0;

  it.each([
    [
      'is warned about when it forks the first worker',
      `await makeClient().initialize(); ${twoWorkers} ${twoWorkers}`,
      1,
    ],
    [
      'is warned about when there are workers already',
      `const worker = cluster.fork();
      const exit = new Promise((resolve) => worker.once('exit', resolve));
      await new Promise((resolve) => worker.once('message', resolve));
      await makeClient().initialize();
      worker.send('end');
      await exit;`,
      1,
    ],
    ['is warned about each', `await makeClient().initialize(); await makeClient().initialize(); ${twoWorkers}`, 2],
    [
      'is no matter when it was shut down before',
      `const client = makeClient(); await client.initialize(); await client.shutdown(); ${twoWorkers}`,
      0,
    ],
    ['is no matter when it was never initialized', `makeClient(); ${twoWorkers}`, 0],
    ['is no matter without workers', `await makeClient().initialize();`, 0],
  ])('%s', async (_what, primary, expected) => {
    const isHeld = primary.includes('worker.send');
    const holdWorker = `const end = new Promise((resolve) => process.once('message', resolve)); process.send('begun'); await end`;
    const ending = await run(await startService(), cluster(primary, isHeld ? holdWorker : ''));
    expect(ending).toMatchObject({ code: 0 });
    expect(warnings(ending)).toBe(expected);
    if (expected > 0) expect(ending.errors).toContain('Initialize a client in each worker');
  });

  it('is no matter in the workers', async () => {
    const service = await startService();
    const ending = await run(service, cluster(twoWorkers, `await makeClient().initialize()`));
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(service.server.requests).toHaveLength(2);
  });

  it('is missed by nobody: each worker follows the project by itself', async () => {
    const service = await startService();
    const primary = `
      const workers = [1, 2].map(() => cluster.fork());
      const told = workers.map((worker) => new Promise((resolve) => worker.once('message', resolve)));
      console.log(...await Promise.all(told));
      workers.forEach((worker) => worker.process.kill('SIGKILL'));`;
    const worker = `
      const client = makeClient({ specsSyncIntervalMs: 1000 });
      client.subscribe('specs_updated', () => {
        const { lcut } = client.getSpecsDetails();
        if (lcut === 2000) process.send(lcut);
      });
      await client.initialize();
      await new Promise(() => setInterval(() => undefined, 1000))`;
    // Both begin with the old specs, and the new ones are there from then on.
    const starts = new Set<unknown>();
    service.answerSpecs = (response, { headers }) => {
      const session = headers['statsig-server-session-id'];
      respond(response, 200, specsOf(starts.size === 2 && starts.has(session) ? 2000 : 1000));
      starts.add(session);
    };
    expect(await run(service, cluster(primary, worker))).toMatchObject({ code: 0, output: ['2000 2000'] });
    expect(starts.size).toBe(2);
  });
});

describe('a process that is forked', () => {
  it('has a start of its own, which nothing holds up that hangs in the first', async () => {
    const service = await startService();
    service.answerSpecs = (response, { path }) => {
      if (!path.startsWith('/hangs/')) respond(response, 200, specsOf(1000));
    };
    const ending = await run(
      service,
      `
      import { fork } from 'node:child_process';
      import { fileURLToPath } from 'node:url';
      if (process.send === undefined) {
        const client = makeClient({ specsUrl: '${service.server.url}/hangs' });
        void client.initialize();
        fork(fileURLToPath(import.meta.url)).once('exit', () => {
          console.log('parent', client.status);
          process.exit();
        });
      } else {
        const { isSuccess } = await makeClient().initialize();
        console.log('child', isSuccess);
        process.disconnect();
      }
    `,
    );
    expect(ending).toMatchObject({ code: 0, output: ['child true', 'parent initializing'] });
  });

  it('does not have the client of the first, and says so', async () => {
    const service = await startService();
    const ending = await run(
      service,
      `
      import { fork } from 'node:child_process';
      import { fileURLToPath } from 'node:url';
      if (process.send === undefined) {
        const client = Statsig.newShared(${JSON.stringify(sdkKey)}, makeClient().options);
        fork(fileURLToPath(import.meta.url)).once('exit', () => console.log('parent', Statsig.hasShared()));
      } else {
        console.log('child', Statsig.hasShared(), Statsig.shared().checkGate(user, 'open'));
        process.disconnect();
      }
    `,
    );
    expect(ending).toMatchObject({ code: 0, output: ['child false false', 'parent true'] });
    expect(ending.errors).toContain('There is no shared client.');
  });
});

describe('a worker thread', () => {
  /** The main thread starts one that logs an event, and ends it. */
  const thread = (end: string): string => `
    import { Worker, isMainThread, parentPort } from 'node:worker_threads';
    if (isMainThread) {
      const worker = new Worker(new URL(import.meta.url));
      const exit = new Promise((resolve) => worker.once('exit', resolve));
      await new Promise((resolve) => worker.once('message', resolve));
      ${end};
      await exit;
    } else {
      const client = makeClient();
      await client.initialize();
      client.logEvent(user, 'bought');
      parentPort.once('message', async () => { await client.shutdown(); parentPort.close(); });
      parentPort.postMessage('ready');
    }
  `;

  it('loses its events when it is terminated, and delivers them when it may shut its client down', async () => {
    const service = await startService();
    expect(await run(service, thread('await worker.terminate()'))).toMatchObject({ code: 0, errors: '' });
    expect(service.arrived()).toEqual([]);
    expect(await run(service, thread(`worker.postMessage('stop')`))).toMatchObject({ code: 0, errors: '' });
    expect(service.arrived()).toEqual(['u']);
  });

  it('gets plain users and values as they are, and an empty object in place of a StatsigUser', async () => {
    const isAnn = condition({ type: 'unit_id', field: 'userID', operator: 'any', targetValue: ['ann'] });
    const { client, lines } = await startClientBench({
      specs: buildSpecs({ gates: { ann: { rules: [rule('r', [isAnn])] } } }),
    });
    await client.initialize();
    const send = async <Sent>(value: Sent): Promise<Sent> => {
      const { port1, port2 } = new MessageChannel();
      onTestFinished(() => port1.close());
      port1.postMessage(value, []);
      return ((await once(port2, 'message')) as [Sent])[0];
    };
    const fields = { userID: 'ann', custom: { plan: 'pro' } };
    expect(client.checkGate(await send(fields), 'ann')).toBe(true);
    const posted = await send(new StatsigUser(fields));
    expect(posted).toEqual({});
    const warnings = (): string[] =>
      lines.filter((line) => line.startsWith('warn ') && line.includes('needs a userID'));
    expect(warnings()).toEqual([]);
    expect(client.checkGate(posted, 'ann')).toBe(false);
    expect(warnings()).toHaveLength(1);
    expect(client.checkGate(await send(new StatsigUser(fields).toJSON() as { userID: string }), 'ann')).toBe(true);
    expect(await send(client.getDynamicConfig(fields, 'none').value)).toEqual({});
  });
});

describe('a process that is ended', () => {
  it.each([
    ['process.exit()', 'process.exit(0)'],
    [
      'a signal that nobody handles',
      `process.kill(process.pid, 'SIGTERM'); await new Promise(() => setInterval(() => {}, 1000))`,
    ],
  ])('by %s takes its events along', async (_how, end) => {
    const service = await startService();
    await run(
      service,
      `const client = makeClient(); await client.initialize(); client.logEvent(user, 'bought'); ${end};`,
    );
    expect(service.arrived()).toEqual([]);
  });
});

describe('a snapshot of a process', () => {
  it('with a client is refused by Node, so that no client is ever in two processes', async () => {
    const program = await writeProgram(
      'snapshot.cjs',
      `const { createRequire } = require('node:module');
      const library = ${JSON.stringify(cjs.pathOf('lib/index.js'))};
      const { Statsig } = createRequire(library)(library);
      new Statsig(${JSON.stringify(sdkKey)}, { disableNetwork: true });`,
    );
    const blob = `${program}.blob`;
    const child = spawn(process.execPath, ['--snapshot-blob', blob, '--build-snapshot', program]);
    const [errors, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
    expect(errors).not.toBe('');
    expect(code).not.toBe(0);
    expect(existsSync(blob)).toBe(false);
  });
});

describe('a process that was frozen', () => {
  it('has current specs soon after it goes on, and loses no event', async () => {
    const service = await startService();
    const intervalMs = 8000;
    const program = await writeProgram(
      'frozen.mjs',
      `${prelude(service)}
      const client = makeClient({ specsSyncIntervalMs: ${intervalMs} });
      client.subscribe('specs_updated', () => console.log('lcut', client.getSpecsDetails().lcut));
      await client.initialize();
      for (let id = 0; id < 20; id++) client.logEvent({ userID: 'before-' + id }, 'bought');
      console.log('ready');
      process.once('SIGTERM', async () => {
        for (let id = 0; id < 20; id++) client.logEvent({ userID: 'after-' + id }, 'bought');
        console.log(JSON.stringify(await client.shutdown(20_000)));
        process.exit();
      });
      setInterval(() => undefined, 1000);`,
    );
    const child = spawn(process.execPath, [program]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    await vi.waitFor(() => expect(output).toContain('ready'), patiently);

    child.kill('SIGSTOP');
    const frozenAt = performance.now();
    service.answerSpecs = (response) => respond(response, 200, specsOf(2000));
    const asked = service.server.requests.length;
    await vi.waitFor(() => expect(performance.now() - frozenAt).toBeGreaterThan(1.25 * intervalMs), patiently);
    expect(service.server.requests).toHaveLength(asked);
    expect(output).not.toContain('lcut 2000');
    child.kill('SIGCONT');
    const thawedAt = performance.now();
    await vi.waitFor(() => expect(output).toContain('lcut 2000'), patiently);
    // Sooner than with the next poll, which a process that had begun its pause anew would wait for.
    expect(performance.now() - thawedAt).toBeLessThan(0.8 * intervalMs);

    child.kill('SIGTERM');
    await once(child, 'close');
    const ids = Array.from({ length: 20 }, (_, id) => id);
    const expected = ['before', 'after'].flatMap((when) => ids.map((id) => `${when}-${id}`));
    expect(service.arrived().toSorted()).toEqual(expected.toSorted());
    expect(output).toMatch(/"isSuccess":true,.*"pending":0,"dropped":0/);
  });

  it('delivers what was under way, when the connection was lost meanwhile', async () => {
    const held: (() => void)[] = [];
    const arrived: string[] = [];
    const server = await startHttpServer((response, request) => {
      if (request.method !== 'POST') return respond(response, 200, specsOf(1000));
      if (held.length === 0) return void held.push(() => response.socket?.resetAndDestroy());
      arrived.push(...usersOf(request));
      return respond(response, 202, { success: true });
    });
    const service: Service = { server, answerSpecs: () => undefined, arrived: () => arrived };
    const program = await writeProgram(
      'frozen.mjs',
      `${prelude(service)}
      const client = makeClient();
      await client.initialize();
      client.logEvent({ userID: 'under-way' }, 'bought');
      await client.flushEvents();
      console.log(JSON.stringify(await client.shutdown(20_000)));`,
    );
    const child = spawn(process.execPath, [program]);
    onTestFinished(() => void child.kill('SIGKILL'));
    const output = text(child.stdout);
    await vi.waitFor(() => expect(held).toHaveLength(1), patiently);
    child.kill('SIGSTOP');
    held[0]?.();
    child.kill('SIGCONT');
    expect(await output).toContain('"isSuccess":true,');
    expect(arrived).toEqual(['under-way']);
  });

  it('whose timers have not moved looks for newer specs with its first check', async () => {
    let time = 1000;
    const { client, specsRequests } = await startClientBench({
      answerSpecs: (response) => respond(response, 200, specsOf(time)),
      options: { specsSyncIntervalMs: 600_000 },
    });
    await client.initialize();
    time = 2000;
    expect(specsRequests()).toBe(1);
    // What a machine sees that was stopped for an hour: the wall clock has gone on, and timers have not.
    const now = Date.now.bind(Date);
    const clock = vi.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
    onTestFinished(() => clock.mockRestore());
    client.checkGate({ userID: 'u' }, 'open');
    await vi.waitFor(() => expect(client.getSpecsDetails().lcut).toBe(2000), patiently);
    expect(specsRequests()).toBe(2);
  });
});
