import { describe, expect, test } from 'vitest';
import { isProbe, probeName } from '../support/generator/condition-probes.js';
import { generateProject } from '../support/generator/generate-project.js';
import { type GeneratorFeatures, SELF_CONTAINED } from '../support/generator/generator-features.js';
import { operatorsFor } from '../support/generator/targets/operator-targets.js';
import type { WireCondition } from '../support/generator/wire-types.js';
import { planLabels } from '../support/oracle/evaluation-plan.mjs';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { generatedJob } from './differential-job.js';

const EVERYTHING: GeneratorFeatures = { userAgents: true, ipAddresses: true, idLists: true };
const SEEDS = Array.from({ length: 60 }, (_seed, index) => index);

const conditionsOf = (features: GeneratorFeatures): WireCondition[] =>
  SEEDS.flatMap((seed) => Object.values(generateProject(seed, features).project.condition_map));

test('a seed always gives the same project and users, and another seed others', () => {
  expect(generatedJob(7, 20, EVERYTHING)).toEqual(generatedJob(7, 20, EVERYTHING));
  expect(generatedJob(7, 20, EVERYTHING).specs).not.toEqual(generatedJob(8, 20, EVERYTHING).specs);
});

describe('sixty projects hold', () => {
  const projects = SEEDS.map((seed) => generateProject(seed, EVERYTHING).project);
  const text = JSON.stringify(projects);

  test('every condition type, and unknown ones', () => {
    const types = new Set(conditionsOf(EVERYTHING).map(({ type }) => type));
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
    const operators = new Set(conditionsOf(EVERYTHING).map(({ operator }) => operator));
    for (const operator of operatorsFor(EVERYTHING)) expect(operators).toContain(operator);
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
    ]) {
      expect(text).toContain(part);
    }
  });
});

test('what is switched off does not occur', () => {
  for (const { type, operator } of conditionsOf(SELF_CONTAINED)) {
    expect(type).not.toMatch(/^(ua|ip)_based$/);
    expect(['in_segment_list', 'not_in_segment_list']).not.toContain(operator);
  }
  for (const seed of SEEDS) {
    for (const { userAgent, ip } of generatedJob(seed, 10, SELF_CONTAINED).users) {
      expect([userAgent, ip]).toEqual([undefined, undefined]);
    }
  }
});

test.runIf(isOracleInstalled())('the users meet and miss conditions of every operator', async () => {
  const outcomes = new Map<unknown, Set<string>>();
  const oracle = new Oracle();
  for (const seed of SEEDS) {
    const job = { ...generatedJob(seed, 40, SELF_CONTAINED), exposedUsers: 0 };
    const plan = { probes: job.plan.probes.filter(isProbe), gates: [], configs: [], layers: [] };
    // oxlint-disable-next-line no-await-in-loop -- one process answers them in turn
    const { answers } = await oracle.answer({ ...job, plan });
    const operatorByProbe = new Map<string, unknown>(
      Object.entries(generateProject(seed, SELF_CONTAINED).project.condition_map).flatMap(([id, condition]) =>
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
  for (const operator of operatorsFor(SELF_CONTAINED)) {
    expect([...(outcomes.get(operator) ?? [])].toSorted(), operator).toEqual(['false', 'true']);
  }
});
