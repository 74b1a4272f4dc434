import { describe, expect, it } from 'vitest';

import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, everyone, nobody, rule } from '../../support/specs-builder.js';

const user = { userID: 'u' };
const values = { text: 'x', list: [1], nothing: null };
const types = { ref_type: 'any', param_type: 'any' };

const specs = buildSpecs({
  gates: { open: { rules: [rule('r', [everyone])] }, closed: { rules: [rule('r', [nobody])] } },
  configs: {
    config: { rules: [rule('r', [everyone], { returnValue: values })] },
    experiment: { rules: [rule('r', [everyone], { returnValue: values })] },
  },
  layers: { layer: { defaultValue: values } },
  top: {
    param_stores: {
      store: {
        parameters: {
          text: { ...types, value: 'static' },
          number: { ...types, value: 1.5 },
          whole: { ...types, value: 7 },
          flag: { ...types, value: false },
          list: { ...types, value: [1, { a: 2 }] },
          object: { ...types, value: { a: { b: 1 } } },
          nothing: { ...types, value: null },
          by_open: { ...types, gate_name: 'open', pass_value: 'pass', fail_value: 'fail' },
          by_closed: { ...types, gate_name: 'closed', pass_value: 'pass', fail_value: 'fail' },
          of_config: { ...types, config_name: 'config', param_name: 'text' },
          of_experiment: { ...types, experiment_name: 'experiment', param_name: 'text' },
          of_layer: { ...types, layer_name: 'layer', param_name: 'text' },
          null_of_layer: { ...types, layer_name: 'layer', param_name: 'nothing' },
          missing_in_config: { ...types, config_name: 'config', param_name: 'toString' },
          missing_in_layer: { ...types, layer_name: 'layer', param_name: 'missing' },
          of_nothing: { ...types, experiment_name: 'gone', param_name: 'text' },
        },
      },
    },
  },
});

async function start(): Promise<ClientBench> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  return bench;
}

/** What was exposed, as `gate_exposure open` or `layer_exposure layer/text`. */
async function exposures({ events }: ClientBench): Promise<string[]> {
  const exposed = (await events()).filter(({ eventName }) => eventName.endsWith('_exposure'));
  return exposed.map(({ eventName, metadata }) => {
    const texts = metadata as Record<string, string> | null;
    const path = [texts?.['gate'] ?? texts?.['config'], texts?.['parameterName']].filter((part) => part !== undefined);
    return `${eventName.replace('statsig::', '')} ${path.join('/')}`;
  });
}

describe('the value of a parameter', () => {
  it.each<[parameter: string, fallback: unknown, value: unknown]>([
    ['text', 'fb', 'static'],
    ['text', undefined, 'static'],
    ['text', null, 'static'],
    ['number', 5, 1.5],
    ['whole', 0.5, 7],
    ['flag', true, false],
    ['list', [], [1, { a: 2 }]],
    ['object', {}, { a: { b: 1 } }],
    ['by_open', 'fb', 'pass'],
    ['by_closed', 'fb', 'fail'],
    ['of_config', 'fb', 'x'],
    ['of_experiment', 'fb', 'x'],
    ['of_layer', 'fb', 'x'],
    // Another type than the fallback's, nothing at all, or null: the fallback.
    ['text', 5, 5],
    ['flag', 0, 0],
    ['list', {}, {}],
    ['object', [], []],
    ['by_open', false, false],
    ['of_layer', 5, 5],
    ['nothing', 'fb', 'fb'],
    ['nothing', undefined, null],
    ['missing_in_config', 'fb', 'fb'],
    ['missing_in_layer', 'fb', 'fb'],
    ['of_nothing', 'fb', 'fb'],
    ['unknown', 'fb', 'fb'],
    ['unknown', undefined, null],
    ['toString', undefined, null],
  ])('%s with the fallback %j is %j', async (parameter, fallback, value) => {
    const { client } = await start();
    const store = client.getParameterStore(user, 'store');
    expect(store.getValue(parameter, fallback)).toEqual(value);
    expect(store.get(parameter, fallback)).toEqual(value);
  });

  it('is given by the getters by type only in that type', async () => {
    const { client } = await start();
    const store = client.getParameterStore(user, 'store');
    expect([store.getString('text'), store.getString('number'), store.getString('number', 'fb')]).toEqual([
      'static',
      null,
      'fb',
    ]);
    expect([store.getNumber('number'), store.getFloat('whole'), store.getNumber('text', 5)]).toEqual([1.5, 7, 5]);
    expect([store.getInteger('whole'), store.getInteger('number'), store.getInteger('number', 5)]).toEqual([
      7,
      null,
      5,
    ]);
    expect([store.getBool('flag'), store.getBoolean('flag', true), store.getBool('text', true)]).toEqual([
      false,
      false,
      true,
    ]);
    expect([store.getArray('list'), store.getArray('object')]).toEqual([[1, { a: 2 }], null]);
    expect([store.getObject('object'), store.getMap('list', {})]).toEqual([{ a: { b: 1 } }, {}]);
  });

  it('belongs to the caller: changing it reaches no other answer', async () => {
    const { client } = await start();
    (client.getParameterStore(user, 'store').getObject('object') as { a: { b: number } }).a.b = 2;
    client.getParameterStore(user, 'store').getValue<unknown[]>('list').push('changed');
    const store = client.getParameterStore(user, 'store');
    expect([store.getObject('object'), store.getArray('list')]).toEqual([{ a: { b: 1 } }, [1, { a: 2 }]]);
  });
});

