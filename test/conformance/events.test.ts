import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SERIAL_ID_TYPE } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { type ComparedApi, ComparisonTally, compareAnswers } from './compare-answers.js';
import { describeDifferences, describeTally } from './describe-difference.js';
import { captureJob, eventJob, manualJob } from './differential-job.js';
import { Kit } from './kit-answers.js';
import { runDifferential } from './run-differential.js';
import { readRunParameters } from './run-parameters.js';
import { rule, smallProject } from './small-project.js';

/** Changes our events on their way out, as a faulty SDK would. */
const broken = vi.hoisted(() => ({ change: (text: string): string => text }));

vi.mock('../../lib/exposures/exposure-event.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../lib/exposures/exposure-event.js')>();
  class BreakableEvent extends original.ExposureEvent {
    override toJson(): string {
      return broken.change(super.toJson());
    }
  }
  return { ...original, ExposureEvent: BreakableEvent };
});

vi.mock('../../lib/events/custom-event.js', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../lib/events/custom-event.js')>();
  class BreakableEvent extends original.CustomEvent<unknown> {
    override toJson(): string {
      return broken.change(super.toJson());
    }
  }
  return { ...original, CustomEvent: BreakableEvent };
});

const { seed, specs } = readRunParameters();

/** Each user logs an exposure of everything in the project, so that fewer say as much. */
const PROJECTS = Math.ceil(specs / 5);
const USERS = 20;

/** Projects that have all that is broken in turn. */
const BROKEN_SEEDS = [7001, 7002, 20_261_121];

