import { FlagRecorder, recordFlags, Statsig } from 'statsig-nodekit';
import { expect, it } from 'vitest';

import { startClientBench } from '../../support/client-bench.js';
import { buildSpecs, condition, everyone, rule } from '../../support/specs-builder.js';

const isAnn = condition({ type: 'unit_id', operator: 'any', targetValue: ['ann'] });
const specs = buildSpecs({
  gates: { on: { rules: [rule('r', [isAnn])] }, unread: { rules: [] } },
  configs: {
    test: { rules: [rule('g', [everyone], { returnValue: { color: 'red' } })] },
    limits: { entity: 'dynamic_config', defaultValue: { most: 3 }, rules: [] },
    unread: { rules: [] },
  },
  layers: { promo: { defaultValue: { size: 2 }, rules: [] }, unread: {} },
  top: {
    param_stores: {
      shop: { parameters: { a: { ref_type: 'static', param_type: 'string', value: 'x' } } },
      unread: { parameters: {} },
    },
  },
});

it('answers as the view does, logs as it does, and notes the names for bootstrap()', async () => {
  const { client, events } = await startClientBench({ specs });
  await client.initialize();
  const view = recordFlags(client.forUser({ userID: 'ann' }));
  expect(view.checkGate('on', { disableExposureLogging: true })).toBe(true);
  expect(view.getFeatureGate('no-such-gate', { disableExposureLogging: true }).value).toBe(false);
  expect(view.getDynamicConfig('limits', { disableExposureLogging: true }).getNumber('most', 0)).toBe(3);
  expect(view.getExperiment('test').value).toEqual({ color: 'red' });
  expect(view.getLayer('promo', { disableExposureLogging: true }).getNumber('size', 0)).toBe(2);
  expect(view.getParameterStore('shop', { disableExposureLogging: true }).getString('a')).toBe('x');
  expect(view.flags.toJSON()).toEqual({
    gates: ['no-such-gate', 'on'],
    dynamicConfigs: ['limits'],
    experiments: ['test'],
    layers: ['promo'],
    parameterStores: ['shop'],
  });
  const exposures = (await events()).filter(({ eventName }) => eventName.endsWith('_exposure'));
  expect(exposures.map(({ metadata }) => metadata?.['config'])).toEqual(['test']);

  const { bootstrap } = client.bootstrap(view.user, { flagsUsed: view.flags, hashAlgorithm: 'none' });
  const { feature_gates, dynamic_configs, layer_configs, param_stores } = JSON.parse(bootstrap?.values ?? '');
  expect(
    [feature_gates, dynamic_configs, layer_configs, param_stores].map((map) => Object.keys(map).toSorted()),
  ).toEqual([['on'], ['limits', 'test'], ['promo'], ['shop']]);
});

it('follows the view to another user, and the view follows it', async () => {
  const client = new Statsig('secret-recording', {
    bootstrapSpecs: specs,
    disableNetwork: true,
    outputLogLevel: 'none',
  });
  await client.initialize();
  const view = client.forUser({ userID: 'bob' });
  const flags = new FlagRecorder();
  const recording = recordFlags(view, flags);
  expect(recording.checkGate('on')).toBe(false);
  view.setUser({ userID: 'ann' });
  expect(recording.checkGate('on')).toBe(true);
  recording.setUser({ userID: 'bob' });
  expect(view.checkGate('on')).toBe(false);
  expect(recording.user).toBe(view.user);
  expect(recording.explainGate('unread').name).toBe('unread');
  expect([...flags.gates]).toEqual(['on']);
});
