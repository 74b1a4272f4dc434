import type { JsonObject } from '../../support/generator/wire-types.js';
import { rule, smallProject } from '../small-project.js';
import { EXAMPLE_USERS } from './example-users.js';
import type { ExampleRow, ResponseExample } from './response-example.js';

/**
 * A project whose entities come to the same as those of a real one, `eval_proj_dcs.json`, for the users of the examples. Its
 * rules are our own.
 */
const project = smallProject({
  conditions: {
    pub: { type: 'public' },
    inGlobalHoldout: { type: 'pass_gate', targetValue: 'global_holdout' },
    inLayerHoldout: { type: 'pass_gate', targetValue: 'layer_holdout' },
    notByEmail: { type: 'fail_gate', targetValue: 'test_email' },
    notByTier: { type: 'fail_gate', targetValue: 'test_environment_tier' },
    notTargeted: { type: 'fail_gate', targetValue: 'test_50_50' },
  },
  gates: {
    global_holdout: { entity: 'holdout', rules: [passingNobody('3QoA4ncNdVGBaMt3N1KYjz:0.50:1')] },
    layer_holdout: { entity: 'holdout', rules: [passingNobody('2bAVp6R3C85vCYrR6be36n:10.00:5')] },
    test_50_50: { rules: [passingNobody('6U5gYSQ2jRCDWvfPzKSQY9')] },
    test_email: {},
    test_environment_tier: {},
    test_public: { rules: [rule('6X3qJgyfwA81IJ2dxI7lYp', ['pub'])] },
    test_nested_gate_condition: { rules: [rule('6MlXHRavmo1ujM1NkZNjhQ', ['notByEmail', 'notByTier'])] },
  },
  configs: {
    targeted_exp_in_layer_with_holdout: {
      isActive: true,
      hasSharedParams: true,
      explicitParameters: ['exp_val'],
      rules: behindHoldouts(rule('layerAssignment', ['pub'], { returnValue: shipped() })),
    },
    not_started_exp_in_layer_with_holdout: {
      isActive: false,
      hasSharedParams: true,
      explicitParameters: ['exp_val'],
      rules: behindHoldouts(rule('prestart', ['pub'], { returnValue: shipped() })),
    },
    test_exp_5050_targeting: {
      isActive: true,
      rules: [rule('holdout', ['inGlobalHoldout']), rule('targetingGate', ['notTargeted'], { returnValue: {} })],
    },
    test_experiment_no_targeting: {
      isActive: true,
      hasSharedParams: true,
      rules: [
        rule('54QJztEPRLXK7ZCvXeY9q4', ['pub'], {
          groupName: 'Control',
          isExperimentGroup: true,
          returnValue: { value: 'control' },
        }),
      ],
    },
    test_autotune: {
      entity: 'autotune',
      rules: [rule('5380HnrABE4p869fZhtUV9', ['pub'], { groupName: 'black', returnValue: {} })],
    },
    test_dub_autotune: { entity: 'autotune', rules: [rule('prestart', ['pub'], { returnValue: {} })] },
  },
  layers: {
    test_layer_with_no_exp: { defaultValue: { a_param: 'foo' } },
    Basic_test_layer: { rules: [delegating('test_experiment_no_targeting')] },
    test_layer_in_holdout: { rules: behindHoldouts(delegating('not_started_exp_in_layer_with_holdout')) },
  },
});

function passingNobody(id: string): JsonObject {
  return rule(id, ['pub'], { passPercentage: 0 });
}

function behindHoldouts(last: JsonObject): readonly JsonObject[] {
  return [rule('global', ['inGlobalHoldout']), rule('local', ['inLayerHoldout']), last];
}

function delegating(configDelegate: string): JsonObject {
  return rule('delegating', ['pub'], { configDelegate, returnValue: {} });
}

function shipped(): JsonObject {
  return { exp_val: 'shipped_test', layer_val: 'layer_default' };
}

const nestedExposures = [
  { gate: 'test_email', gateValue: 'false', ruleID: 'default' },
  { gate: 'test_environment_tier', gateValue: 'false', ruleID: 'default' },
];
const nestedHashed = [
  { gate: '2057289135', gateValue: 'false', ruleID: 'default' },
  { gate: '2663497883', gateValue: 'false', ruleID: 'default' },
];
const globalHoldout = { gate: 'global_holdout', gateValue: 'false', ruleID: '3QoA4ncNdVGBaMt3N1KYjz:0.50:1' };
const holdouts = [
  globalHoldout,
  { gate: 'layer_holdout', gateValue: 'false', ruleID: '2bAVp6R3C85vCYrR6be36n:10.00:5' },
];