describe.runIf(isOracleInstalled())('every event is the official core’s', () => {
  let oracle: Oracle;
  let kit: Kit;
  beforeAll(async () => {
    oracle = new Oracle({ processes: 2 });
    kit = await Kit.start();
  });
  afterAll(async () => {
    await oracle.close();
    await kit.close();
  });

  async function expectNoDifferences(
    title: string,
    makeJob: (seed: number) => OracleJob,
    compared: readonly ComparedApi[],
  ): Promise<void> {
    const run = await runDifferential(
      { kit, oracle },
      Array.from({ length: PROJECTS }, (_job, index) => ({
        origin: `npm run test:conformance -- events --seed ${seed + index} --specs 1`,
        make: () => makeJob(seed + index),
      })),
    );
    console.log(`${title}: ${PROJECTS} projects × ${USERS} users\n${describeTally(run.tally)}`);
    if (run.tally.unexplained.length > 0) throw new Error(describeDifferences(run));
    for (const api of compared) expect(run.tally.comparisons.get(api) ?? 0, api).toBeGreaterThan(0);
  }

  const timeout = 60_000 + PROJECTS * 4000;
  test(`of checks and of the application, on ${PROJECTS} generated projects, seed ${seed}`, { timeout }, async () => {
    const compared = ['exposure', 'custom event', 'checks without exposure', 'logged user'] as const;
    await expectNoDifferences('events', (each) => eventJob(each, USERS), compared);
  });

  test(`that is logged by hand, on ${PROJECTS} generated projects, seed ${seed}`, { timeout }, async () => {
    await expectNoDifferences('exposures by hand', (each) => manualJob(each, USERS), ['exposure', 'logged user']);
  });

  test(`of a captured console, on ${PROJECTS} generated projects, seed ${seed}`, { timeout }, async () => {
    await expectNoDifferences('captured lines', (each) => captureJob(each, USERS), ['custom event']);
  });

  describe('and one that was not would be noticed:', () => {
    const jobs = BROKEN_SEEDS.flatMap((each) => [
      eventJob(each, USERS),
      manualJob(each, USERS),
      captureJob(each, USERS),
    ]);
    const theirs: PlanAnswers[] = [];
    beforeAll(async () => {
      theirs.push(...(await Promise.all(jobs.map((job) => fullerAnswer(job)))));
    });

    /** The one with more events of two answers of the official core: on a busy machine it loses some now and then. */
    async function fullerAnswer(job: OracleJob): Promise<PlanAnswers> {
      const [one, other] = [await oracle.answer(job), await oracle.answer(job)];
      return other.customEvents.length > one.customEvents.length ? other : one;
    }

    async function countDifferences(change: (text: string) => string): Promise<number> {
      broken.change = change;
      try {
        const tally = new ComparisonTally();
        for (const [index, job] of jobs.entries()) {
          const their = theirs[index];
          // oxlint-disable-next-line no-await-in-loop -- the first one that differs is enough
          if (their !== undefined) compareAnswers(tally, job, { ours: await kit.answer(job), theirs: their });
          if (tally.unexplained.length > 0) break;
        }
        return tally.unexplained.length;
      } finally {
        broken.change = (text) => text;
      }
    }

    test('nothing is wrong with whole ones', { timeout: 60_000 }, async () => {
      expect(await countDifferences((text) => text)).toBe(0);
    });

    test.each<[what: string, from: string | RegExp, to: string]>([
      ['rulePassed', /"rulePassed":"true"/, '"rulePassed":"false"'],
      ['gateValue', /"gateValue":"false","ruleID"/, '"gateValue":"true","ruleID"'],
      ['ruleID', /"ruleID":"default"/, '"ruleID":""'],
      ['configVersion', /"configVersion":"\d+",/, ''],
      ['isManualExposure', '"isManualExposure":"true",', ''],
      ['isExplicitParameter', '"isExplicitParameter":"true"', '"isExplicitParameter":"false"'],
      ['allocatedExperiment', /"allocatedExperiment":"[^"]+"/, '"allocatedExperiment":""'],
      ['reason', '"reason":"Network:Unrecognized"', '"reason":"Network:Recognized"'],
      ['samplingRate', /"samplingRate":10\b/, '"samplingRate":11'],
      ['samplingMode', '"samplingMode":"shadow"', '"samplingMode":"on"'],
      ['statsigMetadata', '"statsigMetadata":{}', '"statsigMetadata":null'],
      ['secondaryExposures', '"secondaryExposures":[]', '"secondaryExposures":null'],
      ['the user', '"userID":"', '"userId":"'],
      ['the environment', '"statsigEnvironment":{"tier":', '"statsigEnvironment":{"tear":'],
      ['the value of an event', '"value":1,', '"value":"1",'],
      ['metadata', '"metadata":null,', '"metadata":{},'],
      [
        'the event of a user',
        '"eventName":"statsig::identify","value":null',
        '"eventName":"statsig::identify","value":""',
      ],
      ['the level of a line', '"log_level":"Log"', '"log_level":"Info"'],
      ['the status of a line', '"status":"info"', '"status":"log"'],
      ['the trace of a captured line', /"trace":"[^"]+",/, ''],
      ['the user of captured lines', '"userID":"console-capture-user"', '"userID":"another"'],
    ])('%s', { timeout: 60_000 }, async (_what, from, to) => {
      expect(await countDifferences((text) => text.replace(from, to))).toBeGreaterThan(0);
    });
  });
});

/** One of each kind; the gate asks for another one. */
const smallest = smallProject({
  conditions: {
    p: { type: 'public' },
    passesOther: { type: 'pass_gate', targetValue: 'other' },
  },
  gates: { g: { rules: [rule('r', ['passesOther'])] }, other: { rules: [rule('r', ['p'])] } },
  configs: { e: { rules: [rule('er', ['p'], { isExperimentGroup: true, returnValue: { a: 1 } })] } },
  layers: { l: { defaultValue: { a: 1 } } },
});

const smallJob = (job: Partial<OracleJob>): OracleJob => ({
  specs: JSON.stringify(smallest),
  options: {},
  users: [{ userID: 'u', customIDs: { [SERIAL_ID_TYPE]: '0' } }],
  plan: EMPTY_PLAN,
  exposedUsers: 1,
  ...job,
});

async function answerOnce(contestant: Kit | Oracle, job: OracleJob): Promise<PlanAnswers> {
  try {
    return await contestant.answer(job);
  } finally {
    await contestant.close();
  }
}

