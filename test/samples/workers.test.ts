import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { json } from 'node:stream/consumers';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { type Answer, type TestServer, readPostedBatch, respond, startHttpServer } from '../support/http-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';
import { buildSamples } from './support/build-samples.js';
import { projectRoot, runProgram } from './support/run-program.js';

const samples = 'samples/workers';
const specs = buildSpecs({ gates: { new_checkout: { rules: [rule('r', [everyone])] } } });
const patiently = { timeout: 60_000, interval: 50 };

beforeAll(buildSamples);

/** A service that can be taken down: connections are then reset. */
interface Service {
  readonly server: TestServer;
  isDown: boolean;
  readonly environment: Record<string, string>;
  /** The sessions that asked for their first specs, in order: each client is a session. */
  readonly starts: () => string[];
  /** All events that were accepted, without those in which the SDK tells of itself. */
  readonly events: () => SentEvent[];
}

interface SentEvent {
  readonly eventName: string;
  readonly user: { readonly userID: string };
}

async function startService(answerSpecs: Answer = (response) => respond(response, 200, specs)): Promise<Service> {
  const accepted: SentEvent[] = [];
  const starts: string[] = [];
  const server = await startHttpServer((response, request) => {
    if (service.isDown) return void response.socket?.resetAndDestroy();
    if (request.method === 'POST') {
      const events = readPostedBatch(request).events as SentEvent[];
      accepted.push(...events.filter(({ eventName }) => eventName !== 'statsig::diagnostics'));
      return respond(response, 202, { success: true });
    }
    if (Number(request.query.get('sinceTime')) === 0) starts.push(String(request.headers['statsig-server-session-id']));
    return answerSpecs(response, request);
  });
  const cache = await mkdtemp(join(tmpdir(), 'statsig-workers-'));
  onTestFinished(() => rm(cache, { recursive: true, force: true }));
  const service: Service = {
    server,
    isDown: false,
    environment: {
      STATSIG_SERVER_KEY: 'secret-workers-key-0123456789',
      STATSIG_SPECS_URL: `${server.url}/v2/download_config_specs`,
      STATSIG_LOG_EVENT_URL: `${server.url}/v1/log_event`,
      STATSIG_CACHE_DIRECTORY: cache,
      PORT: '0',
    },
    starts: () => starts,
    events: () => accepted,
  };
  return service;
}

/** What a worker answers. */
interface Page {
  readonly pid: number;
  readonly isNew: boolean;
  readonly isSuccess: boolean;
  readonly source: string;
  readonly isStale: boolean;
}

/** Asks over a connection of its own, so that workers take turns. */
async function visit(url: string, user: string): Promise<Page> {
  const request = get(url, { agent: false, headers: { 'x-user-id': user } });
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
  return (await json(response)) as Page;
}

