import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';

import { LogLevel, StatsigClient } from '@statsig/js-client';
import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import { type Emulator, type Project, startEmulator } from 'statsig-nodekit/emulator';
import { type ClientProxy, type ClientProxyOptions, createClientProxy } from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished } from 'vitest';

import { serveFetch } from '../support/fetch-server.js';
import { readPostedBatch, type ReceivedRequest, respond, startHttpServer } from '../support/http-server.js';

const clientSdkKey = 'client-pages';

const project: Project = {
  gates: {
    everyone: { rules: [{ name: 'all' }] },
    staff: { rules: [{ name: 'staff', if: [{ field: 'email', str_ends_with_any: ['@shop.example'] }] }] },
    office: { rules: [{ name: 'office', if: [{ field: 'ip', any: ['203.0.113.7'] }] }] },
  },
  experiments: {
    button: {
      idType: 'stableID',
      default: { color: 'grey' },
      groups: [
        { name: 'blue', weight: 50, value: { color: 'blue' } },
        { name: 'red', weight: 50, value: { color: 'red' } },
      ],
    },
  },
};

interface Site {
  readonly emulator: Emulator;
  readonly server: Statsig;
  readonly proxy: ClientProxy;
  /** Where pages come from. */
  readonly url: string;
}

/** A site whose server has a client of an emulator, and serves the proxy. */
async function startSite(given: Partial<ClientProxyOptions> = {}, options: StatsigOptions = {}): Promise<Site> {
  const emulator = await startEmulator({ project });
  onTestFinished(() => emulator.close());
  const server = new Statsig('secret-server', {
    specsUrl: emulator.specsUrl,
    logEventUrl: emulator.logEventUrl,
    specsSyncIntervalMs: 1000,
    outputLogLevel: 'none',
    ...options,
  });
  onTestFinished(() => server.shutdown().then(() => undefined));
  expect(await server.initialize()).toMatchObject({ isSuccess: true });
  const proxy = createClientProxy({ client: server, clientSdkKey, ...given });
  return { emulator, server, proxy, url: await serveFetch((request, { ip }) => proxy.handle(request, { ip })) };
}

/** The SDK of browsers, in this process: as a page of the site has it, but for the environment. */
function openPage({ proxy, url }: Pick<Site, 'proxy' | 'url'>, user: object, options: object = {}): StatsigClient {
  const { initializeUrl, logEventUrl } = proxy.networkConfig;
  const page = new StatsigClient(clientSdkKey, user, {
    networkConfig: { initializeUrl: url + initializeUrl, logEventUrl: url + logEventUrl },
    loggingEnabled: 'always',
    logLevel: LogLevel.None,
    ...options,
  });
  onTestFinished(() => page.shutdown());
  return page;
}