describe('manual-exposures-are-not-lost', () => {
  // Checks are made before: the same user comes twice.
  const [user] = smallJob({}).users;
  const job = smallJob({
    users: [user ?? {}, user ?? {}],
    plan: {
      ...EMPTY_PLAN,
      gates: ['g'],
      configs: [{ name: 'e', parameters: [] }],
      layers: [{ name: 'l', parameters: ['a'] }],
    },
    eventCalls: [
      [],
      [
        ['manuallyLogFeatureGateExposure', 'g'],
        ['manuallyLogExperimentExposure', 'e'],
        ['manuallyLogLayerParamExposure', 'l', 'a'],
      ],
    ],
  });
  const byHand = ({ exposures }: PlanAnswers): string[] =>
    exposures.filter(({ text }) => text.includes('"isManualExposure":"true"')).map(({ name }) => name);

  test('ours logs each exposure by hand, also after checks', async () => {
    expect(byHand(await answerOnce(await Kit.start(), job))).toEqual(['g', 'e', 'l']);
  });

  test.runIf(isOracleInstalled())('the official core logs those that no check has logged alike', async () => {
    // That of the gate differs from the exposure of `checkGate` in its unit.
    expect(byHand(await answerOnce(new Oracle(), job))).toEqual(['g']);
  });
});

describe('secondary-exposures-stay-secondary', () => {
  const job = smallJob({
    specs: JSON.stringify({ ...smallest, sdk_configs: { sec_expo_number: 1000 } }),
    options: { experimentalFlags: new Set(['sec_expo_as_primary:any']) },
    plan: { ...EMPTY_PLAN, gates: ['g'] },
  });
  const logged = ({ exposures }: PlanAnswers): string[] => exposures.map(({ name }) => name).toSorted();

  test('ours logs the gate alone, with the other one in its event', async () => {
    const answers = await answerOnce(await Kit.start(), job);
    expect(logged(answers)).toEqual(['g']);
    expect(answers.exposures[0]?.text).toContain(
      '"secondaryExposures":[{"gate":"other","gateValue":"true","ruleID":"r"}]',
    );
  });

  test.runIf(isOracleInstalled())('the official core logs both, each in an event of its own', async () => {
    const answers = await answerOnce(new Oracle(), job);
    expect(logged(answers)).toEqual(['g', 'other']);
    for (const { text } of answers.exposures) expect(text).toContain('"secondaryExposures":[]');
  });
});

describe('nothing-is-logged-where-logging-is-off', () => {
  const job = smallJob({
    options: { disableAllLogging: true },
    plan: { ...EMPTY_PLAN, gates: ['g'] },
    exposedUsers: 0,
  });

  test('ours sends nothing', async () => {
    const { exposures, customEvents, quietChecks } = await answerOnce(await Kit.start(), job);
    expect({ exposures, customEvents, quietChecks: quietChecks.size }).toEqual({
      exposures: [],
      customEvents: [],
      quietChecks: 0,
    });
  });

  test.runIf(isOracleInstalled())('the official core sends its counts of checks', async () => {
    const { quietChecks } = await answerOnce(new Oracle(), job);
    expect([...quietChecks]).toEqual([['g', 2]]);
  });
});

/** A gate that is sampled at a rate, and what is sampled in other ways; asked for by many users. */
function sampledJob(sdkConfigs: Readonly<Record<string, unknown>>, samplingRate: number | null): OracleJob {
  const project = smallProject({
    conditions: { p: { type: 'public' }, passesOther: { type: 'pass_gate', targetValue: 'other' } },
    gates: {
      sampled: { rules: [rule('r', ['p'], { samplingRate })] },
      forwarded: { forwardAllExposures: true, rules: [rule('r', ['p'], { samplingRate })] },
      other: { rules: [rule('r', ['p'])] },
      analytical: { rules: [rule('r', ['passesOther'], { samplingRate })] },
      ruleless: { rules: [] },
    },
  });
  const users = Array.from({ length: SAMPLED_USERS }, (_user, index) => ({
    userID: `user-${index}`,
    customIDs: { [SERIAL_ID_TYPE]: String(index) },
  }));
  return {
    specs: JSON.stringify({ ...project, sdk_configs: sdkConfigs }),
    options: {},
    users,
    plan: EMPTY_PLAN,
    exposedUsers: 0,
    eventCalls: users.map(() =>
      ['sampled', 'forwarded', 'analytical', 'ruleless'].map(
        (name) => ['manuallyLogFeatureGateExposure', name] as const,
      ),
    ),
  };
}

