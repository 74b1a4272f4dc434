import { inspect } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';

import { Statsig } from '../../../lib/client/statsig.js';
import type { StatsigOptions } from '../../../lib/options/statsig-options.js';
import { StatsigUser, type StatsigUserArgs } from '../../../lib/users/statsig-user.js';
import { benchKey, startClientBench } from '../../support/client-bench.js';
import { respond } from '../../support/http-server.js';
import { buildSpecs, condition, everyone, nobody, passGate, rule } from '../../support/specs-builder.js';

const user = { userID: 'u' };

const specs = buildSpecs({
  gates: {
    open: { version: 4, rules: [rule('open-rule', [everyone])] },
    closed: { rules: [rule('closed-rule', [nobody])] },
    nested: { rules: [rule('nested-rule', [passGate('open')])] },
  },
  configs: {
    colors: { entity: 'dynamic_config', rules: [rule('colors-rule', [everyone], { returnValue: { main: 'blue' } })] },
    button: {
      explicitParameters: ['size'],
      rules: [rule('button-rule', [everyone], { returnValue: { size: 5 }, groupName: 'Big' })],
    },
  },
  layers: {
    look: {
      defaultValue: { size: 1, font: 'x' },
      rules: [rule('look-rule', [everyone], { configDelegate: 'button' })],
    },
  },
});

/** The same with a store that refers to all of it, and a gate whose condition asks for a group. */
const withStore = buildSpecs({
  gates: {
    open: { rules: [rule('open-rule', [everyone])] },
    asksForGroup: { rules: [rule('r', [condition({ type: 'experiment_group', field: 'button', operator: 'any' })])] },
  },
  configs: { colors: { entity: 'dynamic_config', defaultValue: { main: 1 } }, button: { defaultValue: { size: 5 } } },
  layers: { look: { defaultValue: { size: 1 } } },
  top: {
    param_stores: {
      store: {
        parameters: {
          gate: { ref_type: 'gate', param_type: 'string', gate_name: 'open', pass_value: 'y', fail_value: 'n' },
          config: { ref_type: 'dynamic_config', param_type: 'number', config_name: 'colors', param_name: 'main' },
          experiment: { ref_type: 'experiment', param_type: 'number', experiment_name: 'button', param_name: 'size' },
          layer: { ref_type: 'layer', param_type: 'number', layer_name: 'look', param_name: 'size' },
          static: { ref_type: 'static', param_type: 'string', value: 'x' },
        },
      },
    },
  },
});

