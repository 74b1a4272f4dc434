import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import { type TestServer, respond, startHttpServer } from '../support/http-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

/*
 * A real cluster of four workers, whose primary looks for specs on behalf of all: docs/scale-out.md tells it.
 */

vi.setConfig({ testTimeout: 120_000 });

const sdkKey = 'secret-cluster-key-0123456789';
const patiently = { timeout: 60_000, interval: 20 };

let library: CompiledLibrary;
beforeAll(async () => (library = await compileLibrary(['lib/index.ts'])), 120_000);
afterAll(() => library.remove());

/** Specs that say when they were made, of more than one part. */
const specsOf = (time: number): string =>
  JSON.stringify(
    buildSpecs({
      gates: { open: { rules: [rule('r', [everyone])] } },
      configs: { long: { defaultValue: { text: 'ü"\\𝄞'.repeat(40_000) } } },
      top: { time },
    }),
  );

interface Service {
  readonly server: TestServer;
  time: number;
  isDown: boolean;
  /** Answers that had specs in them, by the session that asked. */
  readonly downloads: string[];
  /** The sessions of all requests for specs. */
  readonly sessions: string[];
}

async function startService(): Promise<Service> {
  const server = await startHttpServer((response, request) => {
    if (request.method === 'POST') return respond(response, 202, { success: true });
    const session = String(request.headers['statsig-server-session-id']);
    service.sessions.push(session);
    if (service.isDown) return void response.socket?.resetAndDestroy();
    if (Number(request.query.get('sinceTime')) >= service.time) return respond(response, 200, { has_updates: false });
    service.downloads.push(session);
    return respond(response, 200, specsOf(service.time));
  });
  const service: Service = { server, time: 1000, isDown: false, downloads: [], sessions: [] };
  return service;
}

/** What a worker tells of itself when it has started, and with each change. */
interface Report {
  readonly pid: number;
  readonly start: { readonly source: string; readonly durationMs: number } | null;
  readonly lcut: number;
  readonly source: string;
  readonly isOpen: boolean;
}

const program = (url: string, addressOfLibrary: string): string => `
  import cluster from 'node:cluster';
  import { ClusterDataStore, ClusterPoller, Statsig } from ${JSON.stringify(addressOfLibrary)};
  const options = {
    specsUrl: '${url}/v2/download_config_specs', specsFile: process.env.SPECS_FILE, logEventUrl: '${url}/v1/log_event', outputLogLevel: 'warn',
    specsSyncIntervalMs: Number(process.env.INTERVAL ?? 500), initTimeoutMs: Number(process.env.LIMIT ?? 60_000),
  };
  const bootstrapSpecs = process.env.BOOTSTRAP;
  const isSharing = process.env.SHARING !== 'no';
  if (cluster.isPrimary) {
    if (isSharing) {
      const poller = new ClusterPoller('${sdkKey}', options);
      const started = poller.start();
      if (process.env.FIRST !== 'workers') await started;
      process.on('message', async (command) => {
        if (command === 'fork') cluster.fork();
        if (command === 'count') process.send({ count: poller.workerCount });
        if (command === 'stop') await poller.stop();
      });
    }
    cluster.on('message', (worker, message) => { if (message.pid) process.send(message); });
    // The application's own messages go their way; those of the package are not for it.
    cluster.on('fork', (worker) => worker.send({ hello: 'worker' }));
    for (let id = 0; id < 4; id++) cluster.fork();
  } else {
    // Otherwise Node ends a worker with its primary.
    if (process.env.SURVIVES === 'yes') cluster.worker.exitedAfterDisconnect = true;
    const statsig = new Statsig('${sdkKey}', { ...options, specsFile: undefined, dataStore: new ClusterDataStore('${sdkKey}'), bootstrapSpecs });
    const { source, durationMs } = await statsig.initialize();
    let last;
    const tell = (start) => {
      const { lcut, source } = statsig.getSpecsDetails();
      const isOpen = statsig.checkGate({ userID: 'u' }, 'open');
      if (process.connected) process.send({ pid: process.pid, start, lcut, source, isOpen });
    };
    statsig.subscribe('specs_updated', () => tell(null));
    tell({ source, durationMs });
    if (process.env.SURVIVES === 'yes') setInterval(() => undefined, 1000);
  }
`;

interface RunningCluster {
  readonly primary: ChildProcess;
  readonly reports: Report[];
  readonly errors: () => string;
  readonly count: () => Promise<number>;
  /** The latest report of each worker. */
  readonly now: () => Report[];
}

async function startCluster(service: Service, environment: NodeJS.ProcessEnv = {}): Promise<RunningCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'statsig-cluster-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'program.mjs');
  await writeFile(path, program(service.server.url, library.addressOf('lib/index.js')));
  const primary = spawn(process.execPath, [path], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true,
  });
  onTestFinished(() => {
    try {
      if (primary.pid !== undefined) process.kill(-primary.pid, 'SIGKILL');
    } catch {
      // All of them have ended.
    }
  });
  const reports: Report[] = [];
  const counts: number[] = [];
  primary.on('message', (message: Report | { count: number }) => {
    if ('count' in message) counts.push(message.count);
    else reports.push(message);
  });
  let errors = '';
  primary.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  return {
    primary,
    reports,
    errors: () => errors,
    count: async () => {
      const asked = counts.length;
      primary.send('count');
      await vi.waitFor(() => expect(counts.length).toBeGreaterThan(asked), patiently);
      return counts.at(-1) ?? -1;
    },
    now: () => [...new Map(reports.map((report) => [report.pid, report])).values()],
  };
}

