import {
  checkProject,
  compileProject,
  type Project,
  type WireCondition,
  type WireRule,
  type WireSpecs,
} from 'statsig-nodekit/emulator';
import { describe, expect, test } from 'vitest';

/** The payload of a project that is known to have no mistakes. */
async function compile(project: Project, now = 1_000): Promise<WireSpecs> {
  return compileProject(await checkProject(project), { now }).specs;
}

/** The conditions of a rule. */
function conditionsOf(specs: WireSpecs, rule: WireRule | undefined): WireCondition[] {
  return (rule?.conditions ?? []).flatMap((id) => specs.condition_map[id] ?? []);
}

const groups = [
  { name: 'control', weight: 33.3, value: { color: 'blue' } },
  { name: 'treatment', weight: 66.7, value: { color: 'red' }, overrides: { userID: ['qa'], companyID: ['acme'] } },
];

describe('every condition', () => {
  const segments = { ruled: { rules: [] }, listed: { idList: ['a'], idType: 'companyID' } };
  const experiments = { exp: { groups } };
  const base = { operator: null, field: null, additionalValues: {}, idType: 'stableID' };

  test.each<[NonNullable<Project['gates']>[string]['rules'], object]>([
    [
      [{ if: [{ field: 'plan', any: ['pro', 5, true] }] }],
      { ...base, type: 'user_field', field: 'plan', operator: 'any', targetValue: ['pro', '5', 'true'] },
    ],
    [
      [{ if: [{ ip: 'country', none: ['US'] }] }],
      { ...base, type: 'ip_based', field: 'country', operator: 'none', targetValue: ['US'] },
    ],
    [
      [{ if: [{ userAgent: 'os_version', version_lt: '10.1' }] }],
      { ...base, type: 'ua_based', field: 'os_version', operator: 'version_lt', targetValue: '10.1' },
    ],
    [
      [{ if: [{ environment: 'tier', eq: 'production' }] }],
      { ...base, type: 'environment_field', field: 'tier', operator: 'eq', targetValue: 'production' },
    ],
    [
      [{ if: [{ time: 'now', after: '2026-01-01' }] }],
      { ...base, type: 'current_time', operator: 'after', targetValue: Date.UTC(2026, 0, 1) },
    ],
    [
      [{ if: [{ unit: 'companyID', neq: null }] }],
      { ...base, type: 'unit_id', operator: 'neq', targetValue: null, idType: 'companyID' },
    ],
    [
      [{ if: [{ bucket: { salt: 's' }, lt: 10 }] }],
      { ...base, type: 'user_bucket', operator: 'lt', targetValue: 10, additionalValues: { salt: 's' } },
    ],
    [
      [{ if: [{ bucket: { salt: 's', idType: 'userID' }, gte: 10 }] }],
      {
        ...base,
        type: 'user_bucket',
        operator: 'gte',
        targetValue: 10,
        additionalValues: { salt: 's' },
        idType: 'userID',
      },
    ],
    [[{ if: [{ app: 'id', any: ['web'] }] }], { ...base, type: 'target_app', operator: 'any', targetValue: ['web'] }],
    [
      [{ if: [{ experimentGroup: 'exp', any: ['control'] }] }],
      { ...base, type: 'experiment_group', field: 'exp', operator: 'any', targetValue: ['control'] },
    ],
    [[{ if: [{ gate: 'other' }] }], { ...base, type: 'pass_gate', targetValue: 'other' }],
    [[{ if: [{ notGate: 'other' }] }], { ...base, type: 'fail_gate', targetValue: 'other' }],
    [[{ if: [{ segment: 'ruled' }] }], { ...base, type: 'pass_gate', targetValue: 'segment:ruled' }],
    [[{ if: [{ notSegment: 'ruled' }] }], { ...base, type: 'fail_gate', targetValue: 'segment:ruled' }],
    [
      [{ if: [{ segment: 'listed' }] }],
      { ...base, type: 'unit_id', operator: 'in_segment_list', targetValue: 'listed', idType: 'companyID' },
    ],
    [
      [{ if: [{ notSegment: 'listed' }] }],
      { ...base, type: 'unit_id', operator: 'not_in_segment_list', targetValue: 'listed', idType: 'companyID' },
    ],
    [[{ if: [{ everyone: true }] }], { ...base, type: 'public', targetValue: null }],
    [[{}], { ...base, type: 'public', targetValue: null }],
    [
      [{ if: [{ field: 'tags', array_contains_all: ['a', 1] }] }],
      { ...base, type: 'user_field', field: 'tags', operator: 'array_contains_all', targetValue: ['a', '1'] },
    ],
  ])('%j has its wire form', async (rules, expected) => {
    const specs = await compile({
      segments,
      experiments,
      gates: { other: {}, g: { idType: 'stableID', rules: rules ?? [] } },
    });
    expect(conditionsOf(specs, specs.feature_gates['g']?.rules[0])).toEqual([expected]);
  });
});