/** A client that needs no server. */
function localClient(options: StatsigOptions = {}, sdkKey: unknown = benchKey): { client: Statsig; lines: string[] } {
  const lines: string[] = [];
  const keep = (level: string) => (tag: string, message: string) => void lines.push(`${level} ${tag}: ${message}`);
  const client = new Statsig(sdkKey as string, {
    disableNetwork: true,
    outputLogLevel: 'debug',
    outputLoggerProvider: { debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') },
    ...options,
  });
  onTestFinished(async () => {
    await client.shutdown();
  });
  return { client, lines };
}

describe('initialize', () => {
  it('loads the specs, and is then ready', async () => {
    const { client, specsRequests } = await startClientBench({ specs });
    expect(client.status).toBe('uninitialized');
    const initialization = client.initialize();
    expect(client.status).toBe('initializing');
    expect(await initialization).toEqual({
      isSuccess: true,
      source: 'Network',
      isStale: false,
      durationMs: expect.any(Number) as number,
    });
    expect(client.status).toBe('ready');
    expect(specsRequests()).toBe(1);
    expect(client.checkGate(user, 'open')).toBe(true);
  });

  it('is done once: later calls give the same promise', async () => {
    const { client, specsRequests } = await startClientBench({ specs });
    const first = client.initialize();
    expect(client.initialize()).toBe(first);
    await first;
    expect(client.initialize()).toBe(first);
    expect(specsRequests()).toBe(1);
  });

  it('takes specs from an object or from JSON text, without a request', async () => {
    for (const bootstrapSpecs of [specs, JSON.stringify(specs)]) {
      const { client } = localClient({ bootstrapSpecs });
      expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Bootstrap' });
      expect(client.getFeatureGate(user, 'open').details).toMatchObject({ reason: 'Bootstrap:Recognized', lcut: 1000 });
    }
  });

  it('is a success without any source, when the network is disabled: gates are off', async () => {
    const { client } = localClient();
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'NoValues' });
    expect(client.status).toBe('degraded');
    expect(client.checkGate(user, 'open')).toBe(false);
  });

  const keyAdvice =
    "so nothing is requested from Statsig and gates are off. Pass the server secret key (it begins with 'secret-') from the " +
    'project settings, for example new Statsig(process.env.STATSIG_SERVER_KEY).';
  it.each<[what: string, sdkKey: unknown, problem: string]>([
    ['empty', '', 'is empty'],
    ['blank', ' \n', 'is empty'],
    ['missing', undefined, 'is missing'],
    ['null', null, 'is missing'],
    ['an object', {}, 'is an object'],
    ['a number', 5, 'is a number'],
  ])('with a key that is %s says so, and the application serves with gates off', async (_what, sdkKey, problem) => {
    const { client, lines, server, events } = await startClientBench({ specs, sdkKey });
    expect(lines).toEqual([`error Client: The SDK key ${problem}, ${keyAdvice}`]);
    expect(await client.initialize()).toMatchObject({
      isSuccess: false,
      error: `The SDK key ${problem}, ${keyAdvice}`,
      source: 'NoValues',
    });
    expect(client.status).toBe('degraded');
    expect(client.checkGate(user, 'open')).toBe(false);
    client.logEvent(user, 'event');
    expect(await events()).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it('with an empty key but specs at hand succeeds, and sends nothing', async () => {
    const { client, server } = await startClientBench({ sdkKey: '', options: { bootstrapSpecs: specs } });
    expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Bootstrap' });
    expect(client.checkGate(user, 'open')).toBe(true);
    expect(await client.flushEvents()).toMatchObject({ isSuccess: true, delivered: 0 });
    expect(server.requests).toEqual([]);
  });

  it('warns of a client key, and tries it', async () => {
    const { client, lines, specsRequests } = await startClientBench({ specs, sdkKey: 'client-abcdefghij' });
    expect(lines).toEqual([
      'warn Client: The SDK key is a client key; a server needs the server secret key (secret-…).',
    ]);
    expect(await client.initialize()).toMatchObject({ isSuccess: true });
    expect(specsRequests()).toBe(1);
  });

  it.each<[what: string, status: number, body: string, error: string]>([
    [
      'a 500',
      500,
      'oops',
      'The specs request failed: status 500 Internal Server Error. If it goes on, check what the host of the option specsUrl ' +
        'answers.',
    ],
    [
      'a 403',
      403,
      '',
      'The specs request failed: status 403 Forbidden. Check that the SDK key is a server secret key of this project.',
    ],
    ['a 404', 404, '', 'The specs request failed: status 404 Not Found. Check the SDK key and the option specsUrl.'],
    [
      'a page that is not JSON',
      200,
      '<html>Please log in</html>',
      'The specs cannot be used: expected JSON, found a text of 26 characters that begins "<html>Please log in</html>". Specs ' +
        'in use before stay in use; check what the source of the specs serves.',
    ],
    [
      'JSON that is not specs',
      200,
      '{"has_updates":true,"time":"now"}',
      'The specs at experiment_to_layer cannot be used: expected an object, found nothing. Specs in use before stay in use; ' +
        'check what the source of the specs serves.',
    ],
    [
      'has_updates: false',
      200,
      '{"has_updates":false}',
      'The source of the specs (Network) answered has_updates: false, and this client holds no specs. Defaults are served until a ' +
        'later sync brings specs; check that the project has any.',
    ],
  ])(
    'answered with %s resolves and says why, and the application serves with gates off',
    async (_what, status, body, error) => {
      const { client, lines } = await startClientBench({ answerSpecs: (response) => respond(response, status, body) });
      const result = await client.initialize();
      expect(result).toEqual({
        isSuccess: false,
        error,
        source: 'NoValues',
        isStale: false,
        durationMs: expect.any(Number) as number,
      });
      expect(client.status).toBe('degraded');
      expect(client.checkGate(user, 'open')).toBe(false);
      expect(client.getDynamicConfig(user, 'colors').get('main', 'red')).toBe('red');
      expect(client.getFeatureGate(user, 'open').details).toEqual({
        reason: 'NoValues',
        lcut: null,
        receivedAt: null,
        version: null,
      });
      const logged = lines.filter((line) => line.startsWith('error'));
      expect(logged).toEqual([`error Client: Initialized without specs after ${result.durationMs} ms. ${error}`]);
    },
  );

  it('gives up waiting after initTimeoutMs', async () => {
    const { client } = await startClientBench({ answerSpecs: () => undefined, options: { initTimeoutMs: 50 } });
    expect(await client.initialize()).toMatchObject({
      isSuccess: false,
      error:
        'Initialization timed out: no specs within initTimeoutMs = 50. Defaults are served until a later sync succeeds; raise ' +
        'initTimeoutMs if the network is slow.',
    });
  });

  it('never rejects for bootstrap specs of any form', async () => {
    for (const bootstrapSpecs of ['{', '[]', '5', {}, { has_updates: false }, { has_updates: 5n }]) {
      const { client } = localClient({ bootstrapSpecs });
      expect(await client.initialize()).toMatchObject({ isSuccess: false, source: 'NoValues' });
    }
  });

  it('names the malformed specs that it left out', async () => {
    const gates = { good: { rules: [rule('r', [everyone])] }, bad: { salt: 5 } };
    const { client, lines } = localClient({ bootstrapSpecs: buildSpecs({ gates }) });
    expect(await client.initialize()).toMatchObject({ isSuccess: true });
    expect(client.checkGate(user, 'good')).toBe(true);
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn SpecStore: 1 malformed specs were left out and count as unknown: feature_gates.bad.salt: expected a string',
    ]);
  });
});

