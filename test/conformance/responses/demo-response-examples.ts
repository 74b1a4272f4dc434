import type { Json, WireProject } from '../../support/generator/wire-types.js';
import { rule, smallProject } from '../small-project.js';
import { EXAMPLE_USERS } from './example-users.js';
import type { ExampleRow, ResponseExample } from './response-example.js';

/** A project whose entities come to the same as those of a real one, `demo_proj_dcs.json`. Its rules are our own. */
const project: WireProject = {
  ...smallProject({
    conditions: { pub: { type: 'public' }, partly: { type: 'pass_gate', targetValue: 'partial_gate' } },
    gates: { partial_gate: { rules: [rule('59nkHdlmIytrqNG9iT7gkd:50.00:10', ['pub'])] } },
    configs: {
      a_dynamic_config: {
        entity: 'dynamic_config',
        defaultValue: { red: '#FF0000', blue: '#00FF00', green: '#0000FF' },
      },
      stable_id_experiment: {
        idType: 'stableID',
        isActive: true,
        rules: [
          rule('2Ai2OVWKSewJZ3uuSUrc4P', ['pub'], {
            groupName: 'Control',
            isExperimentGroup: true,
            returnValue: { a_string: 'Experiment Control Value' },
          }),
        ],
      },
      an_experiment: {
        isActive: true,
        hasSharedParams: true,
        explicitParameters: ['a_string'],
        rules: [
          rule('49CGlTB7z97PEdqJapQplA:override', ['pub'], {
            groupName: 'Test',
            returnValue: { a_string: 'Experiment Test Value', my_obj: {} },
          }),
        ],
      },
    },
    layers: {
      a_layer: { rules: [rule('lr', ['partly'], { configDelegate: 'an_experiment', returnValue: {} })] },
    },
  }),
  time: 1_767_920_036_437,
  session_replay_info: {
    sampling_rate: 1,
    recording_blocked: false,
    session_recording_privacy_settings: {
      privacy_mode: 'input',
      unmasked_elements: ['.example-input'],
      masked_elements: ['#sub-page-link', '#leave-link'],
    },
  },
  param_stores: {
    a_param_store: {
      targetAppIDs: [],
      parameters: {
        a_string_param: {
          ref_type: 'gate',
          param_type: 'string',
          gate_name: 'partial_gate',
          pass_value: 'Yea',
          fail_value: 'Nah',
        },
        a_num_param: {
          ref_type: 'experiment',
          param_type: 'number',
          experiment_name: 'number_experiment',
          param_name: 'a_num',
        },
        an_array_param: { ref_type: 'static', param_type: 'array', value: [] },
        another_string_param: {
          ref_type: 'dynamic_config',
          param_type: 'string',
          config_name: 'a_dynamic_config',
          param_name: 'red',
        },
        a_bool_param: {
          ref_type: 'experiment',
          param_type: 'boolean',
          experiment_name: 'another_experiment',
          param_name: 'a_bool',
        },
        an_object_param: {
          ref_type: 'layer',
          param_type: 'object',
          layer_name: 'a_layer',
          param_name: 'my_obj',
        },
        brock_an_object_param: {
          ref_type: 'experiment',
          param_type: 'object',
          experiment_name: 'brock_experiment',
          param_name: 'obj',
        },
      },
    },
  },
};

const djb2 = { hashAlgorithm: 'djb2' };
const ofUsers = { id_type: 'userID', is_device_based: false };
const colors = { blue: '#00FF00', red: '#FF0000', green: '#0000FF' };
const partialGate = { gate: '610600137', gateValue: 'true', ruleID: '59nkHdlmIytrqNG9iT7gkd:50.00:10' };
const userB = {
  userID: 'user_7',
  customIDs: { random_id: 'r7', stableID: 'stable-7', companyID: 'good-employee' },
  email: 'dev@statsig.com',
  country: 'US',
  appVersion: '1.3',
  custom: { level: 7 },
};