/** Waits for a condition for as long as the test may take. */
async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('the SDK of browsers, through the client proxy', () => {
  it('gets the answers of the server, and its events arrive once, in its name and with its address', async () => {
    const site = await startSite();
    const page = openPage(site, { userID: 'ann 😀', email: 'ann@shop.example', privateAttributes: { plan: 'gold' } });
    expect(await page.initializeAsync()).toMatchObject({ success: true, source: 'Network' });
    expect(page.getFeatureGate('everyone')).toMatchObject({ value: true, details: { reason: 'Network:Recognized' } });
    expect(page.checkGate('staff')).toBe(true);
    expect(page.checkGate('office')).toBe(false);
    const { stableID } = page.getContext();
    const color = site.server.getExperiment({ customIDs: { stableID } }, 'button', { disableExposureLogging: true });
    expect(page.getExperiment('button').value).toEqual({ color: color.getValue('color') });
    page.logEvent('purchase', 9.5, { sku: 'SHOE-42' });
    await page.flush();
    expect((await site.server.flushEvents()).forwarded).toMatchObject({ isSuccess: true });

    const events = site.emulator.events().filter(({ sdkType }) => sdkType === 'javascript-client');
    const own = new Set(['statsig::gate_exposure', 'statsig::config_exposure', 'purchase']);
    expect(events.map(({ eventName }) => eventName).filter((name) => own.has(name))).toEqual([
      'statsig::gate_exposure',
      'statsig::gate_exposure',
      'statsig::gate_exposure',
      'statsig::config_exposure',
      'purchase',
    ]);
    for (const { user } of events) {
      expect(user).toEqual({ userID: 'ann 😀', email: 'ann@shop.example', ip: '127.0.0.1', userAgent: 'node' });
    }
    expect(events.at(-1)).toMatchObject({ eventName: 'purchase', value: 9.5, metadata: { sku: 'SHOE-42' } });
  });

  it('is told that nothing has changed while that is so, and gets what has', async () => {
    const site = await startSite();
    const page = openPage(site, { userID: 'ann' });
    await page.initializeAsync();
    expect(await page.updateUserAsync({ userID: 'ann' })).toMatchObject({
      source: 'NetworkNotModified',
      success: true,
    });
    expect(page.getFeatureGate('everyone').details.reason).toBe('NetworkNotModified:Recognized');
    // Who one is matters as well.
    expect(await page.updateUserAsync({ userID: 'ann', email: 'a@shop.example' })).toMatchObject({ source: 'Network' });
    expect(page.checkGate('staff')).toBe(true);

    await site.emulator.update({ gates: { everyone: { enabled: false } } });
    await eventually(() => !site.server.checkGate({ userID: 'ann' }, 'everyone'));
    expect(await page.updateUserAsync({ userID: 'ann', email: 'a@shop.example' })).toMatchObject({ source: 'Network' });
    expect(page.checkGate('everyone')).toBe(false);
  });

  it('is read with compressed events as well', async () => {
    const site = await startSite();
    const page = openPage(site, { userID: 'ann' }, { logEventCompressionMode: 'f' });
    await page.initializeAsync();
    page.logEvent('compressed');
    await page.flush();
    await site.server.flushEvents();
    expect(site.emulator.events({ name: 'compressed' })).toHaveLength(1);
  });

  it('is whoever the server says, in its values and in its events', async () => {
    const sessions = new Map([['session-1', { userID: 'ann', email: 'ann@shop.example' }]]);
    const site = await startSite({
      user: async ({ user, request }) => ({
        ...user,
        email: null,
        ...sessions.get(request.headers.get('x-session') ?? ''),
      }),
    });
    const fetchWith = (session: string) => (url: string, init?: RequestInit) =>
      fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), 'x-session': session } });
    const networkConfig = (session: string): object => ({
      networkConfig: {
        initializeUrl: site.url + site.proxy.networkConfig.initializeUrl,
        logEventUrl: site.url + site.proxy.networkConfig.logEventUrl,
        networkOverrideFunc: fetchWith(session),
      },
    });
    const impostor = { userID: 'mallory', email: 'mallory@shop.example' };
    const stranger = openPage(site, impostor, networkConfig('none'));
    await stranger.initializeAsync();
    expect(stranger.checkGate('staff')).toBe(false);
    await stranger.shutdown();
    const page = openPage(site, impostor, networkConfig('session-1'));
    await page.initializeAsync();
    expect(page.checkGate('staff')).toBe(true);
    page.logEvent('bought');
    await page.flush();
    await site.server.flushEvents();
    const { stableID } = page.getContext();
    expect(site.emulator.events({ name: 'bought' })).toMatchObject([
      { user: { userID: 'ann', email: 'ann@shop.example', ip: '127.0.0.1', customIDs: { stableID } } },
    ]);
  });

  it('is served from memory after the shutdown, and told to keep its events', async () => {
    const site = await startSite();
    await site.server.shutdown();
    const page = openPage(site, { userID: 'ann' }, { loggingEnabled: 'disabled' });
    expect(await page.initializeAsync()).toMatchObject({ success: true, source: 'Network' });
    const answer = await post(`${site.url}${site.proxy.networkConfig.logEventUrl}?k=${clientSdkKey}`, batch('late'));
    expect({ status: answer.status, wait: answer.headers.get('retry-after') }).toEqual({ status: 503, wait: '10' });
  });
});

const batch = (...names: string[]): string =>
  JSON.stringify({
    events: names.map((eventName) => ({ eventName, user: { userID: 'ann' }, time: 1 })),
    statsigMetadata: { sdkType: 'javascript-client', sdkVersion: '3.33.5', sessionID: 'visit', stableID: 'device' },
  });

function post(url: string, body: RequestInit['body'], headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', body: body ?? null, headers: { 'content-type': 'text/plain', ...headers } });
}