describe('newer specs', () => {
  const version = (time: number, fields: object = {}): object => ({
    ...buildSpecs({ gates: { [`at${time}`]: { rules: [rule('r', [everyone])] } }, top: { time } }),
    ...fields,
  });

  /** A client that was given these documents one after the other, and has asked for the last one. */
  async function poll(documents: readonly object[], options: StatsigOptions = {}) {
    let asked = 0;
    const bench = await startClientBench({
      answerSpecs: (response) => respond(response, 200, documents[Math.min(asked++, documents.length - 1)]),
      options: { specsSyncIntervalMs: 1, ...options },
    });
    await bench.client.initialize();
    // Asking once more than there are documents means that the last one has been dealt with.
    while (bench.specsRequests() <= documents.length) await new Promise((resolve) => setImmediate(resolve));
    return bench;
  }

  it('replace the older ones', async () => {
    const { client } = await poll([version(1000), version(2000)]);
    expect([client.checkGate(user, 'at1000'), client.checkGate(user, 'at2000')]).toEqual([false, true]);
    expect(client.getFeatureGate(user, 'at2000').details.lcut).toBe(2000);
  });

  it.each<[what: string, documents: object[]]>([
    ['older ones', [version(1000), version(999)]],
    ['ones of the same checksum', [version(1000, { checksum: 'sum' }), version(2000, { checksum: 'sum' })]],
    ['has_updates: false', [version(1000), { has_updates: false }]],
    ['malformed ones', [version(1000), { ...version(2000), condition_map: [] }]],
  ])('are not: %s', async (_what, documents) => {
    const { client } = await poll(documents);
    expect([client.checkGate(user, 'at1000'), client.checkGate(user, 'at2000')]).toEqual([true, false]);
  });

  it('do not move users to another default environment', async () => {
    const tiered = (time: number, tier: string): object => ({
      ...buildSpecs({
        gates: {
          qa: {
            rules: [
              rule('r', [
                condition({ type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['qa'] }),
              ]),
            ],
          },
        },
        top: { time, default_environment: tier },
      }),
    });
    const { client, events } = await poll([tiered(1000, 'qa'), tiered(2000, 'production')]);
    expect(client.getFeatureGate(user, 'qa')).toMatchObject({ value: true, details: { lcut: 2000 } });
    expect(await events()).toMatchObject([{ user: { userID: 'u', statsigEnvironment: { tier: 'qa' } } }]);
  });

  it('bring answers to a client that started without any', async () => {
    const { client } = await poll([{ has_updates: false }, version(1000)]);
    expect(client.status).toBe('ready');
    expect(client.checkGate(user, 'at1000')).toBe(true);
  });
});

