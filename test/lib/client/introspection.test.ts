import { Statsig } from 'statsig-nodekit';
import { describe, expect, it } from 'vitest';

import { startClientBench } from '../../support/client-bench.js';
import { type WireFields, buildSpecs, everyone, nobody, rule } from '../../support/specs-builder.js';

const groups = [
  rule('targetingGate', [nobody], { returnValue: {} }),
  rule('g-test', [nobody], { groupName: 'Test', isExperimentGroup: true, returnValue: { v: 1 }, idType: 'companyID' }),
  rule('g-control', [everyone], { groupName: 'Control', isExperimentGroup: true, returnValue: null }),
  rule('g-unnamed', [everyone], { isExperimentGroup: true, returnValue: { v: 2 } }),
  rule('launched', [everyone], { groupName: 'Test', isExperimentGroup: false, returnValue: { v: 3 } }),
];

const specs = buildSpecs({
  gates: {
    zebra: { fieldsUsed: ['email', 'country'], rules: [] },
    apple: { rules: [] },
    'segment:staff': { entity: 'segment', rules: [] },
    q4: { entity: 'holdout', rules: [] },
    constructor: { rules: [] },
  },
  configs: {
    running: { isActive: true, rules: groups, fieldsUsed: ['plan'], version: 7 },
    stopped: { isActive: false, rules: [] },
    undecided: { rules: [] },
    limits: { entity: 'dynamic_config', isActive: true, rules: groups, fieldsUsed: ['plan'] },
    tuned: { entity: 'autotune', rules: [] },
    future: { entity: 'no_such_entity', rules: [] },
  },
  layers: { promo: { fieldsUsed: ['userID'] }, banner: {} },
  top: { param_stores: { shop: { parameters: {} }, cart: { parameters: {} } } },
});

async function start(): Promise<Statsig> {
  const client = new Statsig('secret-introspection', {
    bootstrapSpecs: specs,
    disableNetwork: true,
    outputLogLevel: 'none',
  });
  await client.initialize();
  return client;
}

describe('the lists of names', () => {
  it('have each kind, sorted; segments, holdouts and unknown kinds are in none', async () => {
    const client = await start();
    expect(client.getFeatureGateList()).toEqual(['apple', 'constructor', 'zebra']);
    expect(client.getDynamicConfigList()).toEqual(['limits']);
    expect(client.getExperimentList()).toEqual(['running', 'stopped', 'undecided']);
    expect(client.getAutotuneList()).toEqual(['tuned']);
    expect(client.getLayerList()).toEqual(['banner', 'promo']);
    expect(client.getParameterStoreList()).toEqual(['cart', 'shop']);
  });

  it('are empty before initialize', () => {
    const client = new Statsig('secret-introspection', { disableNetwork: true });
    const lists = [
      client.getFeatureGateList(),
      client.getDynamicConfigList(),
      client.getExperimentList(),
      client.getAutotuneList(),
      client.getLayerList(),
      client.getParameterStoreList(),
    ];
    expect(lists).toEqual([[], [], [], [], [], []]);
  });
});

describe('the fields that are needed', () => {
  it('are those that the specs name', async () => {
    const client = await start();
    expect(client.getFieldsNeededForGate('zebra')).toEqual(['email', 'country']);
    expect(client.getFieldsNeededForDynamicConfig('limits')).toEqual(['plan']);
    expect(client.getFieldsNeededForExperiment('running')).toEqual(['plan']);
    // Configs and experiments stand in one map.
    expect(client.getFieldsNeededForExperiment('limits')).toEqual(['plan']);
    expect(client.getFieldsNeededForDynamicConfig('running')).toEqual(['plan']);
    expect(client.getFieldsNeededForLayer('promo')).toEqual(['userID']);
  });

  it('are none for unknown names, and where the specs name none', async () => {
    const client = await start();
    expect([
      client.getFieldsNeededForGate('apple'),
      client.getFieldsNeededForGate('toString'),
      client.getFieldsNeededForDynamicConfig('gone'),
      client.getFieldsNeededForExperiment('gone'),
      client.getFieldsNeededForLayer('banner'),
      client.getFieldsNeededForLayer('gone'),
    ]).toEqual([[], [], [], [], [], []]);
  });

  it('belong to the caller', async () => {
    const client = await start();
    client.getFieldsNeededForGate('zebra').push('changed');
    expect(client.getFieldsNeededForGate('zebra')).toEqual(['email', 'country']);
  });
});