/** Waits until four workers have these specs. */
async function allHave(running: RunningCluster, time: number): Promise<void> {
  await vi.waitFor(() => {
    expect(running.now().filter(({ lcut, isOpen }) => lcut === time && isOpen)).toHaveLength(4);
  }, patiently);
}

describe('a cluster whose primary looks for specs', () => {
  it('asks once for each change, and a new worker has specs at once, also while the service is down', async () => {
    const service = await startService();
    // A worker of a busy machine shall not take the primary for silent. Workers start before it has specs, and wait for them.
    const running = await startCluster(service, { INTERVAL: '2000', FIRST: 'workers' });
    await allHave(running, 1000);
    expect(running.reports.map(({ start }) => start?.source)).toEqual(
      Array.from({ length: 4 }, () => 'Adapter(DataStore)'),
    );
    for (const time of [2000, 3000]) {
      service.time = time;
      await allHave(running, time);
    }
    expect(service.downloads).toHaveLength(3);
    expect(new Set(service.sessions).size).toBe(1);
    expect(await running.count()).toBe(4);

    service.isDown = true;
    const [victim] = running.now();
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    running.primary.send('fork');
    await vi.waitFor(() => expect(running.now()).toHaveLength(5), patiently);
    expect(running.reports.at(-1)).toMatchObject({ lcut: 3000, isOpen: true, start: { source: 'Adapter(DataStore)' } });
    expect(new Set(service.sessions).size).toBe(1);
    await vi.waitFor(async () => expect(await running.count()).toBe(4), patiently);
    // Nobody is warned of a client in the primary, nor of messages that it sends.
    expect(running.errors()).not.toContain('primary process');
  });

  it('has its workers look for themselves while the primary is silent, and no longer when it speaks again', async () => {
    const service = await startService();
    const running = await startCluster(service);
    await allHave(running, 1000);
    running.primary.kill('SIGSTOP');
    service.time = 2000;
    // The primary cannot pass on what they say, so the service tells.
    await vi.waitFor(() => expect(new Set(service.downloads.slice(1)).size).toBe(4), patiently);
    expect(service.downloads).toHaveLength(5);
    running.primary.kill('SIGCONT');
    await allHave(running, 2000);
    // Some may still be on their way to the service when the primary is heard again.
    const [primarySession] = service.sessions;
    await vi.waitFor(async () => {
      const before = service.sessions.length;
      service.time += 1000;
      await allHave(running, service.time);
      expect(running.now().map(({ source }) => source)).toEqual(Array.from({ length: 4 }, () => 'Adapter(DataStore)'));
      expect(new Set(service.sessions.slice(before))).toEqual(new Set([primarySession]));
    }, patiently);
  });

  it('has its workers look for themselves when the poller is stopped, or the primary dies and they do not', async () => {
    const service = await startService();
    const running = await startCluster(service, { SURVIVES: 'yes' });
    await allHave(running, 1000);
    running.primary.send('stop');
    service.time = 2000;
    await allHave(running, 2000);
    expect(running.now().map(({ source }) => source)).toEqual(Array.from({ length: 4 }, () => 'Network'));
    running.primary.kill('SIGKILL');
    service.time = 3000;
    await vi.waitFor(() => expect(service.downloads).toHaveLength(1 + 4 + 4), patiently);
  });

  it('is heard by workers that begin with specs of their own', async () => {
    const service = await startService();
    service.time = 2000;
    const bootstrap = JSON.stringify(buildSpecs({ top: { time: 1000 } }));
    const running = await startCluster(service, { BOOTSTRAP: bootstrap, INTERVAL: '3000' });
    await allHave(running, 2000);
    expect(running.reports.filter(({ start }) => start !== null).map(({ start }) => start?.source)).toEqual(
      Array.from({ length: 4 }, () => 'Bootstrap'),
    );
    expect(running.now().map(({ source }) => source)).toEqual(Array.from({ length: 4 }, () => 'Adapter(DataStore)'));
    expect(new Set(service.sessions).size).toBe(1);
  });

  it('hands on also what is older, where the primary goes back to it', async () => {
    const service = await startService();
    const folder = await mkdtemp(join(tmpdir(), 'statsig-specs-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'specs.json');
    await writeFile(path, specsOf(5000));
    const running = await startCluster(service, { SPECS_FILE: path });
    await allHave(running, 5000);
    await writeFile(path, specsOf(4000));
    await allHave(running, 4000);
    expect(service.downloads).toHaveLength(0);
  });

  it('starts from the network where the primary has no poller', async () => {
    const service = await startService();
    const running = await startCluster(service, { SHARING: 'no', LIMIT: '3000' });
    await allHave(running, 1000);
    expect(running.now().map(({ source }) => source)).toEqual(Array.from({ length: 4 }, () => 'Network'));
    expect(new Set(service.sessions).size).toBe(4);
  });
});