describe('answers', () => {
  it('come with rule, ID type, details and groups', async () => {
    const { client } = localClient({ bootstrapSpecs: specs });
    await client.initialize();
    expect(client.getFeatureGate(user, 'open')).toMatchObject({
      name: 'open',
      value: true,
      ruleID: 'open-rule',
      idType: 'userID',
      details: { reason: 'Bootstrap:Recognized', lcut: 1000, receivedAt: expect.any(Number) as number, version: 4 },
    });
    expect(client.getDynamicConfig(user, 'colors').value).toEqual({ main: 'blue' });
    expect(client.getExperiment(user, 'button')).toMatchObject({ groupName: 'Big', value: { size: 5 } });
    const layer = client.getLayer(user, 'look');
    expect([layer.get('size', 0), layer.allocatedExperimentName, layer.groupName]).toEqual([5, 'button', 'Big']);
    expect(client.getFeatureGate(user, 'nope').details.reason).toBe('Bootstrap:Unrecognized');
  });

  it('are closed before initialize, and say so', () => {
    const { client } = localClient({ bootstrapSpecs: specs });
    expect(client.checkGate(user, 'open')).toBe(false);
    expect(client.getFeatureGate(user, 'open').details).toEqual({
      reason: 'Uninitialized',
      lcut: null,
      receivedAt: null,
      version: null,
    });
    expect(client.getLayer(user, 'look').get('size', 9)).toBe(9);
  });

  it('come from memory after shutdown, and nothing is logged any more', async () => {
    const { client, server } = await startClientBench({ specs });
    await client.initialize();
    const layer = client.getLayer(user, 'look');
    expect(await client.shutdown()).toMatchObject({ isSuccess: true, delivered: 0 });
    expect(client.status).toBe('shutdown');
    const requests = server.requests.length;
    expect(client.checkGate(user, 'open')).toBe(true);
    expect(client.getFeatureGate(user, 'open').details.reason).toBe('Network:Recognized');
    expect(layer.get('size', 0)).toBe(5);
    client.logEvent(user, 'late');
    expect(await client.flushEvents()).toMatchObject({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(server.requests).toHaveLength(requests);
  });

  it('are closed when the client was shut down before it was started', async () => {
    const { client, server } = await startClientBench({ specs });
    await client.shutdown();
    expect(await client.initialize()).toEqual({
      isSuccess: false,
      error:
        'The client was shut down before it had specs, so gates are off. Call initialize() before shutdown(), and make a ' +
        'new client to start again.',
      source: 'NoValues',
      isStale: false,
      durationMs: expect.any(Number),
    });
    expect(client.checkGate(user, 'open')).toBe(false);
    expect(server.requests).toHaveLength(0);
  });

  it('are logged while a shutdown is under way, and events too', async () => {
    const { client } = await startClientBench({ specs });
    await client.initialize();
    client.logEvent(user, 'before');
    const closing = client.shutdown();
    client.logEvent(user, 'during');
    client.checkGate(user, 'open');
    expect(await closing).toEqual({ isSuccess: true, delivered: 3, pending: 0, dropped: 0 });
  });

  it('are the same for a StatsigUser, a plain object and a userID', async () => {
    const gates = {
      mine: { rules: [rule('r', [condition({ field: 'userID', operator: 'any', targetValue: ['u'] })])] },
    };
    const { client } = localClient({ bootstrapSpecs: buildSpecs({ gates }) });
    await client.initialize();
    for (const one of [
      new StatsigUser('u'),
      { userID: 'u' },
      'u',
      {
        get userID() {
          return 'u';
        },
      },
    ]) {
      expect(client.checkGate(one as StatsigUserArgs, 'mine')).toBe(true);
    }
  });

  it('see the client’s custom fields and environment', async () => {
    const isField = (type: string, field: string, value: string) =>
      condition({ type, field, operator: 'any', targetValue: [value] });
    const gates = {
      global: { rules: [rule('r', [isField('user_field', 'svc', 'api')])] },
      staging: { rules: [rule('r', [isField('environment_field', 'tier', 'staging')])] },
    };
    const { client } = localClient({
      bootstrapSpecs: buildSpecs({ gates }),
      globalCustomFields: { svc: 'api' },
      environment: 'staging',
    });
    await client.initialize();
    expect([client.checkGate(user, 'global'), client.checkGate(user, 'staging')]).toEqual([true, true]);
    expect(client.checkGate({ ...user, custom: { svc: 'web' } }, 'global')).toBe(false);
    expect(client.checkGate({ ...user, statsigEnvironment: { tier: 'dev' } }, 'staging')).toBe(false);
  });
});

describe('exposures', () => {
  it('are logged by checks, once each', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    for (let i = 0; i < 3; i++) {
      client.checkGate(user, 'nested');
      client.getFeatureGate(user, 'nested');
      client.getDynamicConfig(user, 'colors');
      client.getExperiment(user, 'button');
      const layer = client.getLayer(user, 'look');
      layer.get('size', 0);
      layer.getValue('missing');
    }
    const arrived = await events();
    expect(
      arrived.map(({ eventName, metadata }) => [
        eventName,
        metadata?.['gate'] ?? metadata?.['config'],
        metadata?.['ruleID'],
      ]),
    ).toEqual([
      ['statsig::gate_exposure', 'nested', 'nested-rule'],
      ['statsig::config_exposure', 'colors', 'colors-rule'],
      ['statsig::config_exposure', 'button', 'button-rule'],
      ['statsig::layer_exposure', 'look', 'button-rule'],
    ]);
    expect(arrived[0]?.secondaryExposures).toEqual([{ gate: 'open', gateValue: 'true', ruleID: 'open-rule' }]);
    expect(arrived[3]?.metadata).toMatchObject({
      parameterName: 'size',
      isExplicitParameter: 'true',
      allocatedExperiment: 'button',
    });
  });

  it('of a layer carry the user as it was when the layer was got', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    const visitor = new StatsigUser('before');
    const layer = client.getLayer(visitor, 'look');
    visitor.userID = 'after';
    layer.get('size', 0);
    expect(await events()).toMatchObject([{ user: { userID: 'before' } }]);
  });

  it('are not logged where a check says so', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    const options = { disableExposureLogging: true };
    client.checkGate(user, 'open', options);
    client.getFeatureGate(user, 'open', options);
    client.getDynamicConfig(user, 'colors', options);
    client.getExperiment(user, 'button', options);
    client.getLayer(user, 'look', options).get('size', 0);
    expect(await events()).toEqual([
      {
        eventName: 'statsig::non_exposed_checks',
        value: null,
        metadata: { checks: expect.any(String) as string },
        statsigMetadata: null,
        user: {},
        time: expect.any(Number) as number,
        secondaryExposures: null,
      },
    ]);
  });

  it('that are not logged are counted by name, anew with each flush', async () => {
    const { client, events } = await startClientBench({ specs: withStore });
    await client.initialize();
    const options = { disableExposureLogging: true };
    const counts = async (): Promise<unknown[]> =>
      (await events())
        .filter(({ eventName }) => eventName === 'statsig::non_exposed_checks')
        .map(({ metadata }): unknown => JSON.parse(String(metadata?.['checks'])));
    client.checkGate(user, 'open', options);
    client.getFeatureGate(user, 'open', options);
    client.checkGate(user, 'no_such_gate', options);
    client.checkGate(user, '__proto__', options);
    client.checkGate(user, 'asksForGroup', options);
    client.getDynamicConfig(user, 'colors', options);
    const layer = client.getLayer(user, 'look', options);
    // Reads that give a value, even the fallback's; and reads that do not.
    layer.get('size', 0);
    layer.getValue('size');
    layer.get('missing', 1);
    layer.get('size', 'a text');
    layer.getValue('missing');
    layer.peek('size');
    const first = [
      ['open', 2],
      ['no_such_gate', 1],
      ['__proto__', 1],
      ['asksForGroup', 1],
      // The condition's.
      ['button', 1],
      ['colors', 1],
      // Getting it counts, too.
      ['look', 4],
    ];
    expect((await counts()).map((each) => Object.entries(each as object))).toEqual([first]);
    const store = client.getParameterStore(user, 'store', options);
    for (const parameter of ['gate', 'config', 'experiment', 'layer', 'static', 'none']) store.getValue(parameter);
    // A store is never exposed itself.
    client.getParameterStore(user, 'store').getValue('static');
    const second = { store: 2, open: 1, colors: 1, button: 1, look: 2 };
    expect((await counts())[1]).toEqual(second);
    expect(await counts()).toHaveLength(2);
  });

  it('are logged by hand, also when a check has logged them, and once each', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    client.checkGate(user, 'nested');
    client.getDynamicConfig(user, 'colors');
    client.getExperiment(user, 'button');
    client.getLayer(user, 'look').get('size', 0);
    const automatic = await events();
    client.manuallyLogFeatureGateExposure(user, 'nested');
    client.manuallyLogGateExposure(user, 'nested');
    client.manuallyLogDynamicConfigExposure(user, 'colors');
    client.manuallyLogExperimentExposure(user, 'button');
    client.manuallyLogLayerParamExposure(user, 'look', 'size');
    client.manuallyLogLayerParameterExposure(user, 'look', 'size');
    client.manuallyLogLayerParameterExposure(user, 'look', 'missing');
    const byHand = (await events()).slice(automatic.length);
    expect(byHand.map(({ eventName, metadata }) => ({ eventName, ...metadata }))).toMatchObject([
      { eventName: 'statsig::gate_exposure', gate: 'nested', gateValue: 'true', ruleID: 'nested-rule' },
      { eventName: 'statsig::config_exposure', config: 'colors', rulePassed: 'true', ruleID: 'colors-rule' },
      { eventName: 'statsig::config_exposure', config: 'button', ruleID: 'button-rule' },
      { eventName: 'statsig::layer_exposure', parameterName: 'size', allocatedExperiment: 'button' },
      { eventName: 'statsig::layer_exposure', parameterName: 'missing', allocatedExperiment: '' },
    ]);
    for (const { metadata } of byHand) expect(metadata).toMatchObject({ isManualExposure: 'true' });
    expect(byHand[2]?.metadata).not.toHaveProperty('rulePassed');
    for (const { metadata } of automatic) expect(metadata).not.toHaveProperty('isManualExposure');
  });

  it('are none at all with disableAllLogging, and nothing is counted', async () => {
    const { client, server } = await startClientBench({ specs, options: { disableAllLogging: true } });
    await client.initialize();
    client.checkGate(user, 'open');
    client.checkGate(user, 'open', { disableExposureLogging: true });
    client.getParameterStore(user, 'store');
    client.manuallyLogFeatureGateExposure(user, 'open');
    await client.shutdown();
    expect(server.requests.filter(({ path }) => path === '/v1/log_event')).toEqual([]);
  });

  it('are sampled as the specs say', async () => {
    const sampled = buildSpecs({
      gates: { sampled: { rules: [rule('r', [everyone], { samplingRate: 10 })] } },
      top: { sdk_configs: { sampling_mode: 'on' } },
    });
    const { client, events } = await startClientBench({ specs: sampled });
    await client.initialize();
    for (let i = 0; i < 1000; i++) client.checkGate({ userID: `u${i}` }, 'sampled');
    const arrived = await events();
    // 100 of 1,000 are expected; five standard deviations are 47.
    expect(Math.abs(arrived.length - 100)).toBeLessThan(48);
    const notes = arrived.map(({ statsigMetadata }) => statsigMetadata);
    expect(notes[0]).toEqual({});
    const note = { samplingRate: 10, samplingMode: 'on', shadowLogged: 'logged' };
    for (const each of notes.slice(1)) expect(each).toEqual(note);
  });

  it('are logged before initialize too', async () => {
    const { client, events } = await startClientBench({ specs });
    client.checkGate(user, 'open');
    expect(await events()).toMatchObject([
      { metadata: { gate: 'open', gateValue: 'false', ruleID: '', reason: 'Uninitialized' }, secondaryExposures: [] },
    ]);
  });

  it('are delivered by shutdown', async () => {
    const { client, server } = await startClientBench({ specs });
    await client.initialize();
    client.checkGate(user, 'open');
    client.logEvent(user, 'bought');
    expect(await client.shutdown()).toEqual({ isSuccess: true, delivered: 2, pending: 0, dropped: 0 });
    expect(server.requests.filter(({ path }) => path === '/v1/log_event')).toHaveLength(1);
  });
});