describe('a parameter store', () => {
  it('that is unknown has nothing, and says so', async () => {
    const { client } = await start();
    const store = client.getParameterStore(user, 'nope');
    expect(store.getValue('text', 'fb')).toBe('fb');
    expect(store.getEvaluationDetails()).toMatchObject({ reason: 'Network:Unrecognized', lcut: 1000, version: null });
    expect(client.getParameterStore(user, 'store').details).toMatchObject({ reason: 'Network:Recognized', lcut: 1000 });
  });

  it('logs nothing when it is got, printed, or read where it is static', async () => {
    const bench = await start();
    const store = bench.client.getParameterStore(user, 'store');
    expect(JSON.parse(JSON.stringify(store))).toEqual({ name: 'store', details: store.details });
    store.getValue('text', 'fb');
    store.getValue('unknown', 'fb');
    expect(await exposures(bench)).toEqual([]);
  });

  it('logs what a parameter refers to when it is read', async () => {
    const bench = await start();
    const store = bench.client.getParameterStore(user, 'store');
    for (const parameter of ['by_open', 'of_config', 'of_experiment', 'of_layer']) store.getValue(parameter, 'fb');
    expect(await exposures(bench)).toEqual([
      'gate_exposure open',
      'config_exposure config',
      'config_exposure experiment',
      'layer_exposure layer/text',
    ]);
    // An experiment that a store asked for does not say whether a rule passed; a dynamic config does.
    const [, , ofConfig, ofExperiment] = await bench.events();
    expect(ofConfig?.metadata).toHaveProperty('rulePassed', 'true');
    expect(ofExperiment?.metadata).not.toHaveProperty('rulePassed');
  });

  it('logs gates, configs and experiments also when the fallback is returned, a layer only when its value is', async () => {
    const bench = await start();
    const store = bench.client.getParameterStore(user, 'store');
    for (const parameter of ['by_open', 'of_config', 'of_experiment', 'of_layer', 'missing_in_layer'])
      store.getValue(parameter, 5);
    expect(await exposures(bench)).toEqual([
      'gate_exposure open',
      'config_exposure config',
      'config_exposure experiment',
    ]);
  });

  it('logs a layer also for a null that it has, whatever is wanted', async () => {
    const bench = await start();
    const store = bench.client.getParameterStore(user, 'store');
    expect(store.getValue('missing_in_layer')).toBeNull();
    expect(await exposures(bench)).toEqual([]);
    expect(store.getValue('null_of_layer', 'fb')).toBe('fb');
    expect(await exposures(bench)).toEqual(['layer_exposure layer/nothing']);
    expect(store.getValue('null_of_layer')).toBeNull();
    expect(await exposures(bench)).toEqual(['layer_exposure layer/nothing']);
  });

  it('logs nothing at all where it was got so', async () => {
    const bench = await start();
    const store = bench.client.getParameterStore(user, 'store', { disableExposureLogging: true });
    for (const parameter of ['by_open', 'of_config', 'of_experiment', 'of_layer']) {
      expect(store.getValue(parameter, 'fb')).not.toBe('fb');
    }
    expect(await exposures(bench)).toEqual([]);
  });
});