const rows: readonly ExampleRow[] = [
  {
    row: 'E20',
    situation: 'a dynamic config',
    at: ['dynamic_configs', 'a_dynamic_config'],
    holds: {
      name: 'a_dynamic_config',
      rule_id: 'default',
      secondary_exposures: [],
      ...ofUsers,
      value: colors,
      passed: false,
    },
  },
  {
    row: 'E21',
    situation: 'a dynamic config by default, in format 2',
    request: { responseFormat: 2 },
    at: ['dynamic_configs', 'a_dynamic_config'],
    holds: { i: 'userID', v: colors, p: false },
  },
  {
    row: 'E22',
    situation: 'an experiment on devices',
    at: ['dynamic_configs', 'stable_id_experiment'],
    holds: {
      name: 'stable_id_experiment',
      rule_id: '2Ai2OVWKSewJZ3uuSUrc4P',
      secondary_exposures: [],
      id_type: 'stableID',
      value: { a_string: 'Experiment Control Value' },
      is_device_based: true,
      group_name: 'Control',
      is_experiment_active: true,
      is_user_in_experiment: true,
    },
  },
  {
    row: 'E23',
    situation: 'a layer whose experiment puts the user into a group by hand, with djb2',
    request: djb2,
    at: ['layer_configs', '3011030003'],
    holds: {
      name: '3011030003',
      rule_id: '49CGlTB7z97PEdqJapQplA:override',
      secondary_exposures: [partialGate],
      value: { a_string: 'Experiment Test Value', my_obj: {} },
      ...ofUsers,
      group_name: 'Test',
      is_experiment_active: true,
      is_user_in_experiment: false,
      allocated_experiment_name: '3921852239',
      explicit_parameters: ['a_string'],
      undelegated_secondary_exposures: [partialGate],
    },
  },
  {
    row: 'E24',
    situation: 'a parameter store, with djb2',
    request: djb2,
    at: ['param_stores'],
    holds: {
      2146298833: {
        a_string_param: {
          name: 'a_string_param',
          ref_type: 'gate',
          param_type: 'string',
          gate_name: '610600137',
          pass_value: 'Yea',
          fail_value: 'Nah',
        },
        a_num_param: {
          name: 'a_num_param',
          ref_type: 'experiment',
          param_type: 'number',
          experiment_name: '1016110771',
          param_name: 'a_num',
        },
        an_array_param: { name: 'an_array_param', ref_type: 'static', param_type: 'array', value: [] },
        another_string_param: {
          name: 'another_string_param',
          ref_type: 'dynamic_config',
          param_type: 'string',
          config_name: '3495537376',
          param_name: 'red',
        },
        a_bool_param: {
          name: 'a_bool_param',
          ref_type: 'experiment',
          param_type: 'boolean',
          experiment_name: '782154425',
          param_name: 'a_bool',
        },
        an_object_param: {
          name: 'an_object_param',
          ref_type: 'layer',
          param_type: 'object',
          layer_name: '3011030003',
          param_name: 'my_obj',
        },
        brock_an_object_param: {
          name: 'brock_an_object_param',
          ref_type: 'experiment',
          param_type: 'object',
          experiment_name: '4234838133',
          param_name: 'obj',
        },
      },
    },
  },
  {
    row: 'E25',
    situation: 'a parameter that a gate decides',
    at: ['param_stores', 'a_param_store', 'a_string_param'],
    holds: {
      name: 'a_string_param',
      ref_type: 'gate',
      param_type: 'string',
      gate_name: 'partial_gate',
      pass_value: 'Yea',
      fail_value: 'Nah',
    },
  },
  {
    row: 'E25',
    situation: 'a parameter of a dynamic config',
    at: ['param_stores', 'a_param_store', 'another_string_param'],
    holds: {
      name: 'another_string_param',
      ref_type: 'dynamic_config',
      param_type: 'string',
      config_name: 'a_dynamic_config',
      param_name: 'red',
    },
  },
  ...Object.entries<Json | undefined>({
    time: 1_767_920_036_437,
    has_updates: true,
    hash_used: 'djb2',
    user: userB,
    sdkParams: {},
    evaluated_keys: { userID: 'user_7', customIDs: userB.customIDs },
    can_record_session: true,
    session_recording_rate: 1,
    recording_blocked: false,
    passes_session_recording_targeting: undefined,
    session_recording_privacy_settings: {
      privacy_mode: 'input',
      unmasked_elements: ['.example-input'],
      masked_elements: ['#sub-page-link', '#leave-link'],
    },
    pa_hash: '945973804',
    full_checksum: undefined,
    generator: undefined,
  }).map(([key, holds]): ExampleRow => ({
    row: 'E26',
    situation: `"${key}"`,
    user: EXAMPLE_USERS.B,
    request: djb2,
    at: [key],
    holds,
  })),
  {
    row: 'E27',
    situation: 'a user without userID',
    user: EXAMPLE_USERS.C,
    at: ['user'],
    holds: { customIDs: { stableID: 's-1' } },
  },
  {
    row: 'E27',
    situation: 'the units of a user without userID',
    user: EXAMPLE_USERS.C,
    at: ['evaluated_keys'],
    holds: { customIDs: { stableID: 's-1' } },
  },
  { row: 'E28', situation: 'a user without anything', user: {}, at: ['user'], holds: { userID: '' } },
  { row: 'E28', situation: 'the units of a user without anything', user: {}, at: ['evaluated_keys'], holds: {} },
  {
    row: 'E29',
    situation: 'a user with an environment',
    user: EXAMPLE_USERS.D,
    at: ['user'],
    holds: {
      userID: 'user_42',
      locale: 'en_US',
      custom: { level: 12, arr: ['a', 'b'] },
      statsigEnvironment: { tier: 'development' },
    },
  },
];

/** Examples whose answers were noted on the real project `demo_proj_dcs.json`, here on one of our own that comes to the same. */
export const DEMO_RESPONSE_EXAMPLES: readonly ResponseExample[] = rows.map((row) => ({
  user: EXAMPLE_USERS.A,
  ...row,
  project,
}));
