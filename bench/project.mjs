/**
 * The specs that the benchmark evaluates: a project of its own, so that figures do not depend on files outside the
 * repository. Everything in it is fixed; every run measures the same rules.
 */

const spec = (entity, rules, fields = {}) => ({
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

const rule = (id, conditions, fields = {}) => ({
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

function userField(field, operator, targetValue) {
  return { type: 'user_field', idType: 'userID', field, operator, targetValue };
}

const TARGETS = ['staff', 'countries', 'grownUp', 'modern', 'plans', 'tagged', 'sinceSpring', 'production'];
const PARAMETERS = { color: 'blue', size: 12, isLarge: false, titles: ['one', 'two'], layout: { columns: 3 } };

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

const project = ({ gates, configs, layers }) => ({
  has_updates: true,
  time: 1_767_920_036_437,
  feature_gates: gates,
  dynamic_configs: configs,
  layer_configs: layers,
  condition_map: conditions,
  experiment_to_layer: { experiment: 'layer' },
  response_format: 'dcs-v2',
});