describe('a gate', () => {
  test('has its rules in order, with ids from names and positions', async () => {
    const gate = {
      rules: [
        { name: 'staff', pass: 25 },
        {},
        { name: 'n', id: 'given', salt: 's', idType: 'companyID', samplingRate: 10 },
      ],
    };
    const specs = await compile({ gates: { g: gate } });
    expect(specs.feature_gates['g']).toMatchObject({
      type: 'feature_gate',
      entity: 'feature_gate',
      enabled: true,
      defaultValue: false,
      idType: 'userID',
      version: 1,
      rules: [
        { id: 'staff', name: 'staff', passPercentage: 25, returnValue: true, idType: 'userID' },
        { id: 'rule_2', name: 'rule_2', passPercentage: 100 },
        { id: 'given', name: 'n', salt: 's', idType: 'companyID', samplingRate: 10 },
      ],
    });
  });

  test('that is not enabled has no rules', async () => {
    const specs = await compile({
      gates: { g: { enabled: false, rules: [{}] } },
      holdouts: { h: { percentage: 1, gates: ['g'] } },
    });
    expect(specs.feature_gates['g']).toMatchObject({ enabled: false, rules: [] });
  });

  test('sends those away first who are in a holdout', async () => {
    const specs = await compile({
      gates: { g: { rules: [{}] } },
      holdouts: { h: { percentage: 2, gates: ['g'], id: 'held' } },
    });
    const [first, second] = specs.feature_gates['g']?.rules ?? [];
    expect(first).toMatchObject({ id: 'held', returnValue: false, passPercentage: 100 });
    expect(conditionsOf(specs, first)).toMatchObject([{ type: 'pass_gate', targetValue: 'h' }]);
    expect(second).toMatchObject({ id: 'rule_1' });
    expect(specs.feature_gates['h']).toMatchObject({
      entity: 'holdout',
      rules: [{ id: 'held', passPercentage: 2, returnValue: true }],
    });
  });

  test('lists the fields that decide it, through the gates and segments that it asks', async () => {
    const specs = await compile({
      segments: { s: { rules: [{ if: [{ field: 'email', any: ['a'] }] }] } },
      gates: {
        a: { rules: [{ if: [{ gate: 'b' }, { field: 'plan', any: ['pro'] }] }] },
        b: {
          rules: [{ if: [{ segment: 's' }, { ip: 'country', any: ['DE'] }, { userAgent: 'os_name', any: ['iOS'] }] }],
        },
        c: { rules: [{}] },
      },
    });
    expect(specs.feature_gates['a']?.fieldsUsed).toEqual(['country', 'email', 'ip', 'plan', 'userAgent']);
    expect(specs.feature_gates['c']?.fieldsUsed).toEqual([]);
  });
});