const userType = { id_type: 'userID' };
const ofUsers = { ...userType, is_device_based: false };
const publicGate = { rule_id: '6X3qJgyfwA81IJ2dxI7lYp', secondary_exposures: [], ...userType, value: true };
const nestedGate = { rule_id: '6MlXHRavmo1ujM1NkZNjhQ', ...userType, value: true };
const basicLayer = {
  rule_id: '54QJztEPRLXK7ZCvXeY9q4',
  secondary_exposures: [],
  value: { value: 'control' },
  ...ofUsers,
  group_name: 'Control',
  is_experiment_active: true,
  is_user_in_experiment: true,
  explicit_parameters: [],
  undelegated_secondary_exposures: [],
};

const djb2 = { hashAlgorithm: 'djb2' };
const onlyNested = {
  ...djb2,
  featureGateFilter: ['test_nested_gate_condition'],
  experimentFilter: [],
  dynamicConfigFilter: [],
  layerFilter: [],
  paramStoreFilter: [],
};

const rows: readonly ExampleRow[] = [
  {
    row: 'E1',
    situation: 'a gate for everyone',
    at: ['feature_gates', 'test_public'],
    holds: { name: 'test_public', ...publicGate },
  },
  {
    row: 'E2',
    situation: 'a gate for everyone, with djb2',
    request: djb2,
    at: ['feature_gates', '3968762550'],
    holds: { name: '3968762550', ...publicGate },
  },
  {
    row: 'E3',
    situation: 'a gate for everyone, with sha256',
    request: { hashAlgorithm: 'sha256' },
    at: ['feature_gates', 'cPaGkTiRBuP1SfwoxRtTvhT6Vxpa4v/342Z1N0pXUlc='],
    holds: { name: 'cPaGkTiRBuP1SfwoxRtTvhT6Vxpa4v/342Z1N0pXUlc=', ...publicGate },
  },
  {
    row: 'E4',
    situation: 'a gate for everyone, without ID types',
    request: { removeIdType: true },
    at: ['feature_gates', 'test_public'],
    holds: { name: 'test_public', rule_id: '6X3qJgyfwA81IJ2dxI7lYp', secondary_exposures: [], value: true },
  },
  {
    row: 'E5',
    situation: 'a gate for everyone, in format 2',
    request: { responseFormat: 2 },
    at: ['feature_gates', 'test_public'],
    holds: { r: '6X3qJgyfwA81IJ2dxI7lYp', i: 'userID', v: true },
  },
  {
    row: 'E6',
    situation: 'a gate that asks for others',
    at: ['feature_gates', 'test_nested_gate_condition'],
    holds: { name: 'test_nested_gate_condition', ...nestedGate, secondary_exposures: nestedExposures },
  },
  {
    row: 'E7',
    situation: 'a gate that asks for others, with djb2',
    request: djb2,
    at: ['feature_gates', '897416962'],
    holds: { name: '897416962', ...nestedGate, secondary_exposures: nestedHashed },
  },
  {
    row: 'E8',
    situation: 'a gate that asks for others alone, in format 1',
    request: { ...onlyNested, responseFormat: 1 },
    at: ['feature_gates'],
    holds: {
      897416962: { name: '897416962', ...nestedGate, secondary_exposures: ['3134735632', '3367345746'] },
    },
  },
  {
    row: 'E8',
    situation: 'the exposures of a gate that asks for others alone, in format 1',
    request: { ...onlyNested, responseFormat: 1 },
    at: ['exposures'],
    holds: Object.fromEntries(['3134735632', '3367345746'].map((id, index) => [id, nestedHashed[index] ?? null])),
  },
  ...[
    {
      situation: 'a gate that asks for others alone, in format 2',
      at: ['feature_gates'],
      holds: { 897416962: { r: '6MlXHRavmo1ujM1NkZNjhQ', s: ['0', '1'], i: 'userID', v: true } },
    },
    {
      situation: 'autotunes, which no filter leaves out, in format 2',
      at: ['dynamic_configs'],
      holds: {
        195944244: { r: '5380HnrABE4p869fZhtUV9', i: 'userID', v: '0', gn: 'black' },
        2976996162: { r: 'prestart', i: 'userID', v: '0' },
      },
    },
    {
      situation: 'the exposures of a gate that asks for others alone, in format 2',
      at: ['exposures'],
      holds: Object.fromEntries(nestedHashed.entries()),
    },
    { situation: 'the only value of two autotunes, in format 2', at: ['values'], holds: { 0: {} } },
  ].map((row): ExampleRow => ({ row: 'E9', ...row, isRaw: true, request: { ...onlyNested, responseFormat: 2 } })),
  {
    row: 'E10',
    situation: 'an experiment in a layer with holdouts',
    at: ['dynamic_configs', 'targeted_exp_in_layer_with_holdout'],
    holds: {
      name: 'targeted_exp_in_layer_with_holdout',
      rule_id: 'layerAssignment',
      secondary_exposures: holdouts,
      ...ofUsers,
      value: shipped(),
      is_in_layer: true,
      explicit_parameters: ['exp_val'],
      is_experiment_active: true,
      is_user_in_experiment: false,
    },
  },
  {
    row: 'E11',
    situation: 'an experiment in a layer with holdouts, in format 2',
    request: { responseFormat: 2 },
    at: ['dynamic_configs', 'targeted_exp_in_layer_with_holdout'],
    holds: { r: 'layerAssignment', s: holdouts, i: 'userID', v: shipped(), ea: true, ue: false },
  },
  {
    row: 'E12',
    user: EXAMPLE_USERS.D,
    situation: 'an experiment whose targeting gate leaves the user out',
    at: ['dynamic_configs', 'test_exp_5050_targeting'],
    holds: {
      name: 'test_exp_5050_targeting',
      rule_id: 'targetingGate',
      ...ofUsers,
      value: {},
      secondary_exposures: [
        globalHoldout,
        { gate: 'test_50_50', gateValue: 'false', ruleID: '6U5gYSQ2jRCDWvfPzKSQY9' },
      ],
      is_experiment_active: true,
      is_user_in_experiment: false,
    },
  },
  {
    row: 'E13',
    situation: 'an autotune with a group',
    at: ['dynamic_configs', 'test_autotune'],
    holds: {
      name: 'test_autotune',
      rule_id: '5380HnrABE4p869fZhtUV9',
      secondary_exposures: [],
      ...ofUsers,
      value: {},
      group_name: 'black',
    },
  },
  {
    row: 'E14',
    situation: 'a layer without experiments',
    at: ['layer_configs', 'test_layer_with_no_exp'],
    holds: {
      name: 'test_layer_with_no_exp',
      rule_id: 'default',
      secondary_exposures: [],
      value: { a_param: 'foo' },
      ...ofUsers,
      explicit_parameters: [],
      undelegated_secondary_exposures: [],
    },
  },
  {
    row: 'E15',
    situation: 'a layer that a group of an experiment decides for',
    user: EXAMPLE_USERS.B,
    at: ['layer_configs', 'Basic_test_layer'],
    holds: {
      name: 'Basic_test_layer',
      ...basicLayer,
      allocated_experiment_name: 'test_experiment_no_targeting',
    },
  },
  {
    row: 'E16',
    situation: 'a layer that a group of an experiment decides for, with djb2',
    user: EXAMPLE_USERS.B,
    request: djb2,
    at: ['layer_configs', '866927669'],
    holds: { name: '866927669', ...basicLayer, allocated_experiment_name: '2364465160' },
  },
  {
    row: 'E17',
    situation: 'a layer that a group of an experiment decides for, in format 1',
    user: EXAMPLE_USERS.B,
    request: { responseFormat: 1 },
    at: ['layer_configs', 'Basic_test_layer'],
    holds: {
      name: 'Basic_test_layer',
      ...basicLayer,
      allocated_experiment_name: 'test_experiment_no_targeting',
    },
  },
  {
    row: 'E18',
    situation: 'a layer that a group of an experiment decides for, in format 2',
    user: EXAMPLE_USERS.B,
    request: { responseFormat: 2 },
    at: ['layer_configs', 'Basic_test_layer'],
    holds: {
      r: '54QJztEPRLXK7ZCvXeY9q4',
      v: { value: 'control' },
      i: 'userID',
      gn: 'Control',
      ea: true,
      ue: true,
      ae: 'test_experiment_no_targeting',
    },
  },
  {
    row: 'E19',
    situation: 'a layer whose experiment has not started',
    user: EXAMPLE_USERS.B,
    at: ['layer_configs', 'test_layer_in_holdout'],
    holds: {
      name: 'test_layer_in_holdout',
      rule_id: 'prestart',
      secondary_exposures: holdouts,
      value: shipped(),
      ...ofUsers,
      is_experiment_active: false,
      is_user_in_experiment: false,
      allocated_experiment_name: 'not_started_exp_in_layer_with_holdout',
      explicit_parameters: ['exp_val'],
      undelegated_secondary_exposures: holdouts,
    },
  },
];

/** Examples whose answers were noted on the real project `eval_proj_dcs.json`, here on one of our own that comes to the same. */
export const EVAL_RESPONSE_EXAMPLES: readonly ResponseExample[] = rows.map((row) => ({
  user: EXAMPLE_USERS.A,
  ...row,
  project,
}));