describe('the cluster', () => {
  it('has a client in each worker and none in the primary, delivers each event once, and goes on when a worker ends', async () => {
    const service = await startService();
    const program = runProgram([process.execPath, `${samples}/cluster.mjs`], { ...service.environment, WORKERS: '4' });
    const listening = /Process (\d+) listens at (http:\S+)/g;
    const workers = (): string[] => [...program.output().matchAll(listening)].map(([, pid = '']) => pid);
    await vi.waitFor(() => expect(workers()).toHaveLength(4), patiently);
    const url = [...program.output().matchAll(listening)][0]?.[2] ?? '';

    // One start of each worker; the primary would be a fifth.
    expect(service.starts()).toHaveLength(4);
    expect(new Set(service.starts()).size).toBe(4);

    const servedBy = new Map<string, string>();
    while (new Set(servedBy.values()).size < 4) {
      const newcomers = Array.from({ length: 20 }, (_, index) => `user-${servedBy.size + index}`);
      const pages = await Promise.all(newcomers.map((user) => visit(url, user)));
      for (const [index, { pid, ...page }] of pages.entries()) {
        servedBy.set(newcomers[index] ?? '', String(pid));
        expect(page).toEqual({ isNew: true, isSuccess: true, source: 'Network', isStale: false });
      }
    }
    expect(new Set(servedBy.values())).toEqual(new Set(workers()));

    // A worker that is ended delivers what it holds.
    const [victim = ''] = workers();
    const visitsOf = (pid: string): string[] => [...servedBy.keys()].filter((user) => servedBy.get(user) === pid);
    process.kill(Number(victim), 'SIGTERM');
    await program.printed(new RegExp(`Process ${victim} delivered \\d+ events at its end, and lost 0`));
    const views = (): string[] =>
      service
        .events()
        .filter(({ eventName }) => eventName === 'page_viewed')
        .map(({ user }) => user.userID);
    expect(views()).toEqual(expect.arrayContaining(visitsOf(victim)));

    // Its successor, the fifth, has a session of its own.
    await vi.waitFor(() => expect(workers()).toHaveLength(5), patiently);
    expect(new Set(service.starts()).size).toBe(5);

    // One that starts while the service is down begins with what the others have kept.
    service.isDown = true;
    const [, second = ''] = workers();
    process.kill(Number(second), 'SIGKILL');
    await vi.waitFor(() => expect(workers()).toHaveLength(6), patiently);
    const successor = Number(workers()[5]);
    const page = await vi.waitFor(async () => {
      const answer = await visit(url, 'late');
      expect(answer.pid).toBe(successor);
      return answer;
    }, patiently);
    expect(page).toMatchObject({ isNew: true, isSuccess: true, source: 'Adapter(FileBased)', isStale: true });
    service.isDown = false;

    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    // Nobody was asked to deliver the events of the worker that was killed; all the others arrived, each once.
    const arrived = views().filter((user) => user !== 'late');
    const lost = new Set(visitsOf(second));
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(arrived).toEqual(expect.arrayContaining([...servedBy.keys()].filter((user) => !lost.has(user))));
    // No line of the SDK speaks of a client in the primary.
    expect(program.output()).not.toContain('primary process');
  });

  it('gives up when its workers cannot serve', async () => {
    const service = await startService();
    const environment = { ...service.environment, PORT: '70000', WORKERS: '2' };
    const program = runProgram([process.execPath, `${samples}/cluster.mjs`], environment);
    expect(await program.ended).toEqual({ code: 1, signal: null });
  });
});

describe('the threads', () => {
  it('have a client each, which plain users reach, and deliver all events before they end', async () => {
    const service = await startService();
    const users = ['ann', 'bob', 'cleo', 'dan'];
    const program = runProgram([process.execPath, `${samples}/threads.mjs`, ...users], service.environment);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    const lines = program.output().trim().split('\n').toSorted();
    expect(lines).toEqual([
      'Thread 1: new_checkout is open for ann',
      'Thread 1: new_checkout is open for cleo',
      'Thread 2: new_checkout is open for bob',
      'Thread 2: new_checkout is open for dan',
    ]);
    expect(new Set(service.starts()).size).toBe(2);
    const exposures = service.events().filter(({ eventName }) => eventName === 'statsig::gate_exposure');
    expect(exposures.map(({ user }) => user.userID).toSorted()).toEqual(users);
  });
});

