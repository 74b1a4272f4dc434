import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BootstrapResult, type StatsigBootstrap, StatsigUser } from 'statsig-nodekit';
import { describe, expect, it, onTestFinished } from 'vitest';

import { benchKey, type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, condition, everyone, rule } from '../../support/specs-builder.js';

const specs = buildSpecs({
  gates: { on: { rules: [rule('r', [everyone])] }, off: { rules: [] } },
  configs: { test: { rules: [rule('g', [everyone], { returnValue: { color: 'red' } })] } },
  top: { time: 1_700_000_000_000 },
});

async function start(options: object = {}): Promise<ClientBench> {
  const bench = await startClientBench({ specs, options });
  await bench.client.initialize();
  return bench;
}

function given(result: BootstrapResult): StatsigBootstrap {
  if (result.bootstrap === null) throw new Error(`there was no bootstrap: ${result.reason}`);
  return result.bootstrap;
}

const person = {
  userID: 'u-1',
  customIDs: { stableID: 'device-1', account: 7 },
  email: 'a@example.com',
  custom: { plan: 'pro', seats: 5, tags: ['x'], deep: { a: null } },
  privateAttributes: { salary: 'a secret of the user' },
};

describe('bootstrap', () => {
  it('gives values, user, key, algorithm and freshness', async () => {
    const { client } = await start();
    const bootstrap = given(client.bootstrap(person, { clientSdkKey: 'client-page' }));
    const { values, freshness, ...rest } = bootstrap;
    expect(values).toBe(client.getClientInitializeResponse(person, { clientSdkKey: 'client-page' }));
    expect(rest).toEqual({
      user: {
        userID: 'u-1',
        customIDs: { stableID: 'device-1', account: 7 },
        email: 'a@example.com',
        custom: { plan: 'pro', seats: 5, tags: ['x'], deep: { a: null } },
      },
      clientSdkKey: 'client-page',
      hashAlgorithm: 'djb2',
    });
    expect(freshness).toEqual({
      lcut: 1_700_000_000_000,
      receivedAt: client.getSpecsDetails().receivedAt,
      source: 'Network',
      isStale: false,
    });
  });

  it('gives the very user that the values are for, with what the server adds', async () => {
    const { client } = await start({ environment: 'staging', globalCustomFields: { region: 'eu', plan: 'free' } });
    for (const user of [
      person,
      { userID: 'u' },
      {},
      { customIDs: { stableID: 's' } },
      'text',
      new StatsigUser(person),
    ]) {
      const { values, user: handed } = given(client.bootstrap(user as never));
      expect(handed).toEqual(JSON.parse(values).user);
      expect(handed.statsigEnvironment).toEqual({ tier: 'staging' });
      expect(handed.custom).toMatchObject({ region: 'eu' });
      expect(values).not.toContain('a secret of the user');
    }
    expect(given(client.bootstrap({} as never)).user.userID).toBe('');
  });

  it('takes the options of a response, says which algorithm was used, and knows no key unless it was given one', async () => {
    const { client } = await start();
    const bootstrap = given(
      client.bootstrap(person, { hashAlgorithm: 'None', responseFormat: 2, featureGateFilter: ['on'] }),
    );
    expect(bootstrap).toMatchObject({ hashAlgorithm: 'none', clientSdkKey: null });
    expect(JSON.parse(bootstrap.values)).toMatchObject({
      response_format: 'init-v2',
      feature_gates: { on: { v: true } },
    });
    expect(given(client.bootstrap(person, { clientSdkKey: '' })).clientSdkKey).toBeNull();
    expect(given(client.bootstrap(person, null)).hashAlgorithm).toBe('djb2');
  });

  it('warns of sha256, which browsers do not look for', async () => {
    const { client, lines } = await start();
    expect(given(client.bootstrap(person, { hashAlgorithm: 'sha256' })).hashAlgorithm).toBe('sha256');
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn ClientInitializeResponse: About bootstrap: with hashAlgorithm "sha256" browsers find no name in the response; djb2 is what they look for.',
    ]);
  });

  it('gives nothing, and says why, while there are no specs, and values as soon as there are', async () => {
    const { client } = await startClientBench({ specs });
    expect(client.bootstrap(person, { clientSdkKey: 'client-page' })).toEqual({ bootstrap: null, reason: 'no-specs' });
    await client.initialize();
    expect(client.bootstrap(person).bootstrap).not.toBeNull();
  });

  it('gives nothing when the start had no specs', async () => {
    const { client } = await startClientBench({ options: { initTimeoutMs: 500 } });
    await client.initialize();
    expect(client.bootstrap(person)).toEqual({ bootstrap: null, reason: 'no-specs' });
  });

  it.each(['secret-0123456789abcdef', '  Secret-x', 'console-0123456789abcdef', benchKey, ` ${benchKey}\n`])(
    'refuses the key %j, which is for servers, and does not repeat it',
    async (key) => {
      const { client, lines } = await start();
      expect(client.bootstrap(person, { clientSdkKey: key })).toEqual({ bootstrap: null, reason: 'server-key' });
      const warnings = lines.filter((line) => line.startsWith('warn'));
      expect(warnings).toEqual([
        expect.stringContaining("give the client key of the project, which begins with 'client-'"),
      ]);
      expect(warnings.join()).not.toContain(key.trim());
    },
  );

  it('refuses the key of its own client whatever that looks like', async () => {
    const { client } = await startClientBench({ specs, sdkKey: 'key-of-a-proxy' });
    await client.initialize();
    expect(client.bootstrap(person, { clientSdkKey: 'key-of-a-proxy' })).toEqual({
      bootstrap: null,
      reason: 'server-key',
    });
  });

  it('takes a client key that the server was made with, too', async () => {
    const { client } = await startClientBench({ specs, sdkKey: 'client-everywhere' });
    await client.initialize();
    expect(given(client.bootstrap(person, { clientSdkKey: 'client-everywhere' })).clientSdkKey).toBe(
      'client-everywhere',
    );
  });

  it('never makes a page of what says that nothing has changed', async () => {
    const { client, lines } = await start();
    const { full_checksum: hash } = JSON.parse(
      client.getClientInitializeResponse(person, { previousResponseHash: '' }),
    );
    expect(JSON.parse(client.getClientInitializeResponse(person, { previousResponseHash: hash })).has_updates).toBe(
      false,
    );
    const options = { previousResponseHash: hash } as object;
    expect(JSON.parse(given(client.bootstrap(person, options)).values).has_updates).toBe(true);
    expect(lines).toContainEqual(expect.stringContaining('bootstrap() has no option "previousResponseHash"'));
  });

  it('survives options that cannot be read, and takes odd ones for none', async () => {
    const { client, lines } = await start();
    const trap = {
      get clientSdkKey(): string {
        throw new Error('not now');
      },
    };
    expect(client.bootstrap(person, trap)).toEqual({ bootstrap: null, reason: 'failed' });
    expect(lines).toContainEqual('warn Bootstrap: bootstrap() could make no values for a page: not now');
    for (const odd of [5, 'text', [], { clientSdkKey: 5 }]) {
      expect(given(client.bootstrap(person, odd as never)).clientSdkKey).toBeNull();
    }
  });

  it('logs no exposure', async () => {
    const { client, events } = await start();
    client.bootstrap(person);
    expect(await events()).toEqual([]);
  });

  it('says that specs of an earlier time are stale', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'bootstrap-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const first = await start({ specsCacheDirectory: directory });
    await first.client.shutdown();
    const second = await startClientBench({ options: { specsCacheDirectory: directory } });
    await second.client.initialize();
    const { freshness } = given(second.client.bootstrap(person));
    expect(freshness).toMatchObject({ isStale: true, lcut: 1_700_000_000_000, source: 'Adapter(FileBased)' });
  });
});