describe('logEvent', () => {
  it.each<[what: string, value: unknown, metadata: unknown, arrivedValue: unknown, arrivedMetadata: unknown]>([
    ['a name alone', undefined, undefined, null, null],
    ['a number', 9.5, undefined, 9.5, null],
    ['zero', 0, undefined, 0, null],
    ['a text', 'sku', undefined, 'sku', null],
    ['an empty text', '', undefined, '', null],
    ['null', null, null, null, null],
    ['NaN', NaN, undefined, null, null],
    ['infinity', Infinity, undefined, null, null],
    ['a boolean', true, undefined, null, null],
    ['an object', { a: 1 }, undefined, null, null],
    [
      'metadata',
      1,
      { sku: 'a', n: 1, b: true, nul: null, deep: { list: [1] } },
      1,
      { sku: 'a', n: 1, b: true, nul: null, deep: { list: [1] } },
    ],
    ['empty metadata', 1, {}, 1, {}],
    ['metadata without a JSON form in part', 1, { f: () => 1, u: undefined, big: 5n, kept: 1 }, 1, { big: 5, kept: 1 }],
    ['metadata that is no object', 1, 'text', 1, null],
    ['metadata that is an array', 1, [1], 1, null],
  ])('takes %s', async (_what, value, metadata, arrivedValue, arrivedMetadata) => {
    const { client, events } = await startClientBench();
    client.logEvent(user, 'bought', value as number, metadata as Record<string, unknown>);
    expect(await events()).toEqual([
      {
        eventName: 'bought',
        value: arrivedValue,
        metadata: arrivedMetadata,
        statsigMetadata: null,
        user: { userID: 'u' },
        time: expect.any(Number) as number,
        secondaryExposures: null,
      },
    ]);
  });

  it('logs every event, also equal ones', async () => {
    const { client, events } = await startClientBench();
    for (let i = 0; i < 3; i++) client.logEvent(user, 'bought', 1);
    expect(await events()).toHaveLength(3);
  });

  it('takes user and metadata as they are now', async () => {
    const { client, events } = await startClientBench();
    const buyer = new StatsigUser({ userID: 'before', privateAttributes: { ssn: 'x' } });
    const metadata = { items: ['a'] };
    client.logEvent(buyer, 'bought', null, metadata);
    buyer.userID = 'after';
    metadata.items.push('b');
    expect(await events()).toMatchObject([{ user: { userID: 'before' }, metadata: { items: ['a'] } }]);
  });

  it('adds the client’s environment and custom fields to the user', async () => {
    const { client, events } = await startClientBench({
      options: { environment: 'staging', globalCustomFields: { svc: 'api' } },
    });
    client.logEvent({ userID: 'u', custom: { plan: 'pro' } }, 'bought');
    expect(await events()).toMatchObject([
      { user: { userID: 'u', custom: { plan: 'pro', svc: 'api' }, statsigEnvironment: { tier: 'staging' } } },
    ]);
  });

  it.each<[name: unknown, found: string]>([
    ['', 'an empty text'],
    [undefined, 'undefined'],
    [5, 'number'],
    [{}, 'object'],
  ])('refuses %j for a name, with a warning', async (name, found) => {
    const { client, events, lines } = await startClientBench();
    client.logEvent(user, name as string);
    client.logEvent(user, name as string);
    expect(await events()).toEqual([]);
    expect(lines).toEqual([`warn Client: logEvent was given ${found} as the event's name; the event is not logged.`]);
  });
});

