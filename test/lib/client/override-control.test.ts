import { describe, expect, it } from 'vitest';

import type { Statsig } from '../../../lib/client/statsig.js';
import { StatsigUser } from '../../../lib/users/statsig-user.js';
import { type ClientBench, startClientBench } from '../../support/client-bench.js';
import { buildSpecs, everyone, passGate, rule } from '../../support/specs-builder.js';

const user = { userID: 'u', customIDs: { companyID: 'c' } };

const specs = buildSpecs({
  gates: {
    open: { version: 3, rules: [rule('r', [everyone])] },
    nest: { version: 4, rules: [rule('nr', [passGate('open')])] },
  },
  configs: {
    e: {
      version: 5,
      rules: [
        rule('control', [everyone], { returnValue: { v: 'control' }, groupName: 'Control' }),
        rule('test', [everyone], { returnValue: { v: 'test' }, groupName: 'Test' }),
      ],
    },
  },
  layers: { l: { version: 6, rules: [rule('lr', [everyone], { configDelegate: 'e' })] } },
  top: { param_stores: { s: { parameters: { p: { ref_type: 'static', param_type: 'string', value: 'own' } } } } },
});

async function start(): Promise<ClientBench> {
  const bench = await startClientBench({ specs });
  await bench.client.initialize();
  return bench;
}

const gateOf = (client: Statsig, id?: string): boolean => client.checkGate({ userID: id ?? 'u' }, 'open');

describe('an override', () => {
  it('of a gate sets its answer, and nothing but the rule id besides', async () => {
    const { client } = await start();
    client.overrideGate('open', false);
    expect(client.getFeatureGate(user, 'open')).toMatchObject({
      value: false,
      ruleID: 'override',
      idType: '',
      details: { reason: 'LocalOverride:Recognized', lcut: 1000, version: null },
    });
  });

  it('of a gate takes part where another gate consults it', async () => {
    const { client, events } = await start();
    client.overrideGate('open', false);
    expect(client.getFeatureGate(user, 'nest')).toMatchObject({
      value: false,
      ruleID: 'default',
      details: { reason: 'LocalOverride:Recognized', version: 4 },
    });
    expect(await events()).toMatchObject([
      { secondaryExposures: [{ gate: 'open', gateValue: 'false', ruleID: 'override' }] },
    ]);
  });

  it('of configs, experiments and layers sets their values, each for itself', async () => {
    const { client } = await start();
    client.overrideDynamicConfig('e', { v: 'config' });
    client.overrideExperiment('e', { v: 'experiment' });
    expect(client.getDynamicConfig(user, 'e').value).toEqual({ v: 'config' });
    expect(client.getExperiment(user, 'e')).toMatchObject({
      value: { v: 'experiment' },
      groupName: null,
      ruleID: 'override',
    });
    // The layer delegates to the experiment, whose override counts there too.
    expect(client.getLayer(user, 'l')).toMatchObject({
      ruleID: 'override',
      allocatedExperimentName: 'e',
      idType: 'userID',
    });
    expect(client.getLayer(user, 'l').get('v', '')).toBe('experiment');
    client.overrideLayer('l', { v: 'layer' });
    expect(client.getLayer(user, 'l').get('v', '')).toBe('layer');
  });

  it('of an experiment by group gives that group’s values', async () => {
    const { client, lines } = await start();
    client.overrideExperimentByGroupName('e', 'Test');
    expect(client.getExperiment(user, 'e')).toMatchObject({
      value: { v: 'test' },
      ruleID: 'override',
      groupName: null,
    });
    client.overrideExperimentByGroupName('e', 'Nope');
    expect(client.getExperiment(user, 'e').value).toEqual({});
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn Overrides: Experiment "e" has no group "Nope" now; its groups are: Control, Test.',
    ]);
  });

  it('of a parameter store sets its parameters, plain or by reference', async () => {
    const { client } = await start();
    const reference = {
      ref_type: 'gate',
      param_type: 'string',
      gate_name: 'open',
      pass_value: 'pass',
      fail_value: 'fail',
    };
    client.overrideParameterStore('s', { plain: [1], reference });
    const store = client.getParameterStore(user, 's');
    expect([store.getValue('plain'), store.getValue('reference'), store.getValue('p', 'gone')]).toEqual([
      [1],
      'pass',
      'gone',
    ]);
    expect(store.details.reason).toBe('LocalOverride:Recognized');
  });

  it('works for names that the project does not have, and before initialize', async () => {
    const { client } = await startClientBench({ specs });
    client.overrideGate('unknown', true);
    expect(client.getFeatureGate(user, 'unknown')).toMatchObject({
      value: true,
      details: { reason: 'LocalOverride:Recognized', lcut: 0, receivedAt: null },
    });
    await client.initialize();
    expect(client.checkGate(user, 'unknown')).toBe(true);
  });

  it('takes effect for users whose answer was remembered, and so does its removal', async () => {
    const { client } = await start();
    const lasting = new StatsigUser('u');
    const answers = [client.checkGate(lasting, 'open')];
    client.overrideGate('open', false);
    answers.push(client.checkGate(lasting, 'open'));
    client.removeGateOverride('open');
    answers.push(client.checkGate(lasting, 'open'));
    expect(answers).toEqual([true, false, true]);
  });

  it('is a copy of the values that were given', async () => {
    const { client } = await start();
    const values = { list: ['a'] };
    client.overrideDynamicConfig('e', values);
    values.list.push('b');
    (client.getDynamicConfig(user, 'e').value['list'] as string[]).push('c');
    expect(client.getDynamicConfig(user, 'e').value).toEqual({ list: ['a'] });
  });
});

