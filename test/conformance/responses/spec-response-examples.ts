import type { Json, JsonObject, WireProject } from '../../support/generator/wire-types.js';
import { type SmallProject, rule, smallProject } from '../small-project.js';
import type { ResponseExample } from './response-example.js';

const conditions = {
  pub: { type: 'public' },
  never: { type: 'user_field', field: 'userID', operator: 'any', targetValue: ['zzzz'] },
  unk: { type: 'no_such_type' },
  passG: { type: 'pass_gate', targetValue: 'g_group' },
  passH: { type: 'pass_gate', targetValue: 'hold' },
  passMissing: { type: 'pass_gate', targetValue: 'missing' },
  passSeg: { type: 'pass_gate', targetValue: 'segment:seg' },
};

const consulted = {
  g_group: { rules: [rule('gr', ['pub'], { groupName: 'Of a gate' })] },
  hold: { entity: 'holdout' },
  'segment:seg': { entity: 'segment', rules: [rule('sr', ['pub'])] },
};

const exp1 = {
  isActive: true,
  hasSharedParams: true,
  explicitParameters: ['v'],
  rules: [rule('grp', ['pub'], { returnValue: { v: 't' }, groupName: 'Test', isExperimentGroup: true })],
};

const user = { userID: 'u', customIDs: { stableID: 's' } };

/** A project with what rows refer to, and what a row is about. */
function withConsulted({ gates, configs, layers }: Partial<SmallProject>, others: JsonObject = {}): WireProject {
  const parts = { conditions, gates: { ...consulted, ...gates }, configs: { exp1, ...configs }, layers: layers ?? {} };
  return { ...smallProject(parts), ...others };
}

const inGroup = { gate: 'g_group', gateValue: 'true', ruleID: 'gr' };
const notHeldOut = { gate: 'hold', gateValue: 'false', ruleID: 'default' };

const aGate = (name: string, rule_id: string, value: boolean, others: JsonObject = {}): JsonObject => ({
  name,
  rule_id,
  secondary_exposures: [],
  id_type: 'userID',
  value,
  ...others,
});

const aConfig = (name: string, rule_id: string, value: Json, others: JsonObject = {}): JsonObject => ({
  name,
  rule_id,
  secondary_exposures: [],
  id_type: 'userID',
  value,
  is_device_based: false,
  ...others,
});

const aLayer = (name: string, rule_id: string, value: Json, others: JsonObject = {}): JsonObject => ({
  ...aConfig(name, rule_id, value),
  explicit_parameters: [],
  undelegated_secondary_exposures: [],
  ...others,
});

const isOff = { is_experiment_active: false, is_user_in_experiment: false };
const isOn = { is_experiment_active: true, is_user_in_experiment: true };
const tested = { group_name: 'Test', ...isOn };

type Row = readonly [row: string, situation: string];

/** Of an experiment that leaves the decision to one that leaves it to a third: whether the three say that they live in a layer. */
function chainRow(
  third: string,
  shares: readonly [first: boolean | undefined, second: boolean | undefined, third: boolean | undefined],
  tells: JsonObject,
): ResponseExample {
  const [first, second, last] = shares.map((hasSharedParams) =>
    hasSharedParams === undefined ? {} : { hasSharedParams },
  );
  const leaving = (configDelegate: string) => ({
    isActive: true,
    rules: [rule('dr', ['pub'], { configDelegate, returnValue: {} })],
  });
  return {
    row: 'S15',
    situation: `an experiment that leaves the decision to one that leaves it to ${third}`,
    project: withConsulted({
      configs: {
        first: { ...leaving('second'), ...first },
        second: { ...leaving('third'), ...second },
        third: { isActive: true, rules: [rule('r', ['pub'], { returnValue: { a: 1 } })], ...last },
      },
    }),
    user,
    at: ['dynamic_configs', 'first'],
    holds: aConfig('first', 'r', { a: 1 }, { ...isOn, is_user_in_experiment: false, ...tells }),
  };
}

