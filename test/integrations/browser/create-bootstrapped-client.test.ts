import { LogLevel, StatsigClient, type StatsigOptions } from '@statsig/js-client';
import { type BootstrapOptions, type EmbeddingForm, renderBootstrapScript, Statsig } from 'statsig-nodekit';
import {
  type BootstrappedClient,
  type BootstrappedClientOptions,
  createBootstrappedClient,
  type FlagRead,
  readBootstrap,
} from 'statsig-nodekit/browser';
import { describe, expect, it, onTestFinished } from 'vitest';

import { respond, startHttpServer, type TestServer } from '../../support/http-server.js';
import { buildSpecs, everyone, rule } from '../../support/specs-builder.js';
import { openPage } from './page-with.js';

const specs = buildSpecs({
  gates: { on: { rules: [rule('r', [everyone])] } },
  configs: {
    test: { rules: [rule('g', [everyone], { returnValue: { color: 'red' } })] },
    limits: { entity: 'dynamic_config', defaultValue: { most: 3 }, rules: [] },
  },
  layers: { promo: { defaultValue: { size: 2 }, rules: [] } },
});

async function startServer(options: ConstructorParameters<typeof Statsig>[1] = {}): Promise<Statsig> {
  const statsig = new Statsig('secret-of-server', {
    bootstrapSpecs: specs,
    disableNetwork: true,
    outputLogLevel: 'none',
    ...options,
  });
  await statsig.initialize();
  return statsig;
}

/** A page whose server answered this user. */
async function openPageFor(
  user: object,
  { form, id, ...options }: BootstrapOptions & { form?: EmbeddingForm; id?: string } = {},
): Promise<void> {
  const statsig = await startServer({ environment: 'staging', globalCustomFields: { region: 'eu' } });
  const { bootstrap } = statsig.bootstrap(user as never, { clientSdkKey: 'client-page', ...options });
  openPage(`<main>${renderBootstrapScript({ bootstrap, form, id })}</main>`);
}

/** Where clients of this test send their requests. */
const startService = (): Promise<TestServer> =>
  startHttpServer((response) => respond(response, 200, '{"has_updates":false}'));

/** A real client, that ends with the test. */
function start(given: BootstrappedClientOptions<StatsigOptions>): BootstrappedClient<StatsigClient> {
  const started = createBootstrappedClient(StatsigClient, given);
  onTestFinished(() => started.client.shutdown());
  return started;
}

const person = {
  userID: 'u',
  customIDs: { stableID: 'device-1' },
  custom: { plan: 'pro', deep: { a: [1, null] } },
  privateAttributes: { salary: 1 },
};