describe('the configuration of PM2', () => {
  const path = join(projectRoot, samples, 'ecosystem.config.cjs');
  const { apps } = createRequire(import.meta.url)(path) as { apps: Record<string, unknown>[] };

  it('asks for four processes, waits for them, and leaves them time for their last events', () => {
    expect(apps).toEqual([
      expect.objectContaining({ exec_mode: 'cluster', instances: 4, wait_ready: true, kill_timeout: 5000 }),
    ]);
  });

  it('names a program that says when it is ready, after the start, and that SIGINT ends with its events', async () => {
    const service = await startService();
    const [app = {}] = apps;
    // As PM2 does: the script, relative to the directory, in a process with a channel to this one.
    const script = resolve(String(app['cwd']), String(app['script']));
    expect(dirname(script)).toBe(dirname(path));
    const child = spawn(process.execPath, [script], {
      cwd: String(app['cwd']),
      env: { ...process.env, ...service.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [message] = (await once(child, 'message')) as [unknown];
    expect(message).toBe('ready');
    expect(service.starts()).toHaveLength(1);
    await vi.waitFor(() => expect(output).toMatch(/listens at http/), patiently);
    const [, url = ''] = /listens at (http:\S+)/.exec(output) ?? [];
    expect((await visit(url, 'ann')).isNew).toBe(true);
    const sentAt = performance.now();
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(performance.now() - sentAt).toBeLessThan(Number(app['kill_timeout']));
    expect(service.events().map(({ eventName }) => eventName)).toEqual(['statsig::gate_exposure', 'page_viewed']);
  });
});

describe('the lazy start', () => {
  it('initializes once for fifty first requests at a time', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    const service = await startService((response) => void released.then(() => respond(response, 200, specs)));
    const program = runProgram([process.execPath, `${samples}/lazy.mjs`], service.environment);
    const url = (await program.printed(/Listens at (http:\S+)/))[1] ?? '';
    expect(service.server.requests).toHaveLength(0);
    const answers = Array.from({ length: 50 }, async (_, index) => {
      const response = await fetch(url, { headers: { 'x-user-id': `user-${index}` } });
      return response.text();
    });
    await vi.waitFor(() => expect(service.starts()).toHaveLength(1), patiently);
    release();
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['true']));
    expect(service.starts()).toHaveLength(1);
    program.signal('SIGTERM');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(service.events()).toHaveLength(50);
  });
});

describe('the function', () => {
  it('starts once for all requests, and has delivered their events when it answers', async () => {
    const service = await startService();
    const address = pathToFileURL(join(projectRoot, samples, 'lambda.mjs')).href;
    const source = `
      const { handler } = await import(${JSON.stringify(address)});
      for (const userID of ['ann', 'bob']) console.log((await handler({ userID })).body);
    `;
    const program = runProgram([process.execPath, '--input-type=module', '-e', source], service.environment);
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(program.output().trim().split('\n')).toEqual(['{"isNew":true}', '{"isNew":true}']);
    expect(service.starts()).toHaveLength(1);
    expect(service.events().map(({ eventName, user }) => `${user.userID} ${eventName}`)).toEqual([
      'ann statsig::gate_exposure',
      'ann page_viewed',
      'bob statsig::gate_exposure',
      'bob page_viewed',
    ]);
    // One delivery with each answer.
    const posts = service.server.requests.filter(({ method }) => method === 'POST');
    const views = posts.filter((post) => JSON.stringify(readPostedBatch(post).events).includes('page_viewed'));
    expect(views).toHaveLength(2);
  });

  it('answers in time when the service takes no events, and delivers them with a later request', async () => {
    const service = await startService();
    const address = pathToFileURL(join(projectRoot, samples, 'lambda.mjs')).href;
    const source = `
      const { handler } = await import(${JSON.stringify(address)});
      await new Promise((resolve) => process.stdin.once('data', resolve));
      await handler({ userID: 'ann' });
      console.log('answered');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      await handler({ userID: 'bob' });
      process.stdin.destroy();
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
      cwd: fileURLToPath(new URL('../..', import.meta.url)),
      env: { ...process.env, ...service.environment },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    await vi.waitFor(() => expect(service.starts()).toHaveLength(1), patiently);
    await vi.waitFor(() => expect(service.server.requests).toHaveLength(1), patiently);
    service.isDown = true;
    child.stdin.write('go\n');
    await once(child.stdout, 'data');
    expect(service.events()).toHaveLength(0);
    service.isDown = false;
    child.stdin.write('go\n');
    await once(child, 'close');
    const visitors = new Set(service.events().map(({ user }) => user.userID));
    expect(visitors).toEqual(new Set(['ann', 'bob']));
  });
});