describe('an experiment', () => {
  test('outside of layers has overrides, holdouts, participation and groups, in this order', async () => {
    const specs = await compile({
      gates: { g: {} },
      holdouts: { h: { percentage: 1, experiments: ['e'] } },
      experiments: { e: { allocation: 10, targetingGate: 'g', default: { color: 'grey', size: 1 }, groups } },
    });
    const experiment = specs.dynamic_configs['e'];
    expect(experiment).toMatchObject({
      entity: 'experiment',
      isActive: true,
      hasSharedParams: false,
      defaultValue: { color: 'grey', size: 1 },
      rules: [
        {
          id: 'treatment:userID:id_override',
          groupName: 'treatment',
          returnValue: { color: 'red', size: 1 },
          idType: 'userID',
        },
        { id: 'treatment:companyID:id_override', groupName: 'treatment', idType: 'companyID' },
        { id: 'h', passPercentage: 0 },
        { id: 'layerAssignment', returnValue: { color: 'grey', size: 1 } },
        { id: 'targetingGate', returnValue: { color: 'grey', size: 1 } },
        { id: 'control', groupName: 'control', isExperimentGroup: true, returnValue: { color: 'blue', size: 1 } },
        { id: 'treatment', groupName: 'treatment', isExperimentGroup: true, returnValue: { color: 'red', size: 1 } },
      ],
    });
    expect(experiment).not.toHaveProperty('explicitParameters');
    const [override, , , assignment, targeting, control, treatment] = experiment?.rules ?? [];
    expect(conditionsOf(specs, override)).toMatchObject([{ type: 'unit_id', operator: 'any', targetValue: ['qa'] }]);
    expect(conditionsOf(specs, targeting)).toMatchObject([{ type: 'fail_gate', targetValue: 'g' }]);
    const [allocation] = conditionsOf(specs, assignment);
    expect(allocation).toMatchObject({ type: 'user_bucket', operator: 'none' });
    expect(Object.keys(allocation?.targetValue ?? {})).toHaveLength(100);
    expect(conditionsOf(specs, control)).toMatchObject([
      { operator: 'lt', targetValue: 333, additionalValues: { salt: experiment?.salt } },
    ]);
    expect(conditionsOf(specs, treatment)).toMatchObject([{ operator: 'lt', targetValue: 1000 }]);
  });

  test('that is not active gives everyone but the overridden its default', async () => {
    const specs = await compile({ experiments: { e: { active: false, groups } } });
    expect(specs.dynamic_configs['e']).toMatchObject({
      isActive: false,
      rules: [
        { groupName: 'treatment' },
        { groupName: 'treatment' },
        { id: 'prestart', passPercentage: 100, returnValue: {} },
      ],
    });
  });

  test('of everyone says so briefly, in a layer too', async () => {
    const specs = await compile({
      layers: { l: { default: { color: 'grey' } } },
      experiments: { all: { layer: 'l', groups }, none: { allocation: 0, groups } },
    });
    const assignmentOf = (rules: readonly WireRule[] | undefined, id: string) =>
      conditionsOf(
        specs,
        rules?.find((rule) => rule.id === id),
      );
    const outside = assignmentOf(specs.dynamic_configs['all']?.rules, 'layerAssignment');
    expect(outside).toMatchObject([{ operator: 'any', targetValue: { '-1': true } }]);
    const inside = assignmentOf(specs.layer_configs['l']?.rules, 'experimentAssignment');
    expect(inside).toMatchObject([{ operator: 'none', targetValue: { '-1': true } }]);
    const nobody = assignmentOf(specs.dynamic_configs['none']?.rules, 'layerAssignment');
    expect(nobody).toMatchObject([{ operator: 'none', targetValue: {} }]);
  });

  test('in a layer shares its parameters and its units, but with nobody at once', async () => {
    const specs = await compile({
      layers: { l: { default: { color: 'grey', cta: 'Buy' }, salt: 'layer-salt', holdouts: ['h'] } },
      holdouts: { h: { percentage: 1 } },
      experiments: {
        a: { layer: 'l', allocation: 30, groups },
        b: { layer: 'l', allocation: 70, groups, explicitParameters: ['cta'] },
      },
    });
    expect(specs.experiment_to_layer).toEqual({ a: 'l', b: 'l' });
    expect(specs.dynamic_configs['a']).toMatchObject({ hasSharedParams: true, explicitParameters: ['color'] });
    expect(specs.dynamic_configs['b']).toMatchObject({ hasSharedParams: true, explicitParameters: ['cta'] });
    expect(specs.dynamic_configs['a']?.rules.at(-1)).toMatchObject({ returnValue: { color: 'red', cta: 'Buy' } });
    expect(specs.dynamic_configs['a']?.rules[2]).toMatchObject({
      id: 'h',
      passPercentage: 100,
      returnValue: { color: 'grey', cta: 'Buy' },
    });

    const layer = specs.layer_configs['l'];
    expect(layer?.rules.map(({ id, configDelegate }) => [id, configDelegate])).toEqual([
      ['a treatment:userID:id_override', 'a'],
      ['a treatment:companyID:id_override', 'a'],
      ['b treatment:userID:id_override', 'b'],
      ['b treatment:companyID:id_override', 'b'],
      ['h', undefined],
      ['experimentAssignment', 'a'],
      ['experimentAssignment', 'b'],
    ]);
    const [ofA = [], ofB = []] = (layer?.rules ?? [])
      .filter(({ id }) => id === 'experimentAssignment')
      .map((rule) => Object.keys(conditionsOf(specs, rule)[0]?.targetValue ?? {}));
    expect([ofA.length, ofB.length]).toEqual([300, 700]);
    expect(new Set([...ofA, ...ofB]).size).toBe(1000);
    const assignment = specs.dynamic_configs['a']?.rules.find(({ id }) => id === 'layerAssignment');
    expect(conditionsOf(specs, assignment)).toMatchObject([
      { operator: 'none', additionalValues: { salt: 'layer-salt' } },
    ]);
  });
});

