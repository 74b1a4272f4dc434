import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import { type Answer, respond, startHttpServer } from '../support/http-server.js';
import { startProxyServer } from '../support/proxy-server.js';
import { type Ending, runProgram } from '../support/run-program.js';
import { watchSecret } from '../support/secret-watch/secret-watch.js';
import { everyone, rule, buildSpecs } from '../support/specs-builder.js';

/*
 * Programs that use a client with every option set, each in a process of its own. They must end by themselves: after
 * `shutdown()`, and also without it when nothing else runs, whatever the service does meanwhile.
 */

const sdkKey = 'secret-exit-key-0123456789';
const proxyAuth = 'exit-user:exit-password';

let esm: CompiledLibrary;
let cjs: CompiledLibrary;
beforeAll(async () => {
  [esm, cjs] = await Promise.all([compileLibrary(['lib/index.ts']), compileLibrary(['lib/index.ts'], 'cjs')]);
}, 120_000);
afterAll(async () => {
  await Promise.all([esm.remove(), cjs.remove()]);
});

const specs = buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } } });

/** How the service behaves. */
const services = {
  answers: (response, { path, method }) => {
    if (method === 'POST' && path === '/log_event') respond(response, 202, { success: true });
    else if (path === '/lists') respond(response, 200, {});
    else respond(response, 200, JSON.stringify(specs));
  },
  fails: (response) => respond(response, 500),
  hangs: () => undefined,
  'is slow': (response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write('{');
    const drip = setInterval(() => response.write(' '), 50);
    response.on('close', () => clearInterval(drip));
  },
} satisfies Record<string, Answer>;

/** What a program is told, as JSON. */
interface Setting {
  readonly url: string;
  readonly folder: string;
  readonly proxyConfig: object | undefined;
  /** Unit: milliseconds. */
  readonly initTimeoutMs: number;
  /** Of polls and of deliveries. Unit: milliseconds. */
  readonly intervalMs: number;
}

/** A client with every option set, in a program of either format. */
function prelude(format: 'esm' | 'cjs', setting: Setting): string {
  const library =
    format === 'esm'
      ? `import { Statsig } from ${JSON.stringify(esm.addressOf('lib/index.js'))};`
      : `const { Statsig } = require(${JSON.stringify(cjs.pathOf('lib/index.js'))});`;
  return `${library}
    const { url, folder, proxyConfig, initTimeoutMs, intervalMs } = ${JSON.stringify(setting)};
    const calls = [];
    const note = (name) => async () => void calls.push(name);
    const values = new Map();
    const store = {
      initialize: note('store.initialize'), shutdown: note('store.shutdown'),
      get: async (key) => ({ result: values.get(key) }), set: async (key, value) => void values.set(key, value),
      supportPollingUpdatesFor: async () => false,
    };
    const storage = { load: async () => ({}), save: note('storage.save'), delete: note('storage.delete') };
    const observer = {
      initialize: note('metrics.initialize'), increment() {}, gauge() {}, dist() {}, error() {}, shutdown: note('metrics.shutdown'),
    };
    const logger = {
      initialize: note('logger.initialize'), debug() {}, info() {}, warn() {}, error() {}, shutdown: note('logger.shutdown'),
    };
    const options = {
      specsUrl: url + '/specs', logEventUrl: url + '/log_event', idListsUrl: url + '/lists', enableIdLists: true,
      specsSyncIntervalMs: intervalMs, idListsSyncIntervalMs: intervalMs, idListsRequestTimeoutMs: initTimeoutMs, initTimeoutMs,
      eventLoggingFlushIntervalMs: intervalMs, eventLoggingMaxQueueSize: 10, eventLoggingMaxPendingBatchQueueSize: 5,
      environment: 'test', serviceName: 'exit', globalCustomFields: { a: 1 }, exposureDedupeMaxKeys: 10,
      eventSinks: [{ name: 'sink', send: async () => {}, shutdown: note('sink.shutdown') }],
      specsCacheDirectory: folder, dataStore: store, dataStoreKeySchemaVersion: 'v3', persistentStorage: storage,
      observabilityClient: observer, outputLoggerProvider: logger, outputLogLevel: 'debug', proxyConfig,
    };
    const user = { userID: 'u', privateAttributes: { a: 'b' } };
    const say = (value) => console.log(JSON.stringify(value));
    const work = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    /** What would keep the process alive, but for the pipe of its output; waits a moment for what is just being closed. */
    const handles = async () => {
      for (let round = 0; ; round++) {
        await work(10);
        const left = process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap' && name !== 'TTYWrap');
        if (left.length === 0 || round === 300) return left;
      }
    };
  `;
}

