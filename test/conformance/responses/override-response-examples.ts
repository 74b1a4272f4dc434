import type { Json, JsonObject } from '../../support/generator/wire-types.js';
import type { OverrideStep } from '../../support/oracle/oracle-job.js';
import { rule, smallProject } from '../small-project.js';
import type { ResponseExample } from './response-example.js';

const group = { groupName: 'Test', isExperimentGroup: true, returnValue: { v: 'test' } };

const project = {
  ...smallProject({
    conditions: { pub: { type: 'public' }, passG: { type: 'pass_gate', targetValue: 'g' } },
    gates: { g: { rules: [rule('gr', ['pub'])] }, asks: { rules: [rule('ar', ['passG'])] } },
    configs: {
      c: { entity: 'dynamic_config', idType: 'stableID', rules: [rule('cr', ['pub'], { returnValue: { v: 'c' } })] },
      e: { isActive: true, hasSharedParams: true, explicitParameters: ['v'], rules: [rule('er', ['pub'], group)] },
    },
    layers: {
      l: { explicitParameters: ['p'], rules: [rule('lr', ['pub'], { returnValue: { p: 1 } })] },
      delegating: { idType: 'stableID', rules: [rule('dr', ['pub'], { configDelegate: 'e', returnValue: {} })] },
    },
  }),
  param_stores: { s: { parameters: { p: { ref_type: 'static', param_type: 'number', value: 1 } } } },
};

const user = { userID: 'u', customIDs: { stableID: 'd' } };

const overridden = (name: string): JsonObject => ({ name, rule_id: 'override', secondary_exposures: [] });

/** What no spec decided has no ID type. */
const untyped = (name: string, value: Json): JsonObject => ({
  ...overridden(name),
  id_type: '',
  value,
  is_device_based: false,
});

const isOff = { is_experiment_active: false, is_user_in_experiment: false };

interface Row {
  readonly situation: string;
  readonly overrides: readonly OverrideStep[];
  readonly at: readonly [map: string, name?: string];
  readonly holds: Json | undefined;
  /** What stands there in format 2. */
  readonly short?: Json;
}

const rows: readonly Row[] = [
  {
    situation: 'of a gate, which has no ID type then',
    overrides: [['overrideGate', 'g', false]],
    at: ['feature_gates', 'g'],
    holds: { ...overridden('g'), value: false },
    short: { r: 'override' },
  },
  {
    situation: 'that opens a gate',
    overrides: [['overrideGate', 'g', true]],
    at: ['feature_gates', 'g'],
    holds: { ...overridden('g'), value: true },
    short: { r: 'override', v: true },
  },
  {
    situation: 'of a gate that another one asks for',
    overrides: [['overrideGate', 'g', false]],
    at: ['feature_gates', 'asks'],
    holds: {
      name: 'asks',
      rule_id: 'default',
      id_type: 'userID',
      value: false,
      secondary_exposures: [{ gate: 'g', gateValue: 'false', ruleID: 'override' }],
    },
    short: { s: [{ gate: 'g', gateValue: 'false', ruleID: 'override' }], i: 'userID' },
  },
  {
    situation: 'of a dynamic config',
    overrides: [['overrideDynamicConfig', 'c', { o: 1 }]],
    at: ['dynamic_configs', 'c'],
    holds: { ...untyped('c', { o: 1 }), passed: false },
    short: { r: 'override', v: { o: 1 }, p: false },
  },
  {
    situation: 'of an experiment',
    overrides: [['overrideExperiment', 'e', { o: 1 }]],
    at: ['dynamic_configs', 'e'],
    holds: { ...untyped('e', { o: 1 }), ...isOff },
    short: { r: 'override', v: { o: 1 }, ea: false, ue: false },
  },
  {
    situation: 'of a layer',
    overrides: [['overrideLayer', 'l', { o: 1 }]],
    at: ['layer_configs', 'l'],
    holds: { ...untyped('l', { o: 1 }), explicit_parameters: [], undelegated_secondary_exposures: [] },
    short: { r: 'override', v: { o: 1 } },
  },
  {
    situation: 'of an experiment, in the layer that it decides for',
    overrides: [['overrideExperiment', 'e', { o: 1 }]],
    at: ['layer_configs', 'delegating'],
    holds: {
      ...overridden('delegating'),
      id_type: 'stableID',
      value: { o: 1 },
      is_device_based: true,
      ...isOff,
      allocated_experiment_name: 'e',
      explicit_parameters: ['v'],
      undelegated_secondary_exposures: [],
    },
    short: { r: 'override', v: { o: 1 }, i: 'stableID', ea: false, ue: false, ae: 'e', ep: ['v'] },
  },
  {
    situation: 'for an ID that the user has',
    overrides: [['overrideGate', 'g', false, 'u']],
    at: ['feature_gates', 'g'],
    holds: { ...overridden('g'), value: false },
  },
  {
    situation: 'for an ID that the user does not have',
    overrides: [['overrideGate', 'g', false, 'someone']],
    at: ['feature_gates', 'g'],
    holds: { ...overridden('g'), rule_id: 'gr', id_type: 'userID', value: true },
  },
  {
    situation: 'of a name that the project does not have',
    overrides: [['overrideGate', 'unheard_of', true]],
    at: ['feature_gates', 'unheard_of'],
    holds: undefined,
  },
  {
    situation: 'of a parameter store, which the response does not tell',
    overrides: [['overrideParameterStore', 's', { p: 2 }]],
    at: ['param_stores', 's'],
    holds: { p: { name: 'p', ref_type: 'static', param_type: 'number', value: 1 } },
  },
];

const byGroup: Row = {
  situation: 'of an experiment by the name of a group',
  overrides: [['overrideExperimentByGroupName', 'e', 'Test']],
  at: ['dynamic_configs', 'e'],
  holds: { ...untyped('e', { v: 'test' }), ...isOff },
  short: { r: 'override', v: { v: 'test' }, ea: false, ue: false },
};

/** What local overrides make of a response: row S29 of the table of examples. */
export const OVERRIDE_RESPONSE_EXAMPLES: readonly ResponseExample[] = [...rows, byGroup].flatMap(
  ({ situation, overrides, at, holds, short }) => {
    const example = {
      row: 'S29',
      situation: `an override ${situation}`,
      project,
      user,
      overrides,
      holds,
      at: at.filter((key) => key !== undefined),
      request: { includeLocalOverrides: true },
    };
    const inShort = { ...example, situation: `${example.situation}, in format 2` };
    return short === undefined
      ? [example]
      : [example, { ...inShort, request: { includeLocalOverrides: true, responseFormat: 2 }, holds: short }];
  },
);
