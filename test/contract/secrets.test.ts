import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { gunzipSync } from 'node:zlib';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import { formatExplanation } from '../../lib/evaluation/explain/format-explanation.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { StatsigUser } from '../../lib/users/statsig-user.js';
import { type Answer, respond, startHttpServer } from '../support/http-server.js';
import { startProxyServer } from '../support/proxy-server.js';
import { privateMark, watchSecret } from '../support/secret-watch/secret-watch.js';
import { buildSpecs, condition, rule } from '../support/specs-builder.js';

/*
 * A client with every option set, at level debug, while everything around it fails and quotes what it was told. Whatever the
 * client says then, to anybody, holds no key, no credentials and no private attribute.
 */

const secrets = {
  'SDK key': 'secret-marker-key-0123456789',
  'credentials of the proxy': 'marker-proxy-password',
  'password of an address': 'marker-url-password',
  'query of an address': 'marker-query-token',
  'password of a store': 'marker-store-password',
  'private attribute': `${privateMark}-0123456789`,
};
const sdkKey = secrets['SDK key'];
const proxyAuth = `proxy-user:${secrets['credentials of the proxy']}`;
const privateValue = secrets['private attribute'];
for (const [what, secret] of Object.entries(secrets)) watchSecret(what, secret);

/** Everything that a client said to anybody, by who heard it. */
class Ear {
  readonly heard: [where: string, text: string][] = [];

  hear(where: string, ...values: unknown[]): void {
    for (const value of values) {
      const text = typeof value === 'string' ? value : inspect(value, { depth: 20, showHidden: true });
      this.heard.push([where, text]);
    }
  }

  /** An object of the application's own, that hears each call of these methods, and then fails. */
  failing<Name extends string>(where: string, names: readonly Name[]): Record<Name, () => never> {
    return Object.fromEntries(
      names.map((name) => [
        name,
        (...args: unknown[]): never => {
          this.hear(`${where}.${name}()`, ...args);
          throw new Error(`redis://app:${secrets['password of a store']}@host refused ${name} for ${sdkKey}`);
        },
      ]),
    ) as Record<Name, () => never>;
  }

  /** Where which secret was heard. */
  leaks(): string[] {
    return this.heard.flatMap(([where, text]) =>
      Object.entries(secrets)
        .filter(([, secret]) => text.includes(secret) || text.includes(Buffer.from(secret).toString('base64')))
        .map(([what, secret]) => `${what} in ${where}: ${text.replaceAll(secret, `<${what}>`).slice(0, 300)}`),
    );
  }
}

const specs = (listUrl: string): object =>
  buildSpecs({
    gates: {
      private: { rules: [rule('r', [condition({ field: 'ssn', operator: 'any', targetValue: ['none'] })])] },
      list: { rules: [rule('l', [condition({ field: 'userID', operator: 'in_segment_list', targetValue: 'list' })])] },
    },
    configs: {
      experiment: { rules: [rule('e', [condition({ type: 'public' })], { groupName: 'a', isActive: true })] },
    },
    top: { note: listUrl },
  });