interface Run {
  readonly service: keyof typeof services | 'is down';
  readonly route: 'directly' | 'through a proxy';
  readonly format: 'esm' | 'cjs';
  readonly intervalMs?: number;
}

async function run(
  { service, route, format, intervalMs = 50 }: Run,
  program: string,
): Promise<Ending & { folder: string }> {
  watchSecret('SDK key', sdkKey);
  watchSecret('credentials of the proxy', proxyAuth);
  const server = await startHttpServer(service === 'is down' ? () => undefined : services[service]);
  const proxy = await startProxyServer({ credentials: proxyAuth });
  if (service === 'is down') await server.close();
  const folder = await mkdtemp(join(tmpdir(), 'exit-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const proxyConfig =
    route === 'directly'
      ? undefined
      : { proxyHost: proxy.host, proxyPort: proxy.port, proxyProtocol: 'http', proxyAuth };
  const body = `(async () => {
    const client = new Statsig(${JSON.stringify(sdkKey)}, options);
    client.subscribe('*', () => undefined);
    ${program}
  })();`;
  const initTimeoutMs = service === 'answers' ? 10_000 : 400;
  const setting = { url: server.url, folder, proxyConfig, initTimeoutMs, intervalMs };
  const ending = await runProgram(prelude(format, setting) + body, { format });
  return { ...ending, folder };
}

const cases: Run[] = [
  { service: 'answers', route: 'directly', format: 'esm' },
  { service: 'answers', route: 'directly', format: 'cjs' },
  { service: 'answers', route: 'through a proxy', format: 'esm' },
  { service: 'answers', route: 'through a proxy', format: 'cjs' },
  { service: 'fails', route: 'directly', format: 'esm' },
  { service: 'hangs', route: 'directly', format: 'esm' },
  { service: 'hangs', route: 'through a proxy', format: 'cjs' },
  { service: 'is slow', route: 'directly', format: 'cjs' },
  { service: 'is slow', route: 'through a proxy', format: 'esm' },
  { service: 'is down', route: 'directly', format: 'esm' },
  { service: 'is down', route: 'through a proxy', format: 'esm' },
];

/** Long beyond what the end of a process takes, and less than any pause or time limit of the SDK's own in these programs. */
const longestLingeringMs = 10_000;

const useClient = `
  client.checkGate(user, 'open');
  client.getExperiment(user, 'none');
  client.logEvent(user, 'bought', 1);
`;

describe.each(cases)('a process whose service $service, asked $route, as $format', (settings) => {
  it('ends by itself after shutdown, with nothing left open', { timeout: 60_000 }, async () => {
    const ending = await run(
      settings,
      `const { isSuccess } = await client.initialize();
      const isOpen = client.checkGate(user, 'open');
      ${useClient}
      await work(200);
      ${useClient}
      const startedAt = performance.now();
      const closed = await client.shutdown(${settings.service === 'answers' ? 10_000 : 600});
      const tookMs = performance.now() - startedAt;
      say({ isSuccess, isOpen, closed, tookMs, isOpenLater: client.checkGate(user, 'open'), calls, handles: await handles() });`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
    const { isSuccess, isOpen, closed, isOpenLater, calls, handles, tookMs } = JSON.parse(ending.output);
    const isUp = settings.service === 'answers';
    expect({ isSuccess, isOpen, isOpenLater }).toEqual({ isSuccess: isUp, isOpen: isUp, isOpenLater: isUp });
    expect(closed).toMatchObject({ isSuccess: isUp, pending: 0 });
    expect(closed.dropped === 0).toBe(isUp);
    expect(handles).toEqual([]);
    expect(tookMs).toBeLessThan(5000);
    expect(calls).toEqual(
      expect.arrayContaining(['store.initialize', 'store.shutdown', 'sink.shutdown', 'metrics.shutdown']),
    );
    expect(calls.indexOf('store.shutdown')).toBeLessThan(calls.indexOf('metrics.shutdown'));
    expect(calls.at(-1)).toBe('logger.shutdown');
    expect((await readdir(ending.folder)).length > 0).toBe(isUp);
  });

  // With the long one timers wait at the end, with the short one requests are under way.
  it.each([50, 600_000])(
    'ends by itself without shutdown when nothing else runs, with intervals of %i ms',
    { timeout: 60_000 },
    async (intervalMs) => {
      const ending = await run(
        { ...settings, intervalMs },
        `await client.initialize();
        ${useClient}
        await work(200);
        ${useClient}
        say(await handles());`,
      );
      expect(ending).toMatchObject({ code: 0, output: '[]', errors: '' });
      expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
    },
  );
});

const direct = { service: 'answers', route: 'directly', format: 'esm' } as const;

describe('a process', () => {
  it('ends by itself when nobody waits for initialize', async () => {
    const ending = await run({ ...direct, service: 'hangs' }, `void client.initialize(); say('done');`);
    expect(ending).toMatchObject({ code: 0, output: '"done"', errors: '' });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
  });

  it('ends by itself when a client was only made', async () => {
    const ending = await run(direct, `client.logEvent(user, 'bought'); say('done');`);
    expect(ending).toMatchObject({ code: 0, output: '"done"', errors: '' });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
  });

  it('ends by itself after a shutdown during initialize', async () => {
    const program = `const start = client.initialize(); const closed = await client.shutdown(500);
      say([closed.pending, (await start).isSuccess, await handles()]);`;
    const ending = await run({ ...direct, service: 'hangs' }, program);
    expect(ending).toMatchObject({ code: 0, output: '[0,false,[]]', errors: '' });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
  });

  it('is shut down in time, and ends, when no part of the application ever answers', { timeout: 60_000 }, async () => {
    const never = `const never = () => new Promise(() => undefined);
      Object.assign(store, { shutdown: never, set: never, get: never });
      Object.assign(storage, { load: never, save: never, delete: never });
      observer.shutdown = never; logger.shutdown = never;
      const start = client.initialize();`;
    const ending = await run(
      direct,
      `${never}
      await start;
      ${useClient}
      const startedAt = performance.now();
      const { error } = await client.shutdown(700);
      say({ error, tookMs: performance.now() - startedAt });`,
    );
    expect(ending).toMatchObject({ code: 0, errors: '' });
    expect(ending.lingeredMs).toBeLessThan(longestLingeringMs);
    const { error, tookMs } = JSON.parse(ending.output);
    expect(error).toMatch(/These did not end in time: .*the observability client, the logger\.$/);
    expect(tookMs).toBeLessThan(5000);
  });

  it('takes no harm from a standard error that is closed', async () => {
    const source = prelude('esm', {
      url: 'http://127.0.0.1:9',
      folder: '',
      proxyConfig: undefined,
      initTimeoutMs: 400,
      intervalMs: 50,
    });
    const program = `
      const quiet = { outputLogLevel: 'debug', disableNetwork: true };
      await work(100);
      const client = new Statsig('', quiet);
      for (let line = 0; line < 100; line++) {
        client.logEvent(user, line);
        new Statsig('', quiet);
        await work(1);
      }
      await client.initialize(); await work(100); await client.shutdown(); await work(100);
      say('done');`;
    const ending = await runProgram(source + program, { isErrorClosed: true });
    expect(ending).toMatchObject({ code: 0, output: '"done"' });
  });
});