describe('an override for one id', () => {
  it('counts for that userID or custom ID alone', async () => {
    const { client } = await start();
    client.overrideGate('open', false, 'u');
    expect([gateOf(client, 'u'), gateOf(client, 'v')]).toEqual([false, true]);
    expect(client.checkGate({ userID: 'v', customIDs: { companyID: 'u' } }, 'open')).toBe(false);
  });

  it('of the userID goes before that of a custom ID, and both before the one for everybody', async () => {
    const { client } = await start();
    client.overrideDynamicConfig('e', { v: 'all' });
    client.overrideDynamicConfig('e', { v: 'company' }, 'c');
    expect(client.getDynamicConfig(user, 'e').value).toEqual({ v: 'company' });
    client.overrideDynamicConfig('e', { v: 'user' }, 'u');
    expect(client.getDynamicConfig(user, 'e').value).toEqual({ v: 'user' });
    expect(client.getDynamicConfig({ userID: 'other' }, 'e').value).toEqual({ v: 'all' });
  });

  it('is removed alone by that id, and with all others without one', async () => {
    const { client } = await start();
    for (const id of ['u', 'v', undefined]) client.overrideGate('open', false, id);
    client.removeGateOverride('open', 'u');
    expect([gateOf(client, 'u'), gateOf(client, 'v')]).toEqual([false, false]);
    client.removeGateOverride('open');
    expect([gateOf(client, 'u'), gateOf(client, 'v')]).toEqual([true, true]);
  });
});

describe('removing overrides', () => {
  it('brings the project’s own answers back, kind by kind', async () => {
    const { client } = await start();
    client.overrideDynamicConfig('e', {});
    client.overrideExperiment('e', {});
    client.overrideLayer('l', {});
    client.overrideParameterStore('s', {});
    client.removeDynamicConfigOverride('e');
    client.removeExperimentOverride('e');
    client.removeLayerOverride('l');
    client.removeParameterStoreOverride('s');
    expect(client.getDynamicConfig(user, 'e').value).toEqual({ v: 'control' });
    expect(client.getExperiment(user, 'e').value).toEqual({ v: 'control' });
    expect(client.getLayer(user, 'l').get('v', '')).toBe('control');
    expect(client.getParameterStore(user, 's').getValue('p', '')).toBe('own');
  });

  it('may be done for all at once', async () => {
    const { client } = await start();
    client.overrideGate('open', false, 'u');
    client.overrideExperiment('e', { v: 'x' });
    client.removeAllOverrides();
    expect(client.getFeatureGate(user, 'open')).toMatchObject({
      value: true,
      ruleID: 'r',
      details: { reason: 'Network:Recognized' },
    });
    expect(client.getExperiment(user, 'e').value).toEqual({ v: 'control' });
  });
});

describe('bad input', () => {
  it.each<[what: string, call: (client: Statsig) => void, message: string]>([
    [
      'a gate’s value',
      (client) => client.overrideGate('open', 'no' as never),
      'overrideGate("open") needs true or false, and was given a string',
    ],
    [
      'a config’s values',
      (client) => client.overrideDynamicConfig('e', [1] as never),
      'overrideDynamicConfig("e") needs an object, and was given an array',
    ],
    [
      'an experiment’s values',
      (client) => client.overrideExperiment('e', null as never),
      'overrideExperiment("e") needs an object, and was given null',
    ],
    [
      'a layer’s values',
      (client) => client.overrideLayer('l', 5 as never),
      'overrideLayer("l") needs an object, and was given a number',
    ],
    [
      'a group’s name',
      (client) => client.overrideExperimentByGroupName('e', undefined as never),
      'overrideExperimentByGroupName("e") needs the name of a group, and was given undefined',
    ],
    ['a name', (client) => client.overrideGate(5 as never, true), 'An override needs a name, and was given a number'],
  ])('for %s is reported and changes nothing', async (_what, call, message) => {
    const { client, lines } = await start();
    call(client);
    expect(lines.filter((line) => line.startsWith('warn'))).toEqual([
      `warn Overrides: ${message}; nothing was changed.`,
    ]);
    expect([gateOf(client), client.getExperiment(user, 'e').get('v', '')]).toEqual([true, 'control']);
  });
});