describe('nothing is sent', () => {
  it.each<[what: string, options: StatsigOptions, specsRequests: number]>([
    ['to log_event with disableAllLogging', { disableAllLogging: true }, 1],
    ['at all with disableNetwork', { disableNetwork: true }, 0],
  ])('%s', async (_what, options, expected) => {
    const { client, server, specsRequests } = await startClientBench({ specs, options });
    await client.initialize();
    client.checkGate(user, 'open');
    client.getLayer(user, 'look').get('size', 0);
    client.logEvent(user, 'bought');
    expect(await client.flushEvents()).toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(await client.shutdown()).toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(specsRequests()).toBe(expected);
    expect(server.requests).toHaveLength(expected);
  });
});

describe('shutdown', () => {
  it('is done once: later calls give the same promise', async () => {
    const { client } = await startClientBench({ specs });
    await client.initialize();
    const first = client.shutdown();
    expect(client.shutdown()).toBe(first);
    expect(await first).toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
  });

  it('works before and during initialize', async () => {
    const before = localClient({ bootstrapSpecs: specs }).client;
    expect(await before.shutdown()).toMatchObject({ isSuccess: true });
    const during = (await startClientBench({ specs })).client;
    const initialization = during.initialize();
    expect(await during.shutdown()).toMatchObject({ isSuccess: true });
    expect(typeof (await initialization).isSuccess).toBe('boolean');
    expect(during.status).toBe('shutdown');
  });

  it.each<[timeoutMs: unknown]>([
    [Symbol('s')],
    [{}],
    [Object.create(null)],
    [5n],
    ['soon'],
    [NaN],
    [-1],
    [null],
    [Infinity],
    [1e12],
  ])('never rejects, with a limit of %s', async (timeoutMs) => {
    const { client, server } = await startClientBench();
    client.logEvent(user, 'bought');
    const { delivered, pending, dropped } = await client.shutdown(timeoutMs as number);
    expect({ all: delivered + dropped, pending }).toEqual({ all: 1, pending: 0 });
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  it.each<[timeoutMs: unknown]>([[Infinity], [1e12], [NaN], ['soon'], [undefined]])(
    'delivers what is queued with a limit of %s',
    async (timeoutMs) => {
      const { client } = await startClientBench();
      client.logEvent(user, 'bought');
      expect(await client.shutdown(timeoutMs as number)).toMatchObject({ isSuccess: true, delivered: 1 });
    },
  );
});

describe('the client, whatever it is given,', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  });

  it('throws from no method', async () => {
    const { client } = await startClientBench({
      specs,
      options: { outputLogLevel: 'none', eventLoggingMaxQueueSize: 2000 },
    });
    await client.initialize();
    const methods = Object.getOwnPropertyNames(Statsig.prototype).filter(
      (name) => !['constructor', 'status', 'initialize', 'flushEvents', 'shutdown'].includes(name),
    );
    expect(methods).toContain('checkGate');
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.array(anything, { maxLength: 5 }), (method, args) => {
        const call = Reflect.get(client, method) as (...args: unknown[]) => unknown;
        const result = call.apply(client, args);
        if (method === 'getLayer') (result as ReturnType<Statsig['getLayer']>).get('size', args[0]);
      }),
      { numRuns: 2000 },
    );
    expect(await client.flushEvents()).toMatchObject({ isSuccess: true });
  });

  it('survives proxies and getters that throw, in every place', async () => {
    const fail = (): never => {
      throw new Error('from the caller');
    };
    const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
    const { proxy: revoked, revoke } = Proxy.revocable({}, {});
    revoke();
    const { client } = await startClientBench();
    for (const bad of [hostile, revoked] as never[]) {
      expect(client.checkGate(bad, bad)).toBe(false);
      expect(client.getLayer(bad, 'look').get('size', 5)).toBe(5);
      client.logEvent(bad, 'bought', bad, bad);
      client.logEvent(bad, bad);
      client.overrideExperiment('e', bad, bad);
    }
  });

  it('warns of odd users once, without their values', async () => {
    const { client, lines } = localClient({ bootstrapSpecs: specs });
    await client.initialize();
    for (let i = 0; i < 3; i++) client.checkGate({ userID: { secret: 'value' } } as never, 'open');
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn Client: About a user: userID was an object and was left out; give a string.',
      'warn Client: About a user: a user needs a userID or customIDs; without them every such user falls into the same group.',
    ]);
  });
});

describe('the SDK key', () => {
  it('is in no line of the log, no result and no printed client', async () => {
    const bench = await startClientBench({
      answerSpecs: (response) => respond(response, 500, `no such key: ${benchKey}`),
      options: { specsSyncIntervalMs: 1 },
    });
    const { client, lines } = bench;
    const initialized = await client.initialize();
    while (bench.specsRequests() < 2) await new Promise((resolve) => setImmediate(resolve));
    client.logEvent(user, 'bought');
    const closed = await client.shutdown();
    expect(lines.length).toBeGreaterThan(0);
    const printed = inspect([client, initialized, closed], { depth: 10, showHidden: true });
    const output = [...lines, printed, JSON.stringify([client, initialized, closed])].join('\n');
    expect(output).not.toContain(benchKey);
  });

  it('is taken out of what a source of specs quotes', async () => {
    const { client, lines } = localClient({ bootstrapSpecs: `not JSON but ${benchKey}` });
    const { error } = await client.initialize();
    expect(error).toContain('begins "not JSON but secret-*****"');
    expect([error, ...lines].join('\n')).not.toContain(benchKey);
  });
});
