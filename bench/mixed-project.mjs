import { PARAMETERS, largeValue, project, rule, spec, userField } from './project.mjs';

/**
 * A whole project of the kind that teams with many experiments have, of 490 KB: 70 gates, 9 segments, 4 holdouts, 54 experiments
 * that hash for their allocation and for each group, 10 dynamic configs of which two hold 100 KB each, and 12 layers. Of its
 * conditions every third is a bucket; the others look at IDs, attributes, user agents, versions, the environment and the time.
 */
export function mixedProject() {
  const ownConditions = { ...attributeConditions(), ...consultations() };
  const [gates, configs, layers] = [{}, {}, {}];
  for (let index = 0; index < HOLDOUTS; index += 1) {
    gates[`holdout_${index}`] = spec(
      'feature_gate',
      [rule(`held_${index}`, ['everyone'], { passPercentage: 2, idType: 'userID' })],
      { entity: 'holdout', salt: saltOf(`holdout-${index}`) },
    );
  }
  for (let index = 0; index < SEGMENTS; index += 1) {
    gates[`segment:${index}`] = spec('segment', [rule(`members_${index}`, [attributeOf(index)])]);
  }
  for (let index = 0; index < 70; index += 1) {
    const [first, second] = [`gate_${index}_ids`, attributeOf(index)];
    ownConditions[first] = userField('userID', 'any', [`employee-${index}`, `tester-${index}`]);
    gates[`gate_${index}`] = spec(
      'feature_gate',
      [
        rule(`override_${index}`, [first]),
        rule(`rollout_${index}`, [index % 6 === 0 ? `inSegment_${index % SEGMENTS}` : second], {
          passPercentage: index % 4 === 0 ? 50 : 100,
        }),
      ],
      { salt: saltOf(`gate-${index}`) },
    );
  }
  for (let index = 0; index < 54; index += 1) {
    Object.assign(ownConditions, bucketConditions(index));
    const groups = ['Control', 'Test'].map((groupName, at) =>
      rule(`group_${index}_${at}`, [`group_${index}_${at}`], {
        groupName,
        isExperimentGroup: true,
        returnValue: { ...PARAMETERS, name: `experiment ${index}/${at}` },
      }),
    );
    const targeting = rule('inlineTargetingRules', [`not_${attributeOf(index)}`], { returnValue: {} });
    const allocation = rule('layerAssignment', [`unallocated_${index}`], { returnValue: PARAMETERS });
    const holdout = rule(`holdout_${index}`, [`held_${index % HOLDOUTS}`], { returnValue: PARAMETERS });
    configs[`experiment_${index}`] = spec('experiment', [holdout, targeting, allocation, ...groups], {
      isActive: true,
      defaultValue: PARAMETERS,
      salt: saltOf(`experiment-${index}`),
    });
  }
  for (let index = 0; index < 10; index += 1) {
    const isLarge = index < 2;
    configs[`config_${index}`] = spec(
      'dynamic_config',
      isLarge ? [] : [rule(`config_${index}`, [attributeOf(index)], { returnValue: PARAMETERS })],
      { defaultValue: isLarge ? largeValue(0, index) : PARAMETERS },
    );
  }
  for (let index = 0; index < 12; index += 1) {
    const delegate = { returnValue: {}, configDelegate: `experiment_${index}` };
    layers[`layer_${index}`] = spec('layer', [rule(`layer_${index}`, [`notHeld_${index % HOLDOUTS}`], delegate)], {
      defaultValue: PARAMETERS,
    });
  }
  return project({ gates, configs, layers, ownConditions });
}

const HOLDOUTS = 4;
const SEGMENTS = 9;
const ATTRIBUTES = 20;

const attributeOf = (index) => `attribute_${index % ATTRIBUTES}`;

/** As long as the salts of the service. */
const saltOf = (name) => `${name}-c7b2d4e8-8c33-4f7e-9d43-5b1e1f0c2a77`.slice(0, 36);

function attributeConditions() {
  const kinds = [
    userField('email', 'str_contains_any', ['@statsig.com', '@example.org']),
    userField('appVersion', 'version_gte', '4.2.0'),
    userField('country', 'any', ['US', 'CA', 'MX']),
    userField('age', 'gte', 18),
    userField('locale', 'any', ['en_US', 'en_GB']),
    { type: 'unit_id', idType: 'companyID', operator: 'any', targetValue: ['acme', 'other'] },
    { type: 'ua_based', idType: 'userID', field: 'os_name', operator: 'any', targetValue: ['Android', 'iOS'] },
    { type: 'environment_field', idType: 'userID', field: 'tier', operator: 'any', targetValue: ['production'] },
    { type: 'current_time', idType: 'userID', operator: 'after', targetValue: 1_680_307_200_000 },
    userField('plan', 'any', ['pro', 'team']),
  ];
  const conditions = {};
  for (let index = 0; index < ATTRIBUTES; index += 1) {
    const kind = kinds[index % kinds.length];
    conditions[`attribute_${index}`] = kind;
    conditions[`not_attribute_${index}`] = kind.operator === 'any' ? { ...kind, operator: 'none' } : kind;
  }
  return conditions;
}

/** Conditions on segments and holdouts. */
function consultations() {
  const asking = (type, targetValue) => ({ type, idType: 'userID', targetValue });
  return Object.fromEntries([
    ...Array.from({ length: SEGMENTS }, (_segment, index) => [
      `inSegment_${index}`,
      asking('pass_gate', `segment:${index}`),
    ]),
    ...Array.from({ length: HOLDOUTS }, (_holdout, index) => [
      `held_${index}`,
      asking('pass_gate', `holdout_${index}`),
    ]),
    ...Array.from({ length: HOLDOUTS }, (_holdout, index) => [
      `notHeld_${index}`,
      asking('fail_gate', `holdout_${index}`),
    ]),
  ]);
}

/** Whom an experiment has not, and who is in each of its groups: each experiment hashes twice. */
function bucketConditions(index) {
  const bucket = (salt, operator, targetValue) => ({
    type: 'user_bucket',
    idType: 'userID',
    operator,
    targetValue,
    additionalValues: { salt: saltOf(salt) },
  });
  const allocated = Array.from({ length: 600 }, (_bucket, at) => at);
  return {
    [`unallocated_${index}`]: bucket(`allocation-${index % 30}`, 'none', allocated),
    [`group_${index}_0`]: bucket(`groups-${index}`, 'lt', 500),
    [`group_${index}_1`]: bucket(`groups-${index}`, 'lt', 1000),
  };
}