describe('the rest of a project', () => {
  test('dynamic configs return the values of their rules', async () => {
    const rules = [{ name: 'pro', value: { n: 2 }, groupName: 'Pro', if: [{ field: 'plan', any: ['pro'] }] }];
    const specs = await compile({
      dynamicConfigs: { c: { default: { n: 1 }, rules, forwardAllExposures: true, configVersion: 7 } },
    });
    expect(specs.dynamic_configs['c']).toMatchObject({
      entity: 'dynamic_config',
      defaultValue: { n: 1 },
      forwardAllExposures: true,
      version: 7,
      rules: [{ id: 'pro', returnValue: { n: 2 }, groupName: 'Pro' }],
    });
  });

  test('parameter stores say where values come from, and of which type they are', async () => {
    const specs = await compile({
      gates: { g: {} },
      dynamicConfigs: { c: { default: { n: 1 } } },
      experiments: { e: { groups } },
      layers: { l: { default: { list: [] } } },
      parameterStores: {
        s: {
          static: { static: { a: 1 } },
          gate: { gate: 'g', pass: 'on', fail: 'off' },
          config: { dynamicConfig: 'c', param: 'n', default: 3 },
          experiment: { experiment: 'e', param: 'color' },
          layer: { layer: 'l', param: 'list' },
        },
      },
    });
    expect(specs.param_stores?.['s']?.parameters).toEqual({
      static: { name: 'static', ref_type: 'static', param_type: 'object', value: { a: 1 } },
      gate: {
        name: 'gate',
        ref_type: 'gate',
        param_type: 'string',
        gate_name: 'g',
        pass_value: 'on',
        fail_value: 'off',
      },
      config: { name: 'config', ref_type: 'dynamic_config', param_type: 'number', config_name: 'c', param_name: 'n' },
      experiment: {
        name: 'experiment',
        ref_type: 'experiment',
        param_type: 'string',
        experiment_name: 'e',
        param_name: 'color',
      },
      layer: { name: 'layer', ref_type: 'layer', param_type: 'array', layer_name: 'l', param_name: 'list' },
    });
  });

  test('target apps mark what they see, and hash their keys', async () => {
    const specs = await compile({
      gates: { g: {}, other: {} },
      layers: { l: { default: {} } },
      parameterStores: { s: {} },
      targetApps: {
        web: { id: 'app-1', clientKeys: ['client-key'], gates: ['g'], layers: ['l'], parameterStores: ['s'] },
        ios: { gates: ['g'] },
      },
    });
    expect(specs.feature_gates['g']?.targetAppIDs).toEqual(['app-1', 'ios']);
    expect(specs.feature_gates['other']).not.toHaveProperty('targetAppIDs');
    expect(specs.layer_configs['l']?.targetAppIDs).toEqual(['app-1']);
    expect(specs.param_stores?.['s']?.targetAppIDs).toEqual(['app-1']);
    expect(specs.sdk_keys_to_app_ids).toEqual({ 'client-key': 'app-1' });
    expect(specs.hashed_sdk_keys_to_app_ids).toEqual({ '1101277533': 'app-1' });
  });

  test('ID lists hold hashes, not ids', async () => {
    const project = await checkProject({ segments: { s: { idList: ['a', 'b'] }, f: { idListFile: './ids.txt' } } });
    const { idLists, specs } = compileProject(project, { now: 1, idsFromFiles: new Map([['f', ['a']]]) });
    expect(idLists).toMatchObject([
      { name: 's', content: '+ypeBEsob\n+PiPoFgA5\n' },
      { name: 'f', content: '+ypeBEsob\n' },
    ]);
    expect(specs.id_lists).toEqual({ s: true, f: true });
    expect(specs.feature_gates['segment:s']).toMatchObject({ entity: 'segment' });
  });

  test('environment, company and app stand at the top', async () => {
    expect(await compile({ environment: 'staging', companyId: 'acme', appId: 'web' })).toMatchObject({
      has_updates: true,
      response_format: 'dcs-v2',
      default_environment: 'staging',
      company_id: 'acme',
      app_id: 'web',
    });
  });

  test('raw specs are joined in, and their settings kept', async () => {
    const project = await checkProject({ companyId: 'own', gates: { a: {} } });
    const raw = {
      time: 9,
      checksum: 'x',
      company_id: 'theirs',
      feature_gates: { b: { salt: 's' } },
      sdk_configs: { sampling_mode: 'on' },
    };
    const { specs } = compileProject(project, { now: 1, raw });
    expect(Object.keys(specs.feature_gates)).toEqual(['a', 'b']);
    expect(specs).toMatchObject({ time: 1, company_id: 'own', sdk_configs: { sampling_mode: 'on' } });
    expect(specs.checksum).not.toBe('x');
  });
});