describe('events on their way through the client proxy', () => {
  /** A site whose service for events is the given one. */
  async function siteBefore(logEventUrl: string): Promise<Site & { readonly eventsUrl: string }> {
    const site = await startSite({}, { logEventUrl });
    return { ...site, eventsUrl: `${site.url}${site.proxy.networkConfig.logEventUrl}?k=${clientSdkKey}` };
  }

  const forwardedOf = (requests: readonly ReceivedRequest[]): ReceivedRequest[] =>
    requests.filter(({ headers }) => headers['statsig-api-key'] === clientSdkKey);

  it('carry the key and the words of the SDK, and nothing that the browser sent beside', async () => {
    const service = await startHttpServer((response) => respond(response, 202, { success: true }));
    const { server, eventsUrl } = await siteBefore(`${service.url}/v1/log_event`);
    const response = await post(eventsUrl, gzipSync(batch('a')), {
      cookie: 'session=private',
      authorization: 'Bearer private',
      'x-forwarded-for': '198.51.100.1',
      'x-test-ip': '::ffff:203.0.113.7',
      'user-agent': 'a browser',
    });
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 202, body: { success: true } });
    await server.flushEvents();
    const [forwarded] = forwardedOf(service.requests);
    if (forwarded === undefined) throw new Error('nothing was forwarded');
    expect(forwarded.headers).toMatchObject({
      'statsig-sdk-type': 'javascript-client',
      'statsig-sdk-version': '3.33.5',
      'statsig-event-count': '1',
    });
    expect(JSON.stringify(forwarded.headers)).not.toMatch(/private|198\.51|secret-server|a browser|session-id/);
    expect(readPostedBatch(forwarded)).toEqual({
      events: [{ eventName: 'a', user: { userID: 'ann', ip: '203.0.113.7', userAgent: 'a browser' }, time: 1 }],
      statsigMetadata: { sdkType: 'javascript-client', sdkVersion: '3.33.5', sessionID: 'visit', stableID: 'device' },
    });
  });

  it('are kept and sent again when the service fails, counted, and none is lost or doubled', async () => {
    let isDown = true;
    const service = await startHttpServer((response) => respond(response, isDown ? 503 : 202, {}));
    const { server, eventsUrl } = await siteBefore(`${service.url}/v1/log_event`);
    for (let index = 0; index < 20; index++) {
      expect((await post(eventsUrl, batch(`event-${index}`))).status).toBe(202);
    }
    const failed = await server.flushEvents();
    expect(failed.forwarded).toMatchObject({ isSuccess: false, delivered: 0, pending: 20, dropped: 0 });
    expect(forwardedOf(service.requests).length).toBeGreaterThan(0);
    isDown = false;
    const before = service.requests.length;
    await eventually(() => forwardedOf(service.requests.slice(before)).length > 0);
    expect((await server.flushEvents()).forwarded).toMatchObject({ isSuccess: true, pending: 0, dropped: 0 });
    const names = forwardedOf(service.requests.slice(before))
      .flatMap((request) => readPostedBatch(request).events as { eventName: string }[])
      .map(({ eventName }) => eventName);
    expect(new Set(names).size).toBe(20);
    expect(names).toHaveLength(20);
  });

  it('are not taken when too many wait, and browsers are told to keep them', async () => {
    const service = await startHttpServer((response) => respond(response, 503));
    const many = batch(...Array.from({ length: 20_000 }, (_, index) => `event-${index}`));
    const limits = { maxEvents: 20_000, maxBodyBytes: 10_000_000 };
    const site = await startSite(limits, { logEventUrl: `${service.url}/v1/log_event` });
    const eventsUrl = `${site.url}${site.proxy.networkConfig.logEventUrl}?k=${clientSdkKey}`;
    expect((await post(eventsUrl, many)).status).toBe(202);
    const refused = await post(eventsUrl, batch('one-more'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '30']);
    const { forwarded } = await site.server.shutdown(500);
    expect(forwarded).toMatchObject({ delivered: 0, pending: 0, droppedByReason: { shutdown: 20_000 } });
  });

  it('are delivered by the shutdown of the server', async () => {
    const service = await startHttpServer((response) => respond(response, 202, {}));
    const { server, eventsUrl } = await siteBefore(`${service.url}/v1/log_event`);
    await post(eventsUrl, batch('last'));
    expect((await server.shutdown()).forwarded).toMatchObject({ isSuccess: true, delivered: 1 });
    expect(forwardedOf(service.requests)).toHaveLength(1);
  });
});

describe('bodies that come over the network', () => {
  it('are not read beyond the limit, whatever length they announce', async () => {
    const { url, proxy } = await startSite({ maxBodyBytes: 10_000 });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest(
        `${url}${proxy.networkConfig.logEventUrl}?k=${clientSdkKey}`,
        { method: 'POST', headers: { 'content-type': 'text/plain' } },
        (response) => resolve(response.statusCode),
      );
      outgoing.on('error', reject);
      // In chunks, without a length, and without an end.
      const write = (): void => {
        if (!outgoing.destroyed && outgoing.write('x'.repeat(4000))) setImmediate(write);
      };
      outgoing.on('drain', write);
      write();
      onTestFinished(() => void outgoing.destroy());
    });
    expect(status).toBe(413);
  });

  it('are given up when they take too long', async () => {
    const { url, proxy } = await startSite({ bodyTimeoutMs: 100 });
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const outgoing = httpRequest(
        `${url}${proxy.networkConfig.initializeUrl}?k=${clientSdkKey}`,
        { method: 'POST', headers: { 'content-type': 'text/plain' } },
        (response) => resolve(response.statusCode),
      );
      outgoing.on('error', reject);
      outgoing.write('{"user":');
      onTestFinished(() => void outgoing.destroy());
    });
    expect(status).toBe(408);
  });

  it('that break off do no harm', async () => {
    const statuses: (number | undefined)[] = [];
    const { proxy } = await startSite();
    const url = await serveFetch(async (request, connection) => {
      const response = await proxy.handle(request, connection);
      statuses.push(response?.status);
      return response;
    });
    const outgoing = httpRequest(`${url}${proxy.networkConfig.logEventUrl}?k=${clientSdkKey}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'content-length': '1000' },
    });
    outgoing.on('error', () => undefined);
    await new Promise((resolve) => outgoing.write('{"events":', resolve));
    outgoing.destroy();
    await eventually(() => statuses.length > 0);
    expect(statuses).toEqual([400]);
  });
});
