import { isValidElement, type ReactElement } from 'react';
import type { StatsigOptions } from 'statsig-nodekit';
import {
  checkGate,
  createBootstrapRoute,
  createEventsRoute,
  createExposuresRoute,
  createInitializeRoute,
  flushAfter,
  getBootstrap,
  getExperiment,
  getLayer,
  getStatsig,
  getUser,
  logEvent,
  registerStatsig,
  type RegisterStatsigOptions,
  StatsigBootstrap,
  StatsigExposures,
} from 'statsig-nodekit/next';
import { StableIdCookie } from 'statsig-nodekit/request';
import { describe, expect, it, onTestFinished } from 'vitest';
import { registeredClient } from '../../../integrations/next/client-registry.js';
import { startStatsigServer, type StatsigServer } from '../nestjs/support/statsig-server.js';

const clientSdkKey = 'client-of-page';
const cookieName = new StableIdCookie({ clientSdkKey }).name;

let clients = 0;

/** A registered client of its own name, whose user is the one of a cookie; it ends with the test. */
async function register(given: Partial<RegisterStatsigOptions> & { readonly options?: StatsigOptions } = {}): Promise<{
  readonly name: string;
  readonly server: StatsigServer;
  readonly lines: string[];
  readonly exposed: () => Promise<unknown[]>;
}> {
  const server = await startStatsigServer();
  const lines: string[] = [];
  const name = `app-${(clients += 1)}`;
  const keep = (_tag: string, message: string): void => void lines.push(message);
  await registerStatsig({
    name,
    sdkKey: 'secret-next-test',
    clientSdkKey,
    user: ({ cookies }) => ({ userID: cookies.get('user')?.value, privateAttributes: { income: 'much' } }),
    ...given,
    options: { ...server.options, outputLoggerProvider: { warn: keep, error: keep }, ...given.options },
  });
  const client = registeredClient(name)?.client;
  onTestFinished(async () => void (await client?.shutdown()));
  const exposed = async (): Promise<unknown[]> => {
    await client?.flushEvents();
    return server.events
      .filter(({ eventName }) => eventName !== 'statsig::non_exposed_checks')
      .map(({ eventName, user, metadata }) => [
        eventName,
        user['userID'],
        (metadata as typeof metadata | null)?.['gate'] ?? null,
      ]);
  };
  return { name, server, lines, exposed };
}

const requestOf = (userID: string, headers: Readonly<Record<string, string>> = {}): Request =>
  new Request('http://localhost/', { headers: { cookie: `user=${userID}; ${cookieName}=device-1`, ...headers } });