/** Services, each of which quotes what it was sent where it can. */
const services: Record<string, Answer> = {
  answers: (response, { path, headers }) => {
    if (path.includes('lists')) {
      const url = `http://${headers.host}/file?sig=${secrets['query of an address']}`;
      respond(response, 200, { list: { name: 'list', url, size: 8, creationTime: 1, fileID: 'f' } });
    } else if (path === '/file') respond(response, 500, sdkKey);
    else respond(response, 200, { success: true, ...specs(headers.host ?? '') });
  },
  'answers and refuses': (response, { path }) => {
    if (path === '/log_event') respond(response, 400, { error: sdkKey });
    else respond(response, 403, sdkKey, { 'www-authenticate': sdkKey });
  },
  'quotes the request in a 500': (response, { headers, path }) => {
    respond(response, 500, { headers, path, sdkKey }, { 'retry-after': sdkKey });
  },
  'answers garbage': (response, { headers }) => {
    respond(response, 200, `<html>${sdkKey} ${JSON.stringify(headers)}`);
  },
  'answers specs that are none': (response) => {
    respond(response, 200, { has_updates: true, time: 1, note: sdkKey, condition_map: 5 });
  },
  'says that it refuses': (response) => respond(response, 200, { success: false, error: sdkKey }),
  redirects: (response) => {
    const location = `http://user:${secrets['password of an address']}@127.0.0.1:1/${sdkKey}?token=${secrets['query of an address']}`;
    respond(response, 302, '', { location });
  },
  'redirects to nowhere': (response) => respond(response, 302, '', { location: `ftp://host/${sdkKey}` }),
  'breaks off': (response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(`{"key":"${sdkKey}`);
    response.socket?.destroy();
  },
  'sends what cannot be decoded': (response) => respond(response, 200, sdkKey, { 'content-encoding': 'gzip' }),
  hangs: () => undefined,
};

type Route = 'directly' | 'through a proxy' | 'through a proxy that refuses' | 'through a proxy that is down';

async function everyOption(ear: Ear, service: string, route: Route): Promise<StatsigOptions> {
  const server = await startHttpServer((response, request) => {
    if (request.headers['content-encoding'] === 'gzip') {
      ear.hear('a body that was sent', gunzipSync(request.body).toString());
    }
    services[service]?.(response, request);
  });
  const proxy = await startProxyServer({
    credentials: route === 'through a proxy that refuses' ? 'somebody:else' : proxyAuth,
  });
  const folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const base = server.url.replace('//', `//url-user:${secrets['password of an address']}@`);
  // Long where an answer comes, short where it never will.
  const limitMs = service === 'hangs' ? 300 : 10_000;
  const query = `?token=${secrets['query of an address']}`;
  return {
    environment: 'test',
    specsUrl: `${base}/specs${query}`,
    logEventUrl: `${base}/log_event${query}`,
    idListsUrl: `${base}/lists${query}`,
    downloadIdListFileApi: base,
    enableIdLists: true,
    specsSyncIntervalMs: 20,
    idListsSyncIntervalMs: 20,
    initTimeoutMs: limitMs,
    idListsRequestTimeoutMs: limitMs,
    eventLoggingFlushIntervalMs: 20,
    eventLoggingMaxQueueSize: 10,
    eventLoggingMaxPendingBatchQueueSize: 1,
    specsCacheDirectory: folder,
    dataStoreKeySchemaVersion: 'v2',
    serviceName: 'secrets',
    globalCustomFields: { plan: 'free' },
    proxyConfig: {
      proxyHost: proxy.host,
      proxyPort: route === 'through a proxy that is down' ? 1 : proxy.port,
      proxyProtocol: 'http',
      proxyAuth,
    },
    ...(route === 'directly' && { proxyConfig: undefined }),
    dataStore: ear.failing('dataStore', ['initialize', 'shutdown', 'get', 'set', 'supportPollingUpdatesFor']),
    eventSinks: [{ name: 'sink', ...ear.failing('eventSinks', ['send', 'shutdown']) }],
    persistentStorage: ear.failing('persistentStorage', ['load', 'save', 'delete']),
    observabilityClient: ear.failing('observabilityClient', [
      'initialize',
      'increment',
      'gauge',
      'dist',
      'error',
      'shutdown',
      'shouldEnableHighCardinalityForThisTag',
    ]),
    outputLogLevel: 'debug',
  };
}

const users = [
  new StatsigUser({ userID: 'u', privateAttributes: { ssn: privateValue } }),
  { userID: 'v', privateAttributes: { ssn: [privateValue], deep: { er: privateValue } } },
  { userID: 'w', email: 5n, custom: { a: Symbol('s') }, privateAttributes: { [privateValue]: privateValue } },
  {
    userID: 'x',
    get privateAttributes(): never {
      throw new Error(privateValue);
    },
  },
  { userID: 'y', privateAttributes: privateValue },
] as unknown as StatsigUser[];