describe('createBootstrappedClient', () => {
  it.each(['data', 'data-with-reader', 'executable'] as EmbeddingForm[])(
    'starts the real client from a page in the form %s with every answer and no request',
    async (form) => {
      const service = await startService();
      await openPageFor(person, { form });
      const reads: FlagRead[] = [];
      const options = { networkConfig: { api: service.url } };
      const { client, ...started } = start({ options, onFlagRead: (read) => reads.push(read) });
      expect(started).toEqual({ isBootstrapped: true });
      expect(client.checkGate('on')).toBe(true);
      expect(client.getFeatureGate('on').details.reason).toBe('Bootstrap:Recognized');
      expect(client.getExperiment('test').value).toEqual({ color: 'red' });
      expect(client.getDynamicConfig('limits').get('most', 0)).toBe(3);
      expect(client.getLayer('promo').get('size', 0)).toBe(2);
      expect(client.checkGate('no-such-gate')).toBe(false);
      expect(client.getContext().user).toMatchObject({
        userID: 'u',
        customIDs: { stableID: 'device-1' },
        statsigEnvironment: { tier: 'staging' },
      });
      expect(client.getContext().sdkKey).toBe('client-page');
      expect(service.requests).toEqual([]);
      expect(reads).toEqual([
        { kind: 'gates', name: 'on', isMissing: false },
        { kind: 'experiments', name: 'test', isMissing: false },
        { kind: 'dynamicConfigs', name: 'limits', isMissing: false },
        { kind: 'layers', name: 'promo', isMissing: false },
        { kind: 'gates', name: 'no-such-gate', isMissing: true },
      ]);
    },
  );

  it.each([{ userID: 'u' }, {}, { customIDs: { account: 5 } }, { customIDs: {}, custom: {} }])(
    'agrees on the user %j, for whom the server knew no stable ID',
    async (user) => {
      await openPageFor(user);
      // It warns of users without the unit of the gate, as it does anywhere.
      const { client } = start({ isSilent: true, options: { logLevel: LogLevel.None } });
      expect(client.getFeatureGate('on').details).toMatchObject({ reason: 'Bootstrap:Recognized' });
      expect(client.getContext().stableID).toBeNull();
    },
  );

  it('leaves the stable ID to an application that asks for its own', async () => {
    await openPageFor({ userID: 'u' }, { clientSdkKey: 'client-with-own-ids' });
    const { client } = start({ isSilent: true, options: { disableStableID: false } });
    expect(client.getFeatureGate('on').details.reason).toBe('BootstrapStableIDMismatch:Recognized');
  });

  it('reads the element of the id that it is told', async () => {
    await openPageFor(person, { id: 'other' });
    expect(start({ isSilent: true, clientSdkKey: 'client-x' })).toMatchObject({
      isBootstrapped: false,
      reason: 'no-block',
    });
    expect(start({ isSilent: true, id: 'other' }).isBootstrapped).toBe(true);
  });

  it('prefers the key of the page, and takes its own where the page has none', async () => {
    await openPageFor(person);
    expect(start({ isSilent: true, clientSdkKey: 'client-other' }).client.getContext().sdkKey).toBe('client-page');
    await openPageFor(person, { clientSdkKey: null });
    const { client, isBootstrapped } = start({ isSilent: true, clientSdkKey: 'client-other' });
    expect([client.getContext().sdkKey, isBootstrapped]).toEqual(['client-other', true]);
  });

  it.each([
    ['nothing is embedded', '<p>', 'no-block'],
    ['the block was cut off', '<script type="application/json" id="statsig-bootstrap">{"has_up</script>', 'broken'],
    ['the block holds something else', '<script type="application/json" id="statsig-bootstrap">[]</script>', 'broken'],
    [
      'the block says that nothing has changed',
      '<script type="application/json" id="statsig-bootstrap">{"has_updates":false,"user":{"userID":"u"}}</script>',
      'broken',
    ],
    ['the block holds no values', '<script type="application/json" id="statsig-bootstrap">null</script>', 'broken'],
    ['the id is that of another element', '<div id="statsig-bootstrap"></div>', 'no-block'],
  ])('lets the client ask for itself when %s', async (_, html, reason) => {
    const service = await startService();
    openPage(html);
    const { client, ...started } = start({
      clientSdkKey: 'client-fallback',
      user: { userID: 'u' },
      options: { networkConfig: { api: service.url } },
    });
    expect(started).toEqual({ isBootstrapped: false, reason });
    expect(client.checkGate('on')).toBe(false);
    await expect.poll(() => service.requests.map(({ path }) => path.split('?')[0])).toContain('/initialize');
  });

  it('asks for nothing on a server, with values and without', async () => {
    const service = await startService();
    const options = { networkConfig: { api: service.url } };
    expect(readBootstrap()).toEqual({ bootstrap: null, reason: 'no-page' });
    const without = start({ clientSdkKey: 'client-on-server', options });
    expect(without).toMatchObject({ isBootstrapped: false, reason: 'no-page' });
    const { bootstrap } = (await startServer()).bootstrap(person, { clientSdkKey: 'client-page' });
    const withValues = start({ bootstrap, options });
    expect(withValues.isBootstrapped).toBe(true);
    expect(withValues.client.checkGate('on')).toBe(true);
    expect(start({ bootstrap: null, clientSdkKey: 'client-null', options })).toMatchObject({ reason: 'no-block' });
    await Promise.all([without, withValues].map(({ client }) => client.flush()));
    // A page asks; what the others had asked for would have arrived before.
    openPage('<p>');
    start({ clientSdkKey: 'client-in-page', options });
    await expect.poll(() => service.requests.map(({ query }) => query.get('k'))).toEqual(['client-in-page']);
  });

  it('sends nothing, and ends all the same, when it is silent', async () => {
    const service = await startService();
    await openPageFor(person);
    const options: StatsigOptions = {
      loggingEnabled: 'always',
      networkConfig: { api: service.url, networkTimeoutMs: 500 },
    };
    const { client } = start({ isSilent: true, options });
    expect(client.checkGate('on')).toBe(true);
    client.getExperiment('test', { disableExposureLog: true });
    client.logEvent('bought', 5);
    await client.flush();
    await client.updateUserAsync({ userID: 'another' }, { timeoutMs: 500 });
    await client.shutdown();
    expect(service.requests).toEqual([]);
    // The same, when it is not, does arrive.
    await openPageFor(person);
    const loud = start({ options }).client;
    loud.logEvent('bought', 5);
    await loud.flush();
    await expect.poll(() => service.requests.length).toBeGreaterThan(0);
  });

  it('says so when the client does not take the values', async () => {
    await openPageFor(person);
    const options: StatsigOptions = { customUserCacheKeyFunc: () => String(Math.random()) };
    expect(start({ isSilent: true, options })).toMatchObject({ isBootstrapped: false, reason: 'not-taken' });
  });

  it('does nothing to the options that it is given', async () => {
    await openPageFor({ userID: 'u' });
    const options: StatsigOptions = Object.freeze({ networkConfig: Object.freeze({}) });
    start({ isSilent: true, options });
    expect(options).toEqual({ networkConfig: {} });
  });
});