describe('questions of a request', () => {
  it('are about its user, who is asked for once', async () => {
    let asked = 0;
    const { name: client } = await register({
      user: ({ cookies, headers, defaults }) => {
        asked += 1;
        return {
          userID: cookies.get('user')?.value,
          custom: { shop: headers.get('x-shop') ?? '', of: defaults.locale ?? '' },
        };
      },
    });
    const request = requestOf('ann', { 'x-shop': 'tea', 'accept-language': 'de' });
    expect(await checkGate('for_ann', { request, client })).toBe(true);
    expect(await checkGate('for_ann', { request: requestOf('bob'), client })).toBe(false);
    const user = await getUser({ request, client });
    expect([user.userID, user.customIDs, user.custom]).toEqual([
      'ann',
      { stableID: 'device-1' },
      { shop: 'tea', of: 'de' },
    ]);
    const statsig = await getStatsig({ request, client });
    expect([statsig.user === user, asked]).toEqual([true, 2]);
    statsig.setUser({ userID: 'bob' });
    expect(await checkGate('for_ann', { request, client })).toBe(false);
  });

  it('wait for a user that is promised', async () => {
    const { name: client } = await register({
      user: async ({ cookies }) => {
        await new Promise((resolve) => setImmediate(resolve));
        return { userID: cookies.get('user')?.value };
      },
    });
    const request = requestOf('ann');
    expect(
      await Promise.all([checkGate('for_ann', { request, client }), checkGate('for_ann', { request, client })]),
    ).toEqual([true, true]);
  });

  it('log exposures as the policy says, once for each user', async () => {
    const { name: client, exposed } = await register();
    const ann = requestOf('ann');
    await checkGate('for_ann', { request: ann, client });
    await checkGate('for_ann', { request: ann, client });
    await checkGate('for_ann', { request: requestOf('bob'), client, exposures: 'client' });
    await checkGate('for_ann', { request: requestOf('cy'), client, exposures: 'deferred' });
    await checkGate('for_ann', { request: requestOf('dan', { 'sec-purpose': 'prefetch' }), client });
    await checkGate('for_ann', { request: requestOf('eve', { 'user-agent': 'Googlebot/2.1' }), client });
    await checkGate('for_ann', {
      request: requestOf('fay'),
      client,
      exposures: 'client',
      disableExposureLogging: false,
    });
    await logEvent('bought', { request: ann, client, value: 3 });
    expect(await exposed()).toEqual([
      ['statsig::gate_exposure', 'ann', 'for_ann'],
      ['statsig::gate_exposure', 'fay', 'for_ann'],
      ['bought', 'ann', null],
    ]);
  });

  it('log none where a header says which requests are shown, and it is not there', async () => {
    const { name: client, exposed } = await register({ shownHeader: 'x-shown' });
    await checkGate('for_ann', { request: requestOf('ann'), client });
    await checkGate('for_ann', { request: requestOf('bob', { 'x-shown': '1' }), client });
    expect(await exposed()).toEqual([['statsig::gate_exposure', 'bob', 'for_ann']]);
  });

  it('may be about every kind of flag, also one that nobody knows', async () => {
    const { name: client } = await register();
    const request = requestOf('ann');
    expect((await getExperiment('no_such_experiment', { request, client })).get('color', 'gray')).toBe('gray');
    expect((await getLayer('no_such_layer', { request, client })).get('size', 2)).toBe(2);
  });

  it('are refused where there is no request, with a sentence that says what to do', async () => {
    await expect(checkGate('for_ann')).rejects.toThrow(
      /^A flag was asked for where no request tells the user: .* where you have the request, give `request`\. \(/,
    );
    await expect(checkGate('for_ann')).rejects.toMatchObject({ name: 'NoRequestError', code: 'no_request' });
  });
});

describe('what pages carry', () => {
  it('is for the user of the request, without what is private, with the paths of the application', async () => {
    const { name: client } = await register({ clientBase: '/state' });
    const bootstrap = await getBootstrap({ request: requestOf('ann'), client, flagsUsed: { gates: ['open'] } });
    expect(bootstrap).toMatchObject({
      clientSdkKey,
      user: { userID: 'ann', customIDs: { stableID: 'device-1' } },
      networkConfig: { initializeUrl: '/state/values', logEventUrl: '/state/notes' },
    });
    expect(bootstrap).not.toHaveProperty('confirmation');
    expect(JSON.stringify(bootstrap)).not.toContain('much');
  });

  it('is for the user that the page names, who is the one of the request from there on', async () => {
    const { name: client } = await register();
    const request = requestOf('bob');
    const user = Object.freeze({ userID: 'ann' });
    expect(await getBootstrap({ request, client, user })).toMatchObject({ user: { userID: 'ann' } });
    expect(await checkGate('for_ann', { request, client })).toBe(true);
  });

  it('is nothing without a client key, about which the log tells', async () => {
    const { name: client, lines } = await register({ clientSdkKey: '' });
    expect(await getBootstrap({ request: requestOf('ann'), client })).toBeNull();
    expect(lines.join('\n')).toContain('their client key is not known');
  });

  it('is handed to a provider, or stands in scripts with the nonce of the page', async () => {
    const { name: client } = await register();
    const Provider = (): null => null;
    const handed = await StatsigBootstrap({ request: requestOf('ann'), client, provider: Provider, children: 'page' });
    expect([handed.type, handed.props]).toMatchObject([
      Provider,
      { children: 'page', bootstrap: { user: { userID: 'ann' } } },
    ]);
    const policy = { 'content-security-policy': "script-src 'nonce-bm9uY2U='" };
    const embedded = await StatsigBootstrap({ request: requestOf('ann', policy), client, children: 'page' });
    const { children } = embedded.props as { readonly children: readonly unknown[] };
    const scripts = children.filter((child): child is ReactElement => isValidElement(child));
    expect(scripts.map(({ type, props }) => [type, (props as { readonly nonce?: string }).nonce])).toEqual([
      ['script', 'bm9uY2U='],
      ['script', 'bm9uY2U='],
    ]);
    expect(children.at(-1)).toBe('page');
  });

  it('is a page without scripts for a nonce that cannot stand in one, about which the log tells', async () => {
    const { name: client, lines } = await register();
    const page = await StatsigBootstrap({ request: requestOf('ann'), client, nonce: '"><script>', children: 'page' });
    expect((page.props as { readonly children: unknown }).children).toBe('page');
    expect(lines.join('\n')).toContain('<StatsigBootstrap> gave nothing');
  });
});

describe('pages that are shown', () => {
  it('have their deferred exposures logged once, those that come later too', async () => {
    const { name: client, exposed } = await register();
    const request = requestOf('ann');
    await checkGate('for_ann', { request, client, exposures: 'deferred' });
    const bootstrap = await getBootstrap({ request, client });
    const confirmation = bootstrap?.confirmation;
    expect(confirmation).toEqual({ url: '/app-state/seen', id: expect.stringMatching(/^[\da-f-]{36}$/) });
    expect(await exposed()).toEqual([]);
    const { POST } = createExposuresRoute({ client });
    const tell = async (): Promise<number> => {
      const body = confirmation?.id ?? '';
      return (await POST(new Request('http://localhost/app-state/seen', { method: 'POST', body }))).status;
    };
    expect([await tell(), await tell()]).toEqual([204, 204]);
    const refused = ['', 'short', 'x'.repeat(100_000)].map((body) =>
      POST(new Request('http://localhost/app-state/seen', { method: 'POST', body })),
    );
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([400, 400, 400]);
    await checkGate('open', { request, client, exposures: 'deferred' });
    expect(await exposed()).toEqual([
      ['statsig::gate_exposure', 'ann', 'for_ann'],
      ['statsig::gate_exposure', 'ann', 'open'],
    ]);
  });

  it('tell by a component, too, that is below the base of the application', async () => {
    const { name: client } = await register({ clientBase: '/state' });
    const element = await StatsigExposures({ request: requestOf('ann'), client });
    expect(element?.props).toMatchObject({ confirmation: { url: '/state/seen' } });
  });
});

describe('routes for browsers', () => {
  it('answer with the values of the request, and give a new visitor his ID', async () => {
    const { name: client } = await register();
    const { GET } = createBootstrapRoute({ client });
    const known = await GET(requestOf('ann'));
    expect([known.status, known.headers.getSetCookie()]).toEqual([200, []]);
    expect(await known.json()).toMatchObject({ user: { userID: 'ann', customIDs: { stableID: 'device-1' } } });
    const unknown = await GET(new Request('http://localhost/'));
    expect(unknown.headers.getSetCookie()).toEqual([expect.stringContaining(`${cookieName}=`)]);
  });

  const post = (path: string, body: object, headers: Readonly<Record<string, string>> = {}): Request =>
    new Request(`http://localhost${path}?k=${clientSdkKey}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });

  it('give values to whom the session says, with the stable ID of the browser where it keeps no cookies', async () => {
    const { name: client } = await register();
    const { POST } = createInitializeRoute({ client });
    const claimed = { user: { userID: 'admin', customIDs: { stableID: 'said-1' } } };
    const answer = await POST(post('/app-state/values', claimed, { cookie: 'user=ann' }));
    expect(await answer.json()).toMatchObject({ user: { userID: 'ann', customIDs: { stableID: 'said-1' } } });
    const kept = await POST(post('/app-state/values', claimed, { cookie: `user=ann; ${cookieName}=device-1` }));
    expect(await kept.json()).toMatchObject({ user: { userID: 'ann', customIDs: { stableID: 'device-1' } } });
    expect((await POST(post('/app-state/values', { user: {} }, { origin: 'http://other.example' }))).status).toBe(403);
  });

  it('take events of browsers, and give them the user of the session', async () => {
    const { name: client, server } = await register();
    const { POST } = createEventsRoute({ client, ip: () => '198.51.100.7' });
    const statsigMetadata = { sdkType: 'js-client', sdkVersion: '3.33.5' };
    const events = [{ eventName: 'clicked', time: Date.now(), user: { userID: 'admin' }, metadata: {} }];
    const answer = await POST(post('/app-state/notes', { events, statsigMetadata }, { cookie: 'user=ann' }));
    expect(answer.status).toBeLessThan(300);
    await registeredClient(client)?.client.flushEvents();
    expect(server.events.map(({ eventName, user }) => [eventName, user['userID']])).toEqual([['clicked', 'ann']]);
    expect(JSON.stringify(server.events)).not.toContain('much');
  });
});

describe('flushAfter', () => {
  it('delivers through waitUntil, or waits itself, once for those that come together', async () => {
    const { name: client, server } = await register();
    await logEvent('bought', { request: requestOf('ann'), client });
    const kept: Promise<unknown>[] = [];
    await flushAfter({ client, waitUntil: (promise) => kept.push(promise) });
    await flushAfter({ client, waitUntil: (promise) => kept.push(promise) });
    expect([kept.length, server.events.length]).toEqual([2, 0]);
    await Promise.all(kept);
    expect(server.events.map(({ eventName }) => eventName)).toEqual(['bought']);
    await logEvent('returned', { request: requestOf('ann'), client });
    await flushAfter({ client, timeoutMs: 10_000 });
    expect(server.events.map(({ eventName }) => eventName)).toEqual(['bought', 'returned']);
  });

  it('waits no longer than it is told, and does nothing without a client', async () => {
    const { name: client, server } = await register();
    server.eventsStatus = 0;
    await logEvent('bought', { request: requestOf('ann'), client });
    await flushAfter({ client, timeoutMs: 150 });
    await flushAfter({ client: 'nobody' });
    server.eventsStatus = 202;
    server.dropWaiting();
  });

  it('is called after each request where the registration says so', async () => {
    const { name: client, server } = await register({ flushAfterRequests: true });
    const { exposures } = { exposures: 'server' } as const;
    await checkGate('for_ann', { request: requestOf('ann'), client, exposures });
    await checkGate('for_ann', { request: requestOf('bob'), client, exposures });
    await expect.poll(() => server.events.length, { timeout: 10_000 }).toBeGreaterThan(0);
  });
});
