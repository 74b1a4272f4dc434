import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Operator } from '../../lib/evaluation/operators/operator.js';
import { isProbe } from '../support/generator/condition-probes.js';
import { OPERATORS } from '../support/generator/targets/operator-targets.js';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { ComparisonTally, compareAnswers } from './compare-answers.js';
import { generatedJob } from './differential-job.js';
import { Kit } from './kit-answers.js';

/**
 * Whether the differential would notice: each operator in turn is broken, by letting one answer for it that is nearly the
 * same, and the comparison with the official core has to find it out.
 */

const broken = vi.hoisted(() => ({ name: '', answeredBy: '' }));

vi.mock('../../lib/evaluation/operators/index.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../lib/evaluation/operators/index.js')>();
  class BreakableOperators extends Map<string, Operator> {
    override get(name: string): Operator | undefined {
      return super.get(name === broken.name ? broken.answeredBy : name);
    }
  }
  return { ...original, operators: new BreakableOperators(original.operators) };
});

/** For each operator one that gives the same answer for most values. */
const NEAREST: Readonly<Record<string, string>> = {
  gt: 'gte',
  gte: 'gt',
  lt: 'lte',
  lte: 'lt',
  version_gt: 'version_gte',
  version_gte: 'version_gt',
  version_lt: 'version_lte',
  version_lte: 'version_lt',
  version_eq: 'version_gte',
  version_neq: 'version_lt',
  any: 'any_case_sensitive',
  none: 'none_case_sensitive',
  any_case_sensitive: 'any',
  none_case_sensitive: 'none',
  str_starts_with_any: 'str_contains_any',
  str_ends_with_any: 'str_contains_any',
  str_contains_any: 'str_starts_with_any',
  str_contains_none: 'none',
  str_matches: 'str_contains_any',
  before: 'lt',
  after: 'gt',
  on: 'before',
  eq: 'any',
  neq: 'none',
  in_segment_list: 'any',
  not_in_segment_list: 'none',
  array_contains_any: 'array_contains_all',
  array_contains_none: 'not_array_contains_all',
  array_contains_all: 'array_contains_any',
  not_array_contains_all: 'array_contains_none',
};

const PROJECTS = 16;
const USERS = 40;
const FIRST_SEED = 5000;

/** Asks only the gates that show one condition each, so that one run costs little. */
function probingJob(seed: number): OracleJob {
  const { specs, plan, ...rest } = generatedJob(seed, USERS, 0);
  return { ...rest, specs, overrides: [], plan: { ...EMPTY_PLAN, probes: plan.probes.filter(isProbe) } };
}

test('every operator has its turn', () => {
  expect(Object.keys(NEAREST).toSorted()).toEqual(OPERATORS.toSorted());
});

describe.runIf(isOracleInstalled())('the differential', () => {
  const answered: { readonly job: OracleJob; readonly theirs: PlanAnswers }[] = [];
  let kit: Kit;
  beforeAll(async () => {
    const oracle = new Oracle({ processes: 2 });
    const jobs = Array.from({ length: PROJECTS }, (_job, index) => probingJob(FIRST_SEED + index));
    const theirs = await Promise.all(jobs.map(async (job) => oracle.answer(job)));
    await oracle.close();
    for (const [index, job] of jobs.entries()) {
      const theirAnswers = theirs[index];
      if (theirAnswers !== undefined) answered.push({ job, theirs: theirAnswers });
    }
    kit = await Kit.start();
  });
  afterAll(async () => kit.close());

  /** How many differences there are, up to the first project that has any. */
  async function findDifferences(isOfInterest: (job: OracleJob) => boolean): Promise<number> {
    for (const { job, theirs } of answered.filter((one) => isOfInterest(one.job))) {
      const tally = new ComparisonTally();
      // oxlint-disable-next-line no-await-in-loop -- the first one that differs is enough
      compareAnswers(tally, job, { ours: await kit.answer(job), theirs });
      if (tally.unexplained.length > 0) return tally.unexplained.length;
    }
    return 0;
  }

  test('finds nothing as long as all are whole', async () => {
    broken.name = '';
    expect(answered).toHaveLength(PROJECTS);
    expect(await findDifferences(() => true)).toBe(0);
  });

  test.each(Object.entries(NEAREST))('notices that %s is answered by %s', async (name, answeredBy) => {
    Object.assign(broken, { name, answeredBy });
    const found = await findDifferences(({ specs }) => specs.includes(`"operator":"${name}"`));
    broken.name = '';
    expect(found).toBeGreaterThan(0);
  });
});
