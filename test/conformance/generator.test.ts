import { describe, expect, test } from 'vitest';
import { isProbe, probeName } from '../support/generator/condition-probes.js';
import { generateProject } from '../support/generator/generate-project.js';
import { OPERATORS } from '../support/generator/targets/operator-targets.js';
import type { WireCondition } from '../support/generator/wire-types.js';
import { planLabels } from '../support/oracle/evaluation-plan.mjs';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { generatedJob } from './differential-job.js';

const SEEDS = Array.from({ length: 60 }, (_seed, index) => index);

const conditions: readonly WireCondition[] = SEEDS.flatMap((seed) =>
  Object.values(generateProject(seed).project.condition_map),
);

test('a seed always gives the same project and users, and another seed others', () => {
  expect(generatedJob(7, 20)).toEqual(generatedJob(7, 20));
  expect(generatedJob(7, 20).specs).not.toEqual(generatedJob(8, 20).specs);
});

describe('sixty projects hold', () => {
  const projects = SEEDS.map((seed) => generateProject(seed));
  const text = JSON.stringify(projects);

  test('every condition type, and unknown ones', () => {
    const types = new Set(conditions.map(({ type }) => type));
    for (const type of [
      'public',
      'pass_gate',
      'fail_gate',
      'user_field',
      'ua_based',
      'ip_based',
      'environment_field',
      'current_time',
      'user_bucket',
      'unit_id',
      'target_app',
      'experiment_group',
      'multi_pass_gate',
    ]) {
      expect(types).toContain(type);
    }
  });

  test('every operator', () => {
    const operators = new Set(conditions.map(({ operator }) => operator));
    for (const operator of OPERATORS) expect(operators).toContain(operator);
  });

  test('every feature of specs', () => {
    for (const part of [
      '"segment:',
      '"holdout"',
      '"configDelegate"',
      '"useNewLayerEval":true',
      '"explicitParameters"',
      '"override_rules"',
      '"start_time"',
      '"malformed_gate_0"',
      '"no_such_condition"',
      '"enabled":false',
      '"passPercentage":0,',
      '"passPercentage":74.15',
      '"groupName":"Control"',
      '"default_environment":"staging"',
      '"app_id":"app_1"',
      '"cmab_configs"',
      '"targetingGateName":"',
      '"weightsCategorical":{"',
      '"param_stores"',
      '"layer_name"',
      '["overrideGate",',
      '["overrideExperimentByGroupName",',
      '["removeAllOverrides"]',
      '"list_1":"+',
    ]) {
      expect(text).toContain(part);
    }
  });
});

test.runIf(isOracleInstalled())('the users meet and miss conditions of every operator', async () => {
  const outcomes = new Map<unknown, Set<string>>();
  const oracle = new Oracle();
  for (const seed of SEEDS) {
    const job = { ...generatedJob(seed, 40), exposedUsers: 0, overrides: [] };
    const plan = { ...EMPTY_PLAN, probes: job.plan.probes.filter(isProbe) };
    // oxlint-disable-next-line no-await-in-loop -- one process answers them in turn
    const { answers } = await oracle.answer({ ...job, plan });
    const operatorByProbe = new Map<string, unknown>(
      Object.entries(generateProject(seed).project.condition_map).flatMap(([id, condition]) =>
        condition.type === 'user_field' ? [[probeName(id), condition['operator']] as const] : [],
      ),
    );
    for (const [position, { name }] of planLabels(plan).entries()) {
      const operator = operatorByProbe.get(name);
      const seen = outcomes.get(operator) ?? new Set();
      for (const ofUser of answers) seen.add(ofUser[position] ?? 'missing');
      outcomes.set(operator, seen);
    }
  }
  await oracle.close();
  for (const operator of OPERATORS) {
    expect([...(outcomes.get(operator) ?? [])].toSorted(), operator).toEqual(['false', 'true']);
  }
});