/** The entity that the row is about, in its map, for a gate, a config or a layer with the name of the row. */
function gateRow([row, situation]: Row, spec: JsonObject, holds: Json, theirs?: Json): ResponseExample {
  const project = withConsulted({ gates: { [row]: spec } });
  return { row, situation, project, user, at: ['feature_gates', row], holds, ...differing(theirs) };
}

function configRow([row, situation]: Row, spec: JsonObject, holds: Json, theirs?: Json): ResponseExample {
  const project = withConsulted({ configs: { [row]: spec } });
  const request = { experimentFilter: [row], featureGateFilter: [], layerFilter: [] };
  return { row, situation, project, user, request, at: ['dynamic_configs', row], holds, ...differing(theirs) };
}

function layerRow([row, situation]: Row, layer: JsonObject, holds: Json, configs: JsonObject = {}): ResponseExample {
  const project = withConsulted({ layers: { [row]: layer }, configs: configs as SmallProject['configs'] & object });
  const request = { experimentFilter: [], featureGateFilter: [] };
  return { row, situation, project, user, request, at: ['layer_configs', row], holds };
}

const differing = (theirs: Json | undefined): { readonly theirs?: Json } => (theirs === undefined ? {} : { theirs });

const short = (example: ResponseExample, holds: Json, theirs?: Json): ResponseExample => ({
  ...example,
  situation: `${example.situation}, in format 2`,
  request: { ...example.request, responseFormat: 2 },
  holds,
  ...differing(theirs),
});

const s4 = gateRow(
  ['S4', 'a gate whose rule passes nobody'],
  { rules: [rule('r', ['pub'], { passPercentage: 0 })] },
  aGate('S4', 'r', false),
);
const s5 = gateRow(
  ['S5', 'a gate with an unknown condition after one that is met'],
  { rules: [rule('r', ['pub', 'unk'])] },
  aGate('S5', '', false),
  aGate('S5', '', true),
);
const s8 = gateRow(
  ['S8', 'a gate whose rules ask for the same gate'],
  { rules: [rule('r1', ['passG', 'never']), rule('r2', ['passG', 'pub'])] },
  aGate('S8', 'r2', true, { secondary_exposures: [inGroup] }),
);
const s9 = gateRow(
  ['S9', 'a gate that asks for a segment and a holdout'],
  { rules: [rule('r', ['passSeg', 'passH'])] },
  aGate('S9', 'default', false, { secondary_exposures: [notHeldOut] }),
);

const defaults = { a: 0, b: 0, c: 0 };
const newStyle = (...rules: JsonObject[]): JsonObject => ({ useNewLayerEval: true, defaultValue: defaults, rules });

const onlyIn1 = (example: ResponseExample, row: string, situation: string, holds: Json): ResponseExample => ({
  ...example,
  row,
  situation,
  at: ['exposures'],
  holds,
  request: { responseFormat: 1, featureGateFilter: [example.row], experimentFilter: [], layerFilter: [] },
});

/** A contextual autotune that has learned nothing. */
const untrained = {
  salt: 's',
  defaultValue: {},
  idType: 'userID',
  enabled: true,
  version: 1,
  sampleRate: 0,
  higherIsBetter: true,
  groups: [{ name: 'G1', id: 'g1', parameterValues: { a: 1 } }],
};

/** A contextual autotune, and a gate that lets everyone in. */
function autotuneRow([row, situation]: Row, name: string, autotune: JsonObject, holds: Json): ResponseExample {
  const started = { ...untrained, ...autotune };
  return {
    row,
    situation,
    user,
    holds,
    request: { hashAlgorithm: 'djb2' },
    project: withConsulted({ gates: { tg: { rules: [rule('r', ['pub'])] } } }, { cmab_configs: { [name]: started } }),
    at: ['dynamic_configs', String(Object(holds)['name'])],
  };
}

/** What an autotune has learned of its only group: that it is as good as nothing. */
const learned = { g1: { alpha: 0, intercept: 0, records: 10, weightsNumerical: {}, weightsCategorical: {} } };