const SAMPLED_USERS = 2000;

/** How many exposures of a gate say the same of sampling. */
function countNotes({ exposures }: PlanAnswers): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, text } of exposures) {
    const { statsigMetadata } = JSON.parse(text) as { statsigMetadata: unknown };
    const key = `${name} ${JSON.stringify(statsigMetadata)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe('samples', () => {
  const contestants = new Map<string, Kit | Oracle>();
  beforeAll(async () => {
    contestants.set('statsig-nodekit', await Kit.start());
    if (isOracleInstalled()) contestants.set('the official core', new Oracle());
  });
  afterAll(async () => {
    for (const contestant of contestants.values()) await contestant.close();
  });
  const names = ['statsig-nodekit', ...(isOracleInstalled() ? ['the official core'] : [])];

  async function countFor(name: string, ...job: Parameters<typeof sampledJob>): Promise<Record<string, number>> {
    const contestant = contestants.get(name);
    if (contestant === undefined) throw new Error(`${name} was not started.`);
    return countNotes(await contestant.answer(sampledJob(...job)));
  }

  describe.each(names)('of %s', (name) => {
    // Beyond five standard deviations is beyond chance.
    const within = (share: number): number => 5 * Math.sqrt(share * (1 - share) * SAMPLED_USERS);

    test.each([2, 10, 101])('are one exposure in %i, besides the first', { timeout: 60_000 }, async (rate) => {
      const counts = await countFor(name, { sampling_mode: 'on', special_case_sampling_rate: 7 }, rate);
      expect(counts['sampled {}']).toBe(1);
      expect(counts['ruleless {}']).toBe(1);
      expect(counts['forwarded {}']).toBe(SAMPLED_USERS);
      expect(counts['analytical {}']).toBe(SAMPLED_USERS);
      const note = (samplingRate: number): string =>
        `{"samplingMode":"on","samplingRate":${samplingRate},"shadowLogged":"one or the other"}`;
      expect(Math.abs((counts[`sampled ${note(rate)}`] ?? 0) - SAMPLED_USERS / rate)).toBeLessThan(within(1 / rate));
      expect(Math.abs((counts[`ruleless ${note(7)}`] ?? 0) - SAMPLED_USERS / 7)).toBeLessThan(within(1 / 7));
      expect(Object.keys(counts)).toHaveLength(6);
    });

    test.each<[rate: number | null, rest: Record<string, number>]>([
      [0, {}],
      [1, { 'sampled {"samplingMode":"on","samplingRate":1,"shadowLogged":"logged"}': SAMPLED_USERS - 1 }],
      [null, { 'sampled {"samplingMode":"on","samplingRate":null,"shadowLogged":"logged"}': SAMPLED_USERS - 1 }],
      [Number.MAX_SAFE_INTEGER, {}],
    ])('at the rate %j are all or none', { timeout: 60_000 }, async (rate, rest) => {
      const counts = await countFor(name, { sampling_mode: 'on', special_case_sampling_rate: -1 }, rate);
      expect(counts).toEqual({
        'sampled {}': 1,
        'ruleless {}': 1,
        'forwarded {}': SAMPLED_USERS,
        'analytical {}': SAMPLED_USERS,
        ...rest,
      });
    });

    test('are all exposures in the mode that tries it out', { timeout: 60_000 }, async () => {
      const counts = await countFor(name, { sampling_mode: 'shadow', special_case_sampling_rate: 0 }, 10);
      expect(counts).toEqual({
        'sampled {}': 1,
        'sampled {"samplingMode":"shadow","samplingRate":10,"shadowLogged":"one or the other"}': SAMPLED_USERS - 1,
        'ruleless {}': 1,
        'ruleless {"samplingMode":"shadow","samplingRate":0,"shadowLogged":"dropped"}': SAMPLED_USERS - 1,
        'forwarded {}': SAMPLED_USERS,
        'analytical {}': SAMPLED_USERS,
      });
    });
  });
});
