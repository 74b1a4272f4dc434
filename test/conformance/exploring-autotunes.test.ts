import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { Kit } from './kit-answers.js';
import { smallProject } from './small-project.js';

/** What is left to chance can only be compared by how often it comes out. */
const USERS = 6000;

/** Six standard deviations of a share at most: chance alone exceeds it once in a hundred million runs. */
const TOLERANCE = 6 * Math.sqrt(0.25 / USERS);

const ids = ['a', 'b', 'c'];
const weights = (records: number, weightsNumerical: JsonObject = {}): JsonObject => ({
  alpha: 0,
  intercept: 0,
  records,
  weightsNumerical,
  weightsCategorical: {},
});

function jobOn(fields: JsonObject): OracleJob {
  const autotune = {
    salt: 'cs',
    defaultValue: {},
    idType: 'userID',
    enabled: true,
    version: 1,
    higherIsBetter: true,
    groups: ids.map((id) => ({ name: id, id, parameterValues: {} })),
    ...fields,
  };
  return {
    specs: JSON.stringify({ ...smallProject({ conditions: {} }), cmab_configs: { autotune } }),
    options: {},
    users: Array.from({ length: USERS }, (_user, index) => ({ userID: `user-${index}` })),
    plan: { ...EMPTY_PLAN, configs: [{ name: 'autotune', parameters: [] }] },
    exposedUsers: 0,
  };
}

/** The share of users for each rule ID. */
function shares({ answers }: PlanAnswers): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [, experiment = '{}'] of answers) {
    const ruleID = String(JSON.parse(experiment).ruleID);
    counts.set(ruleID, (counts.get(ruleID) ?? 0) + 1 / answers.length);
  }
  return counts;
}

const cases: readonly {
  readonly situation: string;
  readonly job: OracleJob;
  readonly expected: Readonly<Record<string, number>>;
}[] = [
  {
    situation: 'who explores gets the less trained groups more often',
    job: jobOn({
      sampleRate: 1,
      config: { a: weights(0, { age: 1 }), b: weights(1, { age: 1 }), c: weights(3, { age: 1 }) },
    }),
    expected: { 'a:explore': 4 / 7, 'b:explore': 2 / 7, 'c:explore': 1 / 7 },
  },
  {
    situation: 'as many explore as the sample rate says, and a group without a record counts as not trained',
    job: jobOn({ sampleRate: 0.5, config: { a: weights(4, { age: 1 }), b: weights(4, { age: 1 }) } }),
    expected: { a: 1 / 2, 'a:explore': 1 / 14, 'b:explore': 1 / 14, 'c:explore': 5 / 14 },
  },
  {
    situation: 'without any score all groups are as likely',
    job: jobOn({ sampleRate: 0, config: { a: weights(9), b: weights(0) } }),
    expected: { a: 1 / 3, b: 1 / 3, c: 1 / 3 },
  },
];

const contestants = [
  { name: 'statsig-nodekit', start: async () => Kit.start() },
  ...(isOracleInstalled() ? [{ name: 'the official core', start: async () => new Oracle() }] : []),
];

describe.each(contestants)('contextual autotunes decided by $name', ({ start }) => {
  test.each(cases)('$situation', async ({ job, expected }) => {
    const contestant = await start();
    const found = shares(await contestant.answer(job));
    await contestant.close();
    expect([...found.keys()].toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [ruleID, share] of Object.entries(expected)) {
      expect(Math.abs((found.get(ruleID) ?? 0) - share), ruleID).toBeLessThan(TOLERANCE);
    }
  });
});
