import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../support/generator/wire-types.js';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN, planFor } from '../support/oracle/plan-for.js';
import { ComparisonTally, compareAnswers } from './compare-answers.js';
import { describeDifferences } from './describe-difference.js';
import { Kit } from './kit-answers.js';
import { rule, smallProject } from './small-project.js';

/** What is put into each place of a payload in turn; `missing` takes the place away. */
const missing = Symbol('missing');
const ODD_VALUES: readonly (Json | typeof missing)[] = [
  null,
  1,
  1.5,
  -1,
  'x',
  true,
  [],
  ['x'],
  {},
  { a: 'x' },
  missing,
];

const experiment = { isActive: true, explicitParameters: ['a'], version: 3 };

/** Everything that a payload may hold, once. */
const whole: JsonObject = {
  ...smallProject({
    conditions: {
      p: { additionalValues: { salt: 's' } },
      inGroup: { type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['G'] },
    },
    gates: {
      g: {
        ...experiment,
        hasSharedParams: true,
        targetAppIDs: ['app'],
        forwardAllExposures: true,
        fieldsUsed: ['level'],
        checksum: 'c',
        rules: [rule('gr', ['p'], { groupName: 'G', configDelegate: 'c', isExperimentGroup: true, samplingRate: 3 })],
      },
      h: { rules: [rule('hr', ['inGroup'])] },
    },
    configs: {
      c: { entity: 'dynamic_config', rules: [rule('cr', ['p'], { returnValue: { a: 1 } })] },
      e: {
        ...experiment,
        rules: [rule('er', ['p'], { returnValue: { a: 2 }, groupName: 'G', isExperimentGroup: true })],
      },
    },
    layers: {
      l: { useNewLayerEval: true, defaultValue: { a: 0, b: 0 }, rules: [rule('lr', ['p'], { configDelegate: 'e' })] },
    },
    appID: 'app',
  }),
  default_environment: 'dev',
  checksum: 'abc',
  sdk_configs: { a: 1 },
  sdk_flags: { a: true },
  param_stores: {
    s: {
      checksum: 'c',
      targetAppIDs: ['app'],
      parameters: {
        text: { ref_type: 'static', param_type: 'string', value: 'v' },
        gate: { ref_type: 'gate', param_type: 'string', gate_name: 'g', pass_value: 'yes', fail_value: 'no' },
        config: { ref_type: 'experiment', param_type: 'number', experiment_name: 'e', param_name: 'a' },
      },
    },
  },
  override_rules: { always: rule('always', ['p']) },
  overrides: { mapped: [{ new_config_name: 'c', rules: [{ rule_name: 'always', start_time: 5 }] }] },
  cmab_configs: {
    autotune: {
      salt: 's',
      defaultValue: { a: 0 },
      idType: 'userID',
      enabled: true,
      version: 1,
      sampleRate: 0,
      higherIsBetter: true,
      groups: [{ name: 'G', id: 'g', parameterValues: { a: 1 } }],
      targetingGateName: 'g',
      config: {
        g: {
          alpha: 1,
          intercept: 1,
          records: 2,
          weightsNumerical: { level: 1 },
          weightsCategorical: { plan: { pro: 1 } },
        },
      },
    },
  },
};

type Path = readonly string[];

/** All places within a value. */
function placesIn(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

/** A copy with another value in one place. */
function withValue(value: Json, [key, ...rest]: Path, odd: Json | typeof missing): Json | typeof missing {
  if (key === undefined) return odd;
  if (Array.isArray(value)) {
    return value.flatMap((inner: Json, index) => {
      const changed = String(index) === key ? withValue(inner, rest, odd) : inner;
      return changed === missing ? [] : [changed];
    });
  }
  const { [key]: inner = null, ...others } = value as JsonObject;
  const changed = withValue(inner, rest, odd);
  return changed === missing ? others : { ...others, [key]: changed };
}

const plan = planFor(
  smallProject({
    conditions: {},
    gates: { g: {}, h: {} },
    configs: { c: {}, e: {}, mapped: {}, autotune: {} },
    layers: { l: { defaultValue: { a: 1, b: 1 } } },
  }),
);

function jobWith(payload: Json | typeof missing): OracleJob {
  return {
    specs: JSON.stringify(payload),
    options: { disableCountryLookup: true },
    users: [{ userID: 'u', custom: { plan: 'pro', level: 2 } }],
    plan: {
      ...EMPTY_PLAN,
      ...plan,
      stores: [{ name: 's', parameters: ['text', 'gate', 'config'].map((name) => ({ name })) }],
    },
    exposedUsers: 0,
  };
}

describe.runIf(isOracleInstalled())('a payload with one value that does not belong there', () => {
  let kit: Kit;
  let oracle: Oracle;
  beforeAll(async () => {
    kit = await Kit.start();
    oracle = new Oracle();
  });
  afterAll(async () => {
    await kit.close();
    await oracle.close();
  });

  test.each(Object.keys(whole))('in %s is used as far as the official core uses it', async (part) => {
    const tally = new ComparisonTally();
    const origins = new Map<OracleJob, string>();
    for (const path of placesIn(whole[part] as Json, [part])) {
      for (const odd of ODD_VALUES) {
        const job = jobWith(withValue(whole, path, odd));
        origins.set(job, `${path.join('.')} = ${odd === missing ? 'missing' : JSON.stringify(odd)}`);
        const [ours, theirs]: PlanAnswers[] = await Promise.all([kit.answer(job), oracle.answer(job)]);
        if (ours !== undefined && theirs !== undefined) compareAnswers(tally, job, { ours, theirs });
      }
    }
    if (tally.unexplained.length > 0) {
      throw new Error(describeDifferences({ tally, originOf: (job) => origins.get(job) ?? '' }));
    }
    expect(tally.total).toBeGreaterThan(ODD_VALUES.length);
  });
});
