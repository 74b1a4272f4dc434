import { describe, expect, it, vi } from 'vitest';

import type { SdkEvent } from '../../../lib/client/sdk-events.js';
import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, everyone, nobody, rule } from '../../support/specs-builder.js';

const specs = buildSpecs({
  gates: { g: { rules: [rule('rid', [everyone])] } },
  configs: {
    cfg: { entity: 'dynamic_config', rules: [rule('rid', [everyone], { returnValue: { a: { b: [1] } } })] },
    exp: { rules: [rule('rid', [everyone], { returnValue: { a: 1 }, groupName: 'G' })] },
    off: { entity: 'dynamic_config', defaultValue: { d: 1 }, rules: [rule('never', [nobody])] },
  },
  layers: { lay: { defaultValue: { d: 1 }, rules: [rule('rid', [everyone], { returnValue: { a: 1 } })] } },
  top: {
    param_stores: {
      ps: {
        parameters: {
          p: { ref_type: 'gate', param_type: 'boolean', gate_name: 'g', pass_value: true, fail_value: false },
          q: { ref_type: 'layer', param_type: 'number', layer_name: 'lay', param_name: 'a' },
        },
      },
    },
  },
});

const user = { userID: 'u' };
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A client with specs, and everything that it tells listeners. */
async function listen(): Promise<ClientBench & { heard: () => Promise<SdkEvent[]> }> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  const heard: SdkEvent[] = [];
  bench.client.subscribe('*', (event) => void heard.push(event));
  return {
    ...bench,
    heard: async () => {
      await settle();
      return JSON.parse(JSON.stringify(heard.splice(0))) as SdkEvent[];
    },
  };
}

// The data are those of the official SDK, which was asked with the same specs.
describe('listeners are told', () => {
  it('of gates', async () => {
    const { client, heard } = await listen();
    client.checkGate(user, 'g');
    client.getFeatureGate(user, 'none', { disableExposureLogging: true });
    client.overrideGate('g', false);
    client.checkGate(user, 'g');
    expect(await heard()).toEqual([
      {
        event_name: 'gate_evaluated',
        data: { gate_name: 'g', rule_id: 'rid', value: true, reason: 'Network:Recognized' },
      },
      {
        event_name: 'gate_evaluated',
        data: { gate_name: 'none', rule_id: '', value: false, reason: 'Network:Unrecognized' },
      },
      {
        event_name: 'gate_evaluated',
        data: { gate_name: 'g', rule_id: 'override', value: false, reason: 'LocalOverride:Recognized' },
      },
    ]);
  });

  it('of dynamic configs, experiments and layers', async () => {
    const { client, heard } = await listen();
    client.getDynamicConfig(user, 'cfg');
    client.getDynamicConfig(user, 'none');
    client.getDynamicConfig(user, 'off');
    client.getExperiment(user, 'exp');
    client.getExperiment(user, 'none');
    client.getLayer(user, 'lay').get('a', 0);
    client.getLayer(user, 'none');
    const [known, unknown] = ['Network:Recognized', 'Network:Unrecognized'];
    expect((await heard()).map(({ event_name: name, data }) => [name, data])).toEqual([
      ['dynamic_config_evaluated', { config_name: 'cfg', reason: known, rule_id: 'rid', value: { a: { b: [1] } } }],
      ['dynamic_config_evaluated', { config_name: 'none', reason: unknown, rule_id: null, value: null }],
      ['dynamic_config_evaluated', { config_name: 'off', reason: known, rule_id: 'default', value: { d: 1 } }],
      [
        'experiment_evaluated',
        { experiment_name: 'exp', reason: known, rule_id: 'rid', value: { a: 1 }, group_name: 'G' },
      ],
      [
        'experiment_evaluated',
        { experiment_name: 'none', reason: unknown, rule_id: null, value: null, group_name: null },
      ],
      ['layer_evaluated', { layer_name: 'lay', reason: known, rule_id: 'rid' }],
      ['layer_evaluated', { layer_name: 'none', reason: unknown, rule_id: null }],
    ]);
  });

  it('of what parameter stores refer to, and not of exposures by hand, groups, explanations and exposures', async () => {
    const { client, heard } = await listen();
    const store = client.getParameterStore(user, 'ps');
    store.getValue('p', false);
    store.getValue('q', 0);
    client.manuallyLogFeatureGateExposure(user, 'g');
    client.getExperimentByGroupName('exp', 'G');
    client.explainGate(user, 'g');
    expect((await heard()).map(({ event_name: name }) => name)).toEqual(['gate_evaluated', 'layer_evaluated']);
  });

  it('with values that are their own', async () => {
    const { client } = await listen();
    const values: unknown[] = [];
    client.subscribe('dynamic_config_evaluated', ({ data: { value } }) => {
      values.push(value);
      if (value !== null) Reflect.set(value, 'a', 'changed');
    });
    client.getDynamicConfig(user, 'cfg');
    await settle();
    expect(values).toEqual([{ a: 'changed' }]);
    expect(client.getDynamicConfig(user, 'cfg').value).toEqual({ a: { b: [1] } });
  });

  it('after the check, and without harm when they throw', async () => {
    const { client, lines } = await listen();
    const listener = vi.fn(() => {
      throw new Error('of a listener');
    });
    client.subscribe('gate_evaluated', listener);
    expect(client.checkGate(user, 'g')).toBe(true);
    expect(listener).not.toHaveBeenCalled();
    await settle();
    expect(listener).toHaveBeenCalledTimes(1);
    expect(lines).toContain('warn SdkEvents: A listener of gate_evaluated failed. of a listener');
    client.unsubscribeAll();
    client.checkGate(user, 'g');
    await settle();
    expect(listener).toHaveBeenCalledTimes(1);
  });
});