describe('the groups of an experiment', () => {
  it('are its group rules in order, with what each gives', async () => {
    expect((await start()).getExperimentGroups('running')).toEqual({
      isExperimentActive: true,
      groups: [
        { groupName: 'Test', ruleId: 'g-test', idType: 'companyID', returnValue: { v: 1 } },
        { groupName: 'Control', ruleId: 'g-control', idType: 'userID', returnValue: {} },
        { groupName: '', ruleId: 'g-unnamed', idType: 'userID', returnValue: { v: 2 } },
      ],
    });
  });

  it.each([['stopped'], ['undecided']])('come with the state of %s, which is not running', async (name) => {
    expect((await start()).getExperimentGroups(name)).toEqual({ isExperimentActive: false, groups: [] });
  });

  it.each([['limits'], ['tuned'], ['gone'], ['toString']])('are none, and without a state, for %s', async (name) => {
    const result = (await start()).getExperimentGroups(name);
    expect(result).toEqual({ groups: [] });
    expect(Object.keys(result)).toEqual(['groups']);
  });

  it('belong to the caller', async () => {
    const client = await start();
    const [group] = client.getExperimentGroups('running').groups;
    Object.assign(group?.returnValue ?? {}, { v: 9 });
    expect(client.getExperimentGroups('running').groups[0]?.returnValue).toEqual({ v: 1 });
    expect(client.getExperimentByGroupName('running', 'Test').value).toEqual({ v: 1 });
  });
});

describe('an experiment by group', () => {
  it.each<[how: string, ask: (client: Statsig) => ReturnType<Statsig['getExperiment']>, expected: WireFields]>([
    [
      'is the first rule of that group name',
      (client) => client.getExperimentByGroupName('running', 'Test'),
      { value: { v: 1 }, ruleID: 'g-test', idType: 'companyID', groupName: 'Test' },
    ],
    [
      'may be asked by the rule’s id',
      (client) => client.getExperimentByGroupIdAdvanced('running', 'launched'),
      { value: { v: 3 }, ruleID: 'launched', idType: 'userID', groupName: 'Test' },
    ],
    [
      'has no values where the rule has none',
      (client) => client.getExperimentByGroupIdAdvanced('running', 'g-control'),
      { value: {}, ruleID: 'g-control', groupName: 'Control' },
    ],
    [
      'may be of a dynamic config',
      (client) => client.getExperimentByGroupName('limits', 'Control'),
      { value: {}, ruleID: 'g-control', groupName: 'Control' },
    ],
  ])('%s', async (_how, ask, expected) => {
    const experiment = ask(await start());
    expect(experiment).toMatchObject({ ...expected, secondaryExposures: [] });
    expect(experiment.details).toMatchObject({ reason: 'Bootstrap:Recognized', lcut: 1000, version: null });
  });

  it.each<[name: string, group: string]>([
    ['running', 'test'],
    ['running', ''],
    ['running', 'toString'],
    ['gone', 'Test'],
  ])('is empty for %j and %j', async (name, group) => {
    const client = await start();
    for (const found of [
      client.getExperimentByGroupName(name, group),
      client.getExperimentByGroupIdAdvanced(name, group),
    ]) {
      expect(found).toMatchObject({ value: {}, ruleID: '', idType: '', groupName: null });
      expect(found.details).toMatchObject({ reason: 'Bootstrap:Unrecognized', version: null });
    }
  });

  it('is empty without the name of a group, also where a rule has none', async () => {
    const client = await start();
    expect(client.getExperimentByGroupName('running', undefined as never)).toMatchObject({ value: {}, ruleID: '' });
  });

  it('is not changed by overrides, and logs nothing', async () => {
    const { client, events } = await startClientBench({ specs });
    await client.initialize();
    client.overrideExperiment('running', { v: 'override' });
    expect(client.getExperimentByGroupName('running', 'Test').get('v', 0)).toBe(1);
    client.getExperimentByGroupIdAdvanced('running', 'launched').getNumber('v');
    client.getExperimentGroups('running');
    expect(await events()).toEqual([]);
  });

  it('says where it comes from before initialize', () => {
    const client = new Statsig('secret-introspection', { disableNetwork: true });
    expect(client.getExperimentByGroupName('running', 'Test').details.reason).toBe('Uninitialized');
  });
});
