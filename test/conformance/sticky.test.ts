import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { SENTINEL, type StickyCallOptions } from '../support/oracle/sticky-plan.mjs';
import { describeDifferences, describeTally } from './describe-difference.js';
import { stickyJob } from './differential-job.js';
import { Kit } from './kit-answers.js';
import { runDifferential } from './run-differential.js';
import { readRunParameters } from './run-parameters.js';
import { rule, smallProject } from './small-project.js';

const { seed, specs } = readRunParameters();

/** Each has many calls, and the plain ones are compared in the differential runs. */
const PROJECTS = Math.ceil(specs / 5);
const USERS = 20;

const group = { groupName: 'A', isExperimentGroup: true, returnValue: { v: 'A' } };
const conditions = {
  everyone: { type: 'public' },
  new: { type: 'no_such_type' },
  leaving: { type: 'user_field', field: 'leaving', operator: 'any', targetValue: ['yes'] },
};
const plainProject = smallProject({
  conditions,
  gates: { grouping: { rules: [rule('r', ['everyone'], { isExperimentGroup: true })] } },
  configs: {
    e: { version: 4, isActive: true, rules: [rule('targetingGate', ['leaving']), rule('grp_A', ['everyone'], group)] },
    ended: { isActive: false, rules: [rule('grp_A', ['everyone'], group)] },
    bare: { isActive: true, rules: [rule('grp_A', ['everyone'], { ...group, returnValue: true })] },
    [SENTINEL.experiment]: {},
  },
  layers: {
    l: { isActive: true, version: 7, rules: [rule('lr', ['everyone'], { configDelegate: 'e' })] },
    unknown: {
      isActive: true,
      useNewLayerEval: true,
      rules: [rule('lr', ['everyone'], { configDelegate: 'e' }), rule('later', ['new'])],
    },
  },
});

const project = {
  ...plainProject,
  cmab_configs: {
    targeted: {
      salt: 'cs',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 1,
      sampleRate: 0.1,
      higherIsBetter: true,
      groups: [{ name: 'A', id: 'a', parameterValues: { v: 'a' } }],
      targetingGateName: 'grouping',
    },
  },
};

/** What `e` keeps of the user in group A. */
const decisionA = {
  value: true,
  json_value: { v: 'A' },
  rule_id: 'grp_A',
  group_name: 'A',
  secondary_exposures: [],
  undelegated_secondary_exposures: null,
  config_delegate: null,
  explicit_parameters: null,
  time: 1000,
  config_version: 4,
};

/** A decision of an earlier time. */
const earlier = { ...decisionA, json_value: { v: 'old' }, rule_id: 'grp_old', group_name: 'Old', time: 77 };

/** One call of `getExperiment`, or of `getLayer` for a layer. */
const jobOn = (name: string, options: StickyCallOptions, custom: JsonObject = {}): OracleJob => ({
  specs: JSON.stringify(project),
  options: {},
  users: [{ userID: 'u', custom }],
  plan: EMPTY_PLAN,
  exposedUsers: 0,
  stickyCalls: [[{ api: name in project.layer_configs ? 'getLayer' : 'getExperiment', name, parameters: [], options }]],
});

const ours = 'statsig-nodekit';
const started = new Map<string, Kit | Oracle>();
beforeAll(async () => {
  started.set(ours, await Kit.start());
  // What is shown of ours came from the official core: asking it again shows that it still does so.
  if (isOracleInstalled()) started.set('the official core', new Oracle({ processes: 2 }));
});
afterAll(async () => {
  for (const contestant of started.values()) await contestant.close();
});
const names = [ours, ...(isOracleInstalled() ? ['the official core'] : [])];

async function answer(name: string, job: OracleJob): Promise<PlanAnswers> {
  const contestant = started.get(name);
  if (contestant === undefined) throw new Error(`${name} was not started.`);
  return contestant.answer(job);
}

async function ask(name: string, ...call: Parameters<typeof jobOn>): Promise<{ answer: unknown; changes: unknown }> {
  const { answers, stickyChanges } = await answer(name, jobOn(...call));
  return { answer: JSON.parse(answers[0]?.at(-1) ?? 'null'), changes: stickyChanges };
}

