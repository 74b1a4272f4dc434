/**
 * The specs that the benchmark evaluates: a project of its own, so that figures do not depend on files outside the
 * repository. Everything in it is fixed; every run measures the same rules.
 */

export const spec = (entity, rules, fields = {}) => ({
  type: entity === 'feature_gate' || entity === 'segment' ? 'feature_gate' : 'dynamic_config',
  entity,
  // As long as the salts of the service.
  salt: `salt-of-${entity}-c7b2d4e8-8c33-4f7e-9d43-5b1e1f0c2a77`,
  enabled: true,
  idType: 'userID',
  version: 7,
  defaultValue: entity === 'feature_gate' || entity === 'segment' ? false : {},
  rules,
  ...fields,
});

export const rule = (id, conditions, fields = {}) => ({
  name: id,
  id,
  salt: `rule-salt-${id}-1f0e9d3a`,
  passPercentage: 100,
  conditions,
  returnValue: true,
  idType: 'userID',
  ...fields,
});

const conditions = {
  everyone: { type: 'public', idType: 'userID' },
  staff: userField('email', 'str_ends_with_any', ['@statsig.com', '@example.org']),
  countries: userField('country', 'any', ['US', 'CA', 'MX', 'BR', 'AR', 'CL']),
  grownUp: userField('age', 'gte', 18),
  modern: userField('appVersion', 'version_gte', '4.2.0'),
  plans: userField('plan', 'any', ['pro', 'team', 'enterprise']),
  tagged: userField('tags', 'array_contains_any', ['beta', 'early']),
  sinceSpring: userField('signup', 'after', 1_680_307_200_000),
  production: {
    type: 'environment_field',
    idType: 'userID',
    field: 'tier',
    operator: 'any',
    targetValue: ['production'],
  },
  half: {
    type: 'user_bucket',
    idType: 'userID',
    operator: 'lt',
    targetValue: 500,
    additionalValues: { salt: 'allocation' },
  },
  inOuter: { type: 'pass_gate', idType: 'userID', targetValue: 'segment:outer' },
  inMiddle: { type: 'pass_gate', idType: 'userID', targetValue: 'segment:middle' },
  inInner: { type: 'pass_gate', idType: 'userID', targetValue: 'segment:inner' },
  notHeld: { type: 'fail_gate', idType: 'userID', targetValue: 'holdout' },
};

export function userField(field, operator, targetValue) {
  return { type: 'user_field', idType: 'userID', field, operator, targetValue };
}

const TARGETS = ['staff', 'countries', 'grownUp', 'modern', 'plans', 'tagged', 'sinceSpring', 'production'];
export const PARAMETERS = { color: 'blue', size: 12, isLarge: false, titles: ['one', 'two'], layout: { columns: 3 } };

const experimentRules = [
  rule('layerAssignment', ['notHeld'], { passPercentage: 0, returnValue: PARAMETERS }),
  rule('control', ['half'], { returnValue: PARAMETERS, groupName: 'Control', isExperimentGroup: true }),
  rule('test', ['everyone'], {
    returnValue: { ...PARAMETERS, color: 'green' },
    groupName: 'Test',
    isExperimentGroup: true,
  }),
];

/** A project of a few entities, one for each row of the benchmark. */
export function smallProject() {
  return project({
    gates: {
      public_gate: spec('feature_gate', [rule('public', ['everyone'])]),
      half_gate: spec('feature_gate', [rule('half', ['everyone'], { passPercentage: 50 })]),
      many_rules: spec('feature_gate', manyRules(20)),
      nested_segments: spec('feature_gate', [rule('nested', ['inOuter', 'notHeld'], { passPercentage: 50 })]),
      'segment:outer': spec('segment', [rule('outer', ['inMiddle', 'grownUp'])]),
      'segment:middle': spec('segment', [rule('middle', ['inInner', 'countries'])]),
      'segment:inner': spec('segment', [rule('staff', ['staff']), rule('plans', ['plans'], { passPercentage: 80 })]),
      holdout: spec('feature_gate', [rule('held', ['everyone'], { passPercentage: 2 })], { entity: 'holdout' }),
    },
    configs: {
      config: spec(
        'dynamic_config',
        [
          rule('first', ['staff'], { returnValue: PARAMETERS }),
          rule('second', ['countries'], { passPercentage: 50, returnValue: PARAMETERS }),
        ],
        { defaultValue: PARAMETERS },
      ),
      experiment: spec(
        'experiment',
        [rule('inlineTargetingRules', ['staff'], { returnValue: {} }), ...experimentRules.slice(1)],
        {
          isActive: true,
        },
      ),
    },
    layers: {
      layer: spec('layer', [rule('layer', ['notHeld'], { returnValue: {}, configDelegate: 'experiment' })], {
        defaultValue: PARAMETERS,
      }),
    },
  });
}