/** Does with a client whatever an application does, until enough was heard of the background, and hears what comes back. */
async function useClient(ear: Ear, options: StatsigOptions, isHeard: () => boolean): Promise<void> {
  const client = new Statsig(sdkKey, options);
  client.subscribe('*', (event) => {
    ear.hear(`subscription ${event.event_name}`, event);
    throw new Error(sdkKey);
  });
  const hearClient = (when: string): void => {
    ear.hear(`client ${when}`, client, JSON.stringify(client), client.options, JSON.stringify(client.options));
    ear.hear(`details ${when}`, client.getSpecsDetails(), client.getIdListsDetails());
  };
  hearClient('before initialize');
  ear.hear('initialize()', await client.initialize());
  hearClient('after initialize');
  for (const user of users) {
    ear.hear(
      'user',
      inspect(user instanceof StatsigUser ? user : ''),
      JSON.stringify(user instanceof StatsigUser ? user : ''),
    );
    client.checkGate(user, 'private');
    client.checkGate(user, 'list');
    const persisted = await client.loadPersistedValues(user, undefined, { timeoutMs: 100 });
    ear.hear('experiment', client.getExperiment(user, 'experiment', { userPersistedValues: persisted }));
    ear.hear('gate', client.getFeatureGate(user, 'private'));
    client.logEvent(user, 'bought', Infinity, { a: 1n });
    client.logEvent(user, '');
    const explanation = client.explainGate(user, 'private');
    ear.hear('explanation', explanation, formatExplanation(explanation), JSON.stringify(explanation));
  }
  const flush = client.flushEvents();
  await vi.waitFor(() => expect(isHeard()).toBe(true), { timeout: 20_000, interval: 20 });
  hearClient('later');
  ear.hear('flushPersistedValues()', await client.flushPersistedValues(100));
  ear.hear('shutdown()', await client.shutdown(300));
  ear.hear('flushEvents()', await flush);
  hearClient('after shutdown');
  client.checkGate({ userID: 5n } as never, 'private');
}

const cases: [service: string, route: Route][] = [
  ...Object.keys(services).map((service): [string, Route] => [service, 'directly']),
  ['answers', 'through a proxy'],
  ['quotes the request in a 500', 'through a proxy'],
  ['answers', 'through a proxy that refuses'],
  ['answers', 'through a proxy that is down'],
];