describe.each(names)('%s', (name) => {
  test('119: keeps the decision of a group', async () => {
    expect(await ask(name, 'e', { userPersistedValues: {} })).toMatchObject({
      answer: { ruleID: 'grp_A', reason: 'Network:Recognized' },
      changes: [{ key: 'u:userID', configName: 'e', data: decisionA }],
    });
  });

  test('120: forgets what is kept when a call brings nothing along', async () => {
    expect(await ask(name, 'e', {})).toMatchObject({
      answer: { ruleID: 'grp_A' },
      changes: [{ key: 'u:userID', configName: 'e', data: null }],
    });
  });

  test('121: enforces targeting, and leaves the storage alone', async () => {
    const options = { userPersistedValues: { e: earlier }, enforceTargeting: true };
    expect(await ask(name, 'e', options, { leaving: 'yes' })).toMatchObject({
      answer: { ruleID: 'targetingGate', reason: 'Network:Recognized' },
      changes: [],
    });
    expect(await ask(name, 'e', options)).toMatchObject({ answer: { ruleID: 'grp_old' }, changes: [] });
  });

  test('gives the kept decision, with its own time and version', async () => {
    expect(await ask(name, 'e', { userPersistedValues: { e: earlier } })).toMatchObject({
      answer: {
        name: 'e',
        value: { v: 'old' },
        ruleID: 'grp_old',
        groupName: 'Old',
        reason: 'Persisted',
        lcut: 77,
        version: 4,
        isDated: true,
      },
      changes: [],
    });
  });

  test('forgets what is kept of an experiment that has ended', async () => {
    expect(await ask(name, 'ended', { userPersistedValues: { ended: earlier } })).toMatchObject({
      answer: { ruleID: 'grp_A', reason: 'Network:Recognized' },
      changes: [{ key: 'u:userID', configName: 'ended', data: null }],
    });
  });

  test('keeps the decision of a layer under its name, with the experiment that decided', async () => {
    const kept = { ...decisionA, config_delegate: 'e', config_version: 7, undelegated_secondary_exposures: [] };
    expect(await ask(name, 'l', { userPersistedValues: {} })).toMatchObject({
      answer: { ruleID: 'grp_A', allocatedExperimentName: 'e' },
      changes: [{ key: 'u:userID', configName: 'l', data: kept }],
    });
  });

  test('takes all values for not given when one is malformed', async () => {
    const { time: _, ...timeless } = earlier;
    expect(await ask(name, 'e', { userPersistedValues: { e: earlier, other: timeless } })).toMatchObject({
      answer: { ruleID: 'grp_A' },
      changes: [{ key: 'u:userID', configName: 'e', data: null }],
    });
  });
});

describe('kept-values-are-objects', () => {
  test.each(names)('%s', async (name) => {
    expect(await ask(name, 'bare', { userPersistedValues: {} })).toMatchObject({
      answer: { value: {} },
      changes: [{ data: { json_value: name === ours ? {} : true } }],
    });
  });
});

describe('gates-keep-no-decisions', () => {
  test.each(names)('%s', async (name) => {
    expect(await ask(name, 'targeted', { userPersistedValues: {} })).toMatchObject({
      answer: { ruleID: 'a:explore' },
      changes: name === ours ? [] : [{ configName: 'grouping', data: { rule_id: 'a' } }],
    });
  });
});

describe('unsupported-decisions-are-not-kept', () => {
  test.each(names)('%s', async (name) => {
    expect(await ask(name, 'unknown', { userPersistedValues: {} })).toMatchObject({
      answer: { reason: 'Network:Unsupported' },
      changes: name === ours ? [] : [{ configName: 'unknown', data: { rule_id: 'grp_A' } }],
    });
  });
});

describe('storage-is-told-what-is-new', () => {
  test.each(names)('%s', async (name) => {
    const job = jobOn('e', {});
    const calls = Array.from({ length: 3 }, () => job.stickyCalls?.[0] ?? []).flat();
    const { stickyChanges } = await answer(name, { ...job, stickyCalls: [calls] });
    const forgotten = { key: 'u:userID', configName: 'e', data: null };
    expect(stickyChanges).toEqual(name === ours ? [forgotten] : [forgotten, forgotten, forgotten]);
  });
});

describe('odd-kept-decisions-are-tidied', () => {
  test.each(names)('%s', async (name) => {
    const exposure = { gate: 'g', gateValue: 'odd', ruleID: 'r' };
    const odd = { ...earlier, time: -5, secondary_exposures: [exposure] };
    expect(await ask(name, 'e', { userPersistedValues: { e: odd } })).toMatchObject({
      answer: {
        reason: 'Persisted',
        lcut: name === ours ? null : 2 ** 64,
        secondaryExposures: [{ gateValue: name === ours ? 'false' : 'odd' }],
      },
    });
  });
});

describe('null-in-place-of-kept-decisions', () => {
  test.each(names)('%s', async (name) => {
    // The types of the official package forbid it, and storages give it for a user that they do not know.
    const options = { userPersistedValues: null } as unknown as StickyCallOptions;
    expect(await ask(name, 'e', options)).toMatchObject(
      name === ours
        ? { answer: { ruleID: 'grp_A' }, changes: [{ data: null }] }
        : { answer: { ruleID: '', reason: '' }, changes: [] },
    );
  });
});

test.runIf(isOracleInstalled())(
  `on ${PROJECTS} generated projects kept decisions have the same effects in both, seed ${seed}`,
  { timeout: 60_000 + PROJECTS * 4000 },
  async () => {
    const [kit, oracle] = [started.get(ours), started.get('the official core')];
    if (!(kit instanceof Kit) || !(oracle instanceof Oracle)) throw new Error('Both must be there.');
    const jobs = Array.from({ length: PROJECTS }, (_job, index) => ({
      origin: `npm run test:conformance -- sticky --seed ${seed + index} --specs 1`,
      make: () => stickyJob(seed + index, USERS),
    }));
    const run = await runDifferential({ kit, oracle }, jobs);
    console.log(`with kept decisions: ${PROJECTS} projects × ${USERS} users\n${describeTally(run.tally)}`);
    expect(run.tally.comparisons.get('kept decision')).toBeGreaterThan(PROJECTS);
    if (run.tally.unexplained.length > 0) throw new Error(describeDifferences(run));
  },
);