const replayed = (session_replay_info: JsonObject): WireProject => ({
  ...smallProject({ conditions: {} }),
  session_replay_info,
});

const triggers = {
  session_recording_event_triggers: {
    ev1: { values: ['a', 'b'], sampling_rate: 1 },
    ev2: {},
    ev3: { sampling_rate: 0 },
  },
  session_recording_exposure_triggers: { tg: { values: ['true'], sampling_rate: 1 }, other: {} },
};

/** Examples on small projects, as the table of examples describes them. Local overrides have a list of their own. */
export const SPEC_RESPONSE_EXAMPLES: readonly ResponseExample[] = [
  gateRow(['S1', 'a gate without rules'], { defaultValue: true }, aGate('S1', 'default', true)),
  gateRow(['S2', 'a disabled gate without rules'], { enabled: false }, aGate('S2', 'disabled', false)),
  gateRow(
    ['S3', 'a gate whose rule returns false'],
    { defaultValue: true, rules: [rule('r', ['pub'], { returnValue: false })] },
    aGate('S3', 'r', false),
  ),
  s4,
  short(s4, { r: 'r', i: 'userID' }),
  s5,
  short(s5, { r: '', i: 'userID' }, { r: '', i: 'userID', v: true }),
  gateRow(['S6', 'a gate with an unknown condition'], { rules: [rule('r', ['unk'])] }, aGate('S6', '', false)),
  gateRow(
    ['S7', 'a gate that asks for one that does not exist'],
    { rules: [rule('r', ['passMissing'])] },
    aGate('S7', 'default', false),
  ),
  s8,
  s9,
  {
    ...s9,
    situation: `${s9.situation}, which are not in the response`,
    at: ['feature_gates'],
    holds: { g_group: aGate('g_group', 'gr', true), S9: s9.holds ?? null },
  },
  gateRow(
    ['S10', 'a gate for stable IDs'],
    { idType: 'stableid' },
    {
      ...aGate('S10', 'default', false),
      id_type: 'stableid',
    },
  ),
  gateRow(['S11', 'an entity of a kind yet unknown'], { entity: 'something_new' }, aGate('S11', 'default', false)),
  configRow(
    ['S12', 'a dynamic config whose rule passes nobody'],
    {
      entity: 'dynamic_config',
      defaultValue: { d: 1 },
      rules: [rule('r', ['pub'], { passPercentage: 0, returnValue: { a: 1 } })],
    },
    aConfig('S12', 'r', { d: 1 }, { passed: false }),
  ),
  configRow(
    ['S13', 'a dynamic config for stable IDs whose rule has a group name'],
    {
      entity: 'dynamic_config',
      idType: 'stableID',
      rules: [rule('r', ['pub'], { groupName: 'GG', returnValue: { a: 1 } })],
    },
    aConfig('S13', 'r', { a: 1 }, { id_type: 'stableID', is_device_based: true, passed: true }),
  ),
  configRow(
    ['S14', 'a dynamic config with an unknown condition after one that is met'],
    { entity: 'dynamic_config', rules: [rule('r', ['pub', 'unk'], { returnValue: { a: 1 } })] },
    aConfig('S14', '', {}, { passed: false }),
    aConfig('S14', '', null, { passed: true }),
  ),
  configRow(
    ['S15', 'an experiment in a layer'],
    exp1,
    aConfig('S15', 'grp', { v: 't' }, { is_in_layer: true, explicit_parameters: ['v'], ...tested }),
  ),
  configRow(
    ['S16', 'an experiment that has not started'],
    { isActive: false, enabled: false },
    aConfig('S16', 'disabled', {}, isOff),
  ),
  configRow(
    ['S17', 'an experiment that does not say whether it is active'],
    { rules: [rule('r', ['pub'], { returnValue: { a: 1 } })] },
    aConfig('S17', 'r', { a: 1 }, isOff),
  ),
  configRow(
    ['S18', 'an autotune'],
    {
      entity: 'autotune',
      hasSharedParams: true,
      explicitParameters: ['q'],
      isActive: true,
      rules: [rule('r', ['pub'], { groupName: 'AG', returnValue: { a: 1 } })],
    },
    aConfig('S18', 'r', { a: 1 }, { is_in_layer: true, explicit_parameters: ['q'], group_name: 'AG' }),
  ),
  layerRow(
    ['S19', 'a layer whose own rule decides'],
    { explicitParameters: ['p'], rules: [rule('lr', ['passG'], { groupName: 'LG', returnValue: { p: 1 } })] },
    aLayer(
      'S19',
      'lr',
      { p: 1 },
      {
        secondary_exposures: [inGroup],
        undelegated_secondary_exposures: [inGroup],
        group_name: 'LG',
        explicit_parameters: ['p'],
      },
    ),
  ),
  layerRow(
    ['S20', 'a layer that an experiment decides for'],
    { rules: [rule('hold_rule', ['passH']), rule('del', ['pub'], { configDelegate: 'exp1', returnValue: {} })] },
    aLayer(
      'S20',
      'grp',
      { v: 't' },
      {
        secondary_exposures: [notHeldOut],
        undelegated_secondary_exposures: [notHeldOut],
        ...tested,
        allocated_experiment_name: 'exp1',
        explicit_parameters: ['v'],
      },
    ),
  ),
  layerRow(
    ['S21', 'a layer that refers to an experiment that does not exist'],
    { rules: [rule('del', ['pub'], { configDelegate: 'gone', groupName: 'ZZ', returnValue: { p: 3 } })] },
    aLayer('S21', 'del', { p: 3 }, { group_name: 'ZZ' }),
  ),
  layerRow(
    ['S22', 'a layer that an experiment decides for that has not started'],
    { explicitParameters: ['p'], rules: [rule('del', ['pub'], { configDelegate: 'waiting', returnValue: {} })] },
    aLayer('S22', 'disabled', {}, { ...isOff, allocated_experiment_name: 'waiting' }),
    { waiting: { isActive: false, enabled: false } },
  ),
  layerRow(
    ['S23', 'a layer of several rules, where one gives parameters before an experiment could'],
    newStyle(
      rule('nr1', ['passG'], { returnValue: { a: 1 } }),
      rule('nr2', ['pub'], { configDelegate: 'exp1', returnValue: {} }),
    ),
    aLayer(
      'S23',
      'default',
      { ...defaults, a: 1 },
      {
        secondary_exposures: [inGroup],
        parameter_rule_ids: { a: 'nr1', b: 'default', c: 'default' },
      },
    ),
  ),
  layerRow(
    ['S24', 'a layer of several rules, where an experiment gives parameters first'],
    newStyle(
      rule('nr2', ['passG'], { configDelegate: 'exp1', returnValue: {} }),
      rule('nr1', ['pub'], { returnValue: { a: 1 } }),
    ),
    aLayer(
      'S24',
      'nr2',
      { ...defaults, a: 1, v: 't' },
      {
        secondary_exposures: [inGroup],
        group_name: 'Test',
        ...isOff,
        allocated_experiment_name: 'exp1',
        explicit_parameters: ['v'],
        parameter_rule_ids: { v: 'nr2', a: 'nr1', b: 'default', c: 'default' },
      },
    ),
  ),
  {
    row: 'S25',
    situation: 'an experiment that is redirected to another',
    project: withConsulted(
      {
        configs: {
          eo: { isActive: true, rules: [rule('or', ['pub'], { returnValue: { a: 'old' } })] },
          en: {
            isActive: true,
            idType: 'stableID',
            rules: [rule('nr', ['pub'], { groupName: 'N', isExperimentGroup: true, returnValue: { a: 'new' } })],
          },
        },
      },
      {
        overrides: { eo: [{ new_config_name: 'en', rules: [{ rule_name: 'm', start_time: 0 }] }] },
        override_rules: { m: rule('m', ['pub']) },
      },
    ),
    user,
    at: ['dynamic_configs', 'eo'],
    holds: aConfig(
      'eo',
      'nr',
      { a: 'new' },
      {
        id_type: 'stableID',
        is_device_based: true,
        group_name: 'N',
        ...isOn,
      },
    ),
  },
  {
    row: 'S25',
    situation: 'an experiment that leaves the decision to one that is redirected to an experiment in a layer',
    project: withConsulted(
      {
        configs: {
          leaving: { isActive: true, rules: [rule('dr', ['pub'], { configDelegate: 'sent', returnValue: {} })] },
          sent: { hasSharedParams: false, explicitParameters: ['s'] },
        },
      },
      {
        overrides: { sent: [{ new_config_name: 'exp1', rules: [{ rule_name: 'm', start_time: 0 }] }] },
        override_rules: { m: rule('m', ['pub']) },
      },
    ),
    user,
    at: ['dynamic_configs', 'leaving'],
    holds: aConfig(
      'leaving',
      'grp',
      { v: 't' },
      { is_in_layer: true, explicit_parameters: ['s'], group_name: 'Test', ...isOn },
    ),
  },
  chainRow('a third, which says nothing of layers', [true, false, undefined], {}),
  chainRow('a third that lives in a layer', [false, undefined, true], { is_in_layer: true }),
  chainRow('a third that lives in none', [true, true, false], {}),
  chainRow('a third, and alone says that it lives in a layer', [true, undefined, undefined], { is_in_layer: true }),
  {
    row: 'S25',
    situation: 'an autotune that is redirected to an experiment in a layer',
    project: withConsulted(
      {},
      {
        cmab_configs: { c_sent: { ...untrained, groups: [] } },
        overrides: { c_sent: [{ new_config_name: 'exp1', rules: [{ rule_name: 'm', start_time: 0 }] }] },
        override_rules: { m: rule('m', ['pub']) },
      },
    ),
    user,
    at: ['dynamic_configs', 'c_sent'],
    holds: aConfig('c_sent', 'grp', { v: 't' }, { is_in_layer: true, explicit_parameters: ['v'], group_name: 'Test' }),
  },
  autotuneRow(
    ['S26', 'a contextual autotune with a targeting gate'],
    'c_on',
    { targetingGateName: 'tg', config: learned },
    aConfig(
      '3044155',
      'g1',
      { a: 1 },
      {
        secondary_exposures: [{ gate: '3699', gateValue: 'true', ruleID: 'r' }],
        group_name: 'G1',
      },
    ),
  ),
  autotuneRow(
    ['S27', 'a contextual autotune that has learned nothing'],
    'c_new',
    { idType: 'stableID' },
    aConfig(
      '94367684',
      'g1:explore',
      { a: 1 },
      {
        id_type: 'stableID',
        is_device_based: true,
        group_name: 'G1',
      },
    ),
  ),
  onlyIn1(s8, 'S28', 'the exposure of S8 in the list of format 1', { 3113394820: inGroup }),
  onlyIn1(s9, 'S28', 'the exposure of S9 in the list of format 1', { 679423855: notHeldOut }),
  {
    row: 'S30',
    situation: 'settings of session replay that say nothing',
    project: replayed({}),
    user,
    at: [],
    holds: {
      feature_gates: {},
      dynamic_configs: {},
      layer_configs: {},
      param_stores: {},
      time: 1000,
      has_updates: true,
      hash_used: 'none',
      user,
      evaluated_keys: user,
      sdkParams: {},
      can_record_session: true,
    },
  },
  {
    row: 'S31',
    situation: 'triggers of session recordings by events',
    project: replayed(triggers),
    user,
    request: { hashAlgorithm: 'djb2' },
    at: ['session_recording_event_triggers'],
    holds: { ev1: { values: ['a', 'b'], passes_sampling: true }, ev2: {}, ev3: { passes_sampling: false } },
  },
  {
    row: 'S31',
    situation: 'triggers of session recordings by exposures',
    project: replayed(triggers),
    user,
    request: { hashAlgorithm: 'djb2' },
    at: ['session_recording_exposure_triggers'],
    holds: { 3699: { values: ['true'], passes_sampling: true }, 106069776: {} },
  },
];