describe('no secret is shown to anybody', () => {
  it.each(cases)('when a service %s, asked %s', async (service, route) => {
    const ear = new Ear();
    const options = await everyOption(ear, service, route);
    const hear = (level: string) => (tag: string, message: string) => ear.hear(`${level} ${tag}`, message);
    const logger = { debug: hear('debug'), info: hear('info'), warn: hear('warn'), error: hear('error') };
    // Every part that can fail has told the log of it, once there are no specs also the client itself.
    const parts = ['Client', 'Events', 'IdLists', 'Metrics', 'SpecSync', 'StickyStorage'];
    const heard = (): Set<string> => new Set(ear.heard.map(([where]) => where));
    await useClient(ear, { ...options, outputLoggerProvider: logger }, () =>
      parts.every((part) => heard().has(`warn ${part}`)),
    );
    expect(ear.leaks()).toEqual([]);
    const isUp = service === 'answers' && ['directly', 'through a proxy'].includes(route);
    expect(heard().has('error Client')).toBe(!isUp);
    expect(heard().has('subscription specs_updated')).toBe(isUp);
    expect(heard()).toContain('subscription gate_evaluated');
    for (const place of [
      'eventSinks.send()',
      'observabilityClient.error()',
      'dataStore.get()',
      'persistentStorage.load()',
      'explanation',
    ]) {
      expect(heard()).toContain(place);
    }
  });

  it('when the lines go to standard error', async () => {
    const ear = new Ear();
    const original = Object.getOwnPropertyDescriptor(process.stderr, 'write');
    process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      ear.hear('standard error', String(chunk));
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    };
    onTestFinished(() => {
      Object.defineProperty(process.stderr, 'write', original ?? {});
    });
    const failing = ear.failing('outputLoggerProvider', ['initialize', 'debug', 'info', 'warn', 'error', 'shutdown']);
    const options = await everyOption(ear, 'quotes the request in a 500', 'directly');
    const lines = (): string => ear.heard.map(([where, text]) => (where === 'standard error' ? text : '')).join('');
    const isHeard = (): boolean =>
      ['Events', 'IdLists', 'SpecSync'].every((part) => lines().includes(`[Statsig::${part}]`));
    await useClient(ear, options, isHeard);
    await useClient(ear, { ...options, outputLoggerProvider: failing }, isHeard);
    expect(lines()).toContain('outputLoggerProvider.initialize() failed.');
    expect(ear.leaks()).toEqual([]);
  });

  it('when options are wrong', async () => {
    const ear = new Ear();
    const hear = (tag: string, message: string): void => ear.hear(tag, message);
    const password = secrets['password of an address'];
    const outputLoggerProvider = { debug: hear, info: hear, warn: hear, error: hear };
    const wrong: Record<string, unknown>[] = [
      { specsUrl: `ftp://user:${password}@host/${sdkKey}`, logEventUrl: `//user:${password}@host`, idListsUrl: sdkKey },
      { proxyConfig: { proxyHost: 'host', proxyPort: 80, proxyAuth: secrets['credentials of the proxy'] } },
      { proxyConfig: { proxyHost: `user:${password}@host`, proxyPort: '80', proxyAuth } },
      {
        proxyConfig: proxyAuth,
        environment: [sdkKey],
        serviceName: 5,
        specsSyncIntervalMs: sdkKey,
        initTimeoutMs: sdkKey,
      },
      { specsFile: `/no/such/${sdkKey}.json`, [sdkKey]: 1, outputLogLevel: sdkKey, dataStore: sdkKey },
      {
        bootstrapSpecs: `not JSON ${sdkKey}`,
        specAdaptersConfig: [{ adapterType: sdkKey, specsUrl: `x://u:${password}@h` }],
      },
      { specAdaptersConfig: [{ adapterType: 'network_http', specsUrl: `http://u:${password}@127.0.0.1:1/${sdkKey}` }] },
      { globalCustomFields: { [sdkKey]: Symbol(sdkKey) }, observabilityClient: { increment: sdkKey } },
    ];
    for (const options of wrong) {
      const client = new Statsig(sdkKey, {
        outputLoggerProvider,
        disableNetwork: !('specAdaptersConfig' in options),
        logEventUrl: 'http://127.0.0.1:1',
        initTimeoutMs: 200,
        ...options,
        ...(options['outputLogLevel'] === undefined && { outputLogLevel: 'debug' }),
      });
      ear.hear('options', client.options, JSON.stringify(client.options));
      ear.hear('result', await client.initialize(), await client.shutdown(100));
    }
    expect(ear.heard.filter(([where]) => where === 'Options').length).toBeGreaterThan(10);
    expect(ear.leaks()).toEqual([]);
  });

  it('when the key itself is wrong', async () => {
    const ear = new Ear();
    const hear = (tag: string, message: string): void => ear.hear(tag, message);
    for (const key of [[sdkKey], { sdkKey }, new String(sdkKey), `${sdkKey}\n`, `client-${sdkKey}`] as string[]) {
      const client = new Statsig(key, {
        outputLoggerProvider: { debug: hear, info: hear, warn: hear, error: hear },
        outputLogLevel: 'debug',
        specsUrl: 'http://127.0.0.1:1/specs',
        logEventUrl: 'http://127.0.0.1:1/log_event',
      });
      ear.hear('client', client, await client.initialize(), await client.shutdown(100));
    }
    expect(ear.heard.length).toBeGreaterThan(10);
    expect(ear.leaks()).toEqual([]);
  });
});