/** A project of this many gates with four rules each. */
export function largeProject(gateCount) {
  return project({
    gates: Object.fromEntries(
      Array.from({ length: gateCount }, (_gate, index) => [
        `gate_${index}`,
        spec('feature_gate', manyRules(4, index), { salt: `salt-${index}-c7b2d4e8-8c33-4f7e-9d43-5b1e1f0c2a77` }),
      ]),
    ),
    configs: {},
    layers: {},
  });
}

/** What the gate `changing` of `wholeProject` answers with, until the server writes another revision in its place. */
export const FIRST_REVISION = 'revision-0';

/**
 * A project as large and as mixed as an organisation's whole one, so many times over: per time 430 KB with 82 gates, 65
 * experiments and configs of which two hold 100 KB each, 12 layers and 233 conditions, some with long lists.
 */
export function wholeProject(times, { largeValues = 2 } = {}) {
  const gates = {
    changing: spec('feature_gate', [rule(FIRST_REVISION, ['everyone'])]),
    patterned: spec('feature_gate', [rule('patterned', ['pattern'])]),
    located: spec('feature_gate', [rule('located', ['located'])]),
  };
  const configs = {};
  const layers = {};
  const ownConditions = {
    pattern: userField('email', 'str_matches', '^[a-z.]+@(?:statsig|example)\\.(?:com|org)$'),
    located: { type: 'ip_based', idType: 'userID', field: 'country', operator: 'any', targetValue: ['US', 'CA'] },
  };
  for (let part = 0; part < times; part += 1) {
    for (let index = 0; index < 219; index += 1) ownConditions[`c${part}_${index}`] = listCondition(part, index);
    const conditionsOf = (index) => [`c${part}_${index % 219}`, `c${part}_${(index * 7 + 3) % 219}`];
    for (let index = 0; index < 82; index += 1) {
      gates[`gate_${part}_${index}`] = spec('feature_gate', [
        rule(`r${part}_${index}_0`, conditionsOf(index)),
        rule(`r${part}_${index}_1`, conditionsOf(index + 40), { passPercentage: 50 }),
      ]);
    }
    for (let index = 0; index < 63; index += 1) {
      const returnValue = { ...PARAMETERS, name: `experiment ${part}/${index}` };
      const groups = ['Control', 'Test'].map((groupName, at) =>
        rule(`g${part}_${index}_${at}`, conditionsOf(index + 82 + at), {
          returnValue,
          groupName,
          isExperimentGroup: true,
        }),
      );
      configs[`experiment_${part}_${index}`] = spec('experiment', groups, { isActive: true, defaultValue: PARAMETERS });
    }
    for (let index = 0; index < largeValues; index += 1) {
      configs[`large_${part}_${index}`] = spec('dynamic_config', [], { defaultValue: largeValue(part, index) });
    }
    for (let index = 0; index < 12; index += 1) {
      const delegate = { returnValue: {}, configDelegate: `experiment_${part}_${index}` };
      layers[`layer_${part}_${index}`] = spec('layer', [rule(`l${part}_${index}`, conditionsOf(index), delegate)], {
        defaultValue: PARAMETERS,
      });
    }
  }
  return project({ gates, configs, layers, ownConditions });
}

/** Every tenth condition has a list of 130 addresses; the others compare with a few values. */
function listCondition(part, index) {
  const count = index % 10 === 0 ? 130 : 4;
  const targets = Array.from({ length: count }, (_target, at) => `person-${part}-${index}-${at}@example.com`);
  return userField('email', 'any', targets);
}

/** A value of 100 KB in JSON. */
export function largeValue(part, index) {
  const rows = Array.from({ length: 900 }, (_row, at) => ({
    id: `row-${part}-${index}-${at}`,
    weight: at / 7,
    isShown: at % 3 === 0,
    labels: ['first', 'second', `label ${at}`],
  }));
  return { rows };
}

function manyRules(count, offset = 0) {
  return Array.from({ length: count }, (_rule, index) =>
    rule(
      `rule-${offset}-${index}`,
      [TARGETS[(index + offset) % TARGETS.length], TARGETS[(index * 3 + 1) % TARGETS.length], 'half'],
      {
        passPercentage: 10 + ((index * 17) % 80),
      },
    ),
  );
}

export const project = ({ gates, configs, layers, ownConditions = {} }) => ({
  has_updates: true,
  time: 1_767_920_036_437,
  feature_gates: gates,
  dynamic_configs: configs,
  layer_configs: layers,
  condition_map: { ...conditions, ...ownConditions },
  experiment_to_layer: { experiment: 'layer' },
  response_format: 'dcs-v2',
});