describe('the option flagsUsed', () => {
  const project = buildSpecs({
    gates: {
      read: { rules: [rule('r', [everyone])] },
      'not-read': { rules: [] },
      aliased: { rules: [] },
      trigger: { rules: [] },
    },
    configs: {
      'in-layer': { rules: [rule('g', [everyone], { returnValue: { size: 2 } })], explicitParameters: ['size'] },
      'other-group': { rules: [] },
      'aliased-config': { entity: 'dynamic_config', rules: [] },
      tuned: { entity: 'autotune', rules: [] },
      future: { entity: 'no_such_entity', rules: [] },
      triggering: { rules: [] },
      banner: { entity: 'dynamic_config', rules: [] },
    },
    layers: {
      promo: {
        rules: [
          rule('for-u', [condition({ type: 'unit_id', operator: 'any', targetValue: ['u'] })], {
            configDelegate: 'in-layer',
          }),
          rule('for-others', [everyone], { configDelegate: 'other-group' }),
        ],
      },
      aside: { rules: [] },
    },
    top: {
      param_stores: {
        shop: {
          parameters: {
            a: { ref_type: 'gate', param_type: 'boolean', gate_name: 'aliased', pass_value: true, fail_value: false },
            b: { ref_type: 'dynamic_config', param_type: 'string', config_name: 'aliased-config', param_name: 'x' },
            c: { ref_type: 'layer', param_type: 'number', layer_name: 'promo', param_name: 'size' },
            d: { ref_type: 'experiment', param_type: 'number', experiment_name: 'triggering', param_name: 'x' },
            e: { ref_type: 'static', param_type: 'string', value: 'x' },
          },
        },
        cart: { parameters: {} },
      },
    },
  });
  const withReplay = {
    ...project,
    session_replay_info: { session_recording_exposure_triggers: { trigger: {}, triggering: {} } },
  };

  async function namesFor(flagsUsed: unknown, extra: object = {}, document: object = project): Promise<string[]> {
    const { client } = await startClientBench({ specs: document });
    await client.initialize();
    const { values } = given(
      client.bootstrap({ userID: 'u' }, { flagsUsed, hashAlgorithm: 'none', ...extra } as never),
    );
    const { feature_gates, dynamic_configs, layer_configs, param_stores } = JSON.parse(values);
    return [feature_gates, dynamic_configs, layer_configs, param_stores].flatMap((map) => Object.keys(map)).toSorted();
  }

  const everything = [
    'aliased',
    'aliased-config',
    'aside',
    'banner',
    'cart',
    'future',
    'in-layer',
    'not-read',
    'other-group',
    'promo',
    'read',
    'shop',
    'trigger',
    'triggering',
    'tuned',
  ];

  it.each([
    ['gates', { gates: ['read'] }, ['read']],
    ['names that do not exist', { gates: ['nothing'], layers: ['nothing'], parameterStores: ['nothing'] }, []],
    [
      'configs and experiments under either name',
      { dynamicConfigs: ['tuned'], experiments: ['banner'] },
      ['banner', 'tuned'],
    ],
    ['a layer with the experiment that the user is in', { layers: new Set(['promo']) }, ['in-layer', 'promo']],
    [
      'a parameter store with all that it refers to, through layers',
      { parameterStores: ['shop'] },
      ['aliased', 'aliased-config', 'in-layer', 'promo', 'shop', 'triggering'],
    ],
    ['nothing at all', {}, []],
  ])('limits the values to %s', async (_, flagsUsed, names) => {
    expect(await namesFor(flagsUsed)).toEqual(names);
  });

  it('keeps what starts the recording of a session', async () => {
    expect(await namesFor({ gates: ['read'] }, {}, withReplay)).toEqual(['read', 'trigger', 'triggering']);
  });

  it('does not let through what a filter keeps back', async () => {
    const filters = { featureGateFilter: ['read'], dynamicConfigFilter: [] };
    expect(await namesFor({ parameterStores: ['shop'], gates: ['read', 'not-read'] }, filters)).toEqual([
      'in-layer',
      'promo',
      'read',
      'shop',
      'triggering',
    ]);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a list', ['read']],
    ['a text', 'read'],
    ['an unknown kind', { gate: ['read'] }],
    ['a kind that is no list', { gates: 'read' }],
  ])('leaves nothing out when it is %s', async (_, flagsUsed) => {
    expect(await namesFor(flagsUsed)).toEqual(everything);
  });

  it('gives each entity as it is in the whole response', async () => {
    const { client } = await startClientBench({ specs: project });
    await client.initialize();
    const flagsUsed = { gates: ['read'], layers: ['promo'], parameterStores: ['shop'] };
    for (const responseFormat of [0, 1]) {
      const whole = client.getClientInitializeResponseObject({ userID: 'u' }, { responseFormat });
      const lean = client.getClientInitializeResponseObject({ userID: 'u' }, { responseFormat, flagsUsed });
      for (const map of ['feature_gates', 'dynamic_configs', 'layer_configs', 'param_stores'] as const) {
        expect(Object.keys(lean[map]).length).toBeGreaterThan(0);
        for (const [name, entity] of Object.entries(lean[map])) expect(entity).toEqual(whole[map][name]);
      }
    }
  });
});