test('names that objects are born with are names like others', async () => {
  const project: Project = {
    holdouts: { constructor: { percentage: 1, gates: ['toString'] } },
    gates: {
      toString: { rules: [{ if: [{ gate: 'valueOf' }] }] },
      valueOf: { rules: [{ if: [{ segment: 'toString' }] }] },
    },
    segments: { toString: { idList: ['a'] } },
  };
  const specs = await compile(project);
  expect(Object.keys(specs.feature_gates)).toEqual(['segment:toString', 'constructor', 'toString', 'valueOf']);
  await expect(checkProject({ gates: { a: { rules: [{ if: [{ gate: 'constructor' }] }] } } })).rejects.toThrow(
    'there is no gate `constructor`',
  );
});

describe('compiling twice', () => {
  const project: Project = { gates: { g: { rules: [{ pass: 50 }] } } };

  test('gives the same payload, time apart', async () => {
    const [first, second] = [await compile(project, 1), await compile(project, 2)];
    expect({ ...second, time: 1 }).toEqual(first);
    // Pinned: another salt would move users over every percentage of every project.
    expect(first.feature_gates['g']).toMatchObject({
      salt: '870adb1e-7c1f-9d96-1fab-cba134b275c8',
      rules: [{ salt: '4cdfd62d-31e8-b68c-0201-fdb9e57fed8a' }],
    });
  });

  test('gives another checksum when anything changes', async () => {
    const changed = await compile({ gates: { g: { rules: [{ pass: 51 }] } } });
    expect(changed.checksum).not.toBe((await compile(project)).checksum);
  });
});
