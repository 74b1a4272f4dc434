import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import { SERIAL_ID_TYPE } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN } from '../support/oracle/plan-for.js';
import { Kit } from './kit-answers.js';
import { rule, smallProject } from './small-project.js';

/** Levels of gates that each ask the next one twice. */
const LEVELS = Array.from({ length: 14 }, (_level, index) => index);

/** A user whose exposures are read back, with as many list elements as the colliding ones leave. */
const loggedUser = { userID: 'u', customIDs: { [SERIAL_ID_TYPE]: '0' }, custom: { list: ['a'] } };

const project = smallProject({
  conditions: {
    p: { type: 'public' },
    unknown: { type: 'no_such_type' },
    inGroup: { type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['G'] },
    emptyText: { type: 'user_field', field: 'list', operator: 'array_contains_any', targetValue: [''] },
    colliding: { type: 'user_field', field: 'list', operator: 'eq', targetValue: ['a', 'A'] },
    hasA: { type: 'user_field', field: 'list', operator: 'array_contains_any', targetValue: ['a'] },
    inQA: { type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['qa'] },
    onPhone: { type: 'ua_based', field: 'os_name', operator: 'any', targetValue: ['iOS'] },
    inCircle: { type: 'pass_gate', targetValue: 'circle' },
    ...Object.fromEntries(
      LEVELS.map((level) => [`pass${level + 1}`, { type: 'pass_gate', targetValue: `g${level + 1}` }]),
    ),
  },
  gates: {
    asksForGroup: { rules: [rule('r', ['inGroup'])] },
    hasEmptyText: { rules: [rule('r', ['emptyText'])] },
    collides: { rules: [rule('r', ['colliding'])] },
    circle: { rules: [rule('r', ['inCircle'])] },
    halfSupported: { rules: [rule('r', ['p', 'unknown'])] },
    hasA: { rules: [rule('r', ['hasA'])] },
    inQA: { rules: [rule('r', ['inQA'])] },
    phones: { rules: [rule('r', ['onPhone'])] },
    ...Object.fromEntries(
      LEVELS.map((level) => [`g${level}`, { rules: [rule('r', [`pass${level + 1}`, `pass${level + 1}`])] }]),
    ),
    [`g${LEVELS.length}`]: { rules: [rule('r', ['p'])] },
  },
  layers: { circling: { defaultValue: { a: 1 }, rules: [rule('lr', ['inCircle'])] } },
  configs: { e: { rules: [rule('er', ['p'], { groupName: 'G', returnValue: { a: 1 } })] } },
});

const jobOn = (plan: Partial<OracleJob['plan']>): OracleJob => ({
  specs: JSON.stringify(project),
  options: {},
  users: [loggedUser],
  plan: { ...EMPTY_PLAN, ...plan },
  exposedUsers: 1,
});

/** The first answer for each user. */
const firstAnswers = ({ answers }: PlanAnswers): string[] => answers.map(([first = 'missing']) => first);

const eventNames = ({ exposures }: PlanAnswers): string[] =>
  exposures.map(({ eventName, name }) => `${eventName} ${name}`);

describe('quiet-calls-log-nothing', () => {
  // Without exposed users both `checkGate` and `getFeatureGate` are quiet calls.
  const job = { ...jobOn({ gates: ['asksForGroup'] }), exposedUsers: 0 };
  let kit: Kit;
  beforeAll(async () => {
    kit = await Kit.start();
  });
  afterAll(async () => kit.close());

  test('ours logs neither the gate nor the experiment that its condition asks for', async () => {
    const answers = await kit.answer(job);
    expect(answers.answers[0]?.[0]).toBe('true');
    expect(eventNames(answers)).toEqual([]);
  });

  test.runIf(isOracleInstalled())('the official core logs the experiment', async () => {
    const oracle = new Oracle();
    expect(eventNames(await oracle.answer(job))).toEqual(['statsig::config_exposure e']);
    await oracle.close();
  });
});

describe('unsupported-keeps-out-of-autotunes', () => {
  const autotune = {
    salt: 's',
    defaultValue: { a: 0 },
    idType: 'userID',
    enabled: true,
    version: 1,
    sampleRate: 0,
    higherIsBetter: true,
    groups: [{ name: 'G', id: 'g', parameterValues: { a: 1 } }],
    targetingGateName: 'halfSupported',
  };
  const job = {
    ...jobOn({ configs: [{ name: 'autotune', parameters: [] }] }),
    specs: JSON.stringify({ ...project, cmab_configs: { autotune } }),
  };
  const experimentIn = ({ answers }: PlanAnswers): unknown => JSON.parse(answers[0]?.[1] ?? 'null');

  test('ours keeps the user out, without values', async () => {
    const kit = await Kit.start();
    expect(experimentIn(await kit.answer(job))).toMatchObject({
      reason: 'Network:Unsupported',
      ruleID: 'inlineTargetingRules',
      value: {},
    });
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core lets the user take part', async () => {
    const oracle = new Oracle();
    expect(experimentIn(await oracle.answer(job))).toMatchObject({
      reason: 'Network:Unsupported',
      ruleID: 'g:explore',
      value: { a: 1 },
    });
    await oracle.close();
  });
});

describe('endless-layers-are-not-exposed', () => {
  const job = jobOn({ layers: [{ name: 'circling', parameters: ['a'] }] });
  const usersOf = ({ exposures }: PlanAnswers): string[] => exposures.map(({ name, serial }) => `${name} ${serial}`);

  test('ours logs nothing', async () => {
    const kit = await Kit.start();
    expect(usersOf(await kit.answer(job))).toEqual([]);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core logs a user without a single ID', async () => {
    const oracle = new Oracle();
    expect(usersOf(await oracle.answer(job))).toEqual(['circling ']);
    await oracle.close();
  });
});

describe('gates-are-exposed-once', () => {
  // One user twice: the first time `checkGate` logs, the second time `getFeatureGate`.
  const job = { ...jobOn({ gates: ['phones'] }), users: [loggedUser, loggedUser], exposedUsers: 2 };

  test('ours logs one exposure', async () => {
    const kit = await Kit.start();
    expect(eventNames(await kit.answer(job))).toEqual(['statsig::gate_exposure phones']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core logs two', async () => {
    const oracle = new Oracle();
    expect(eventNames(await oracle.answer(job))).toEqual(Array(2).fill('statsig::gate_exposure phones'));
    await oracle.close();
  });
});

describe('kinds-are-told-apart', () => {
  const job = jobOn({ gates: ['twin'], configs: [{ name: 'twin', parameters: [] }] });

  test('ours logs the gate and the config', async () => {
    const kit = await Kit.start();
    expect(eventNames(await kit.answer(job))).toEqual(['statsig::gate_exposure twin', 'statsig::config_exposure twin']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core logs the gate alone', async () => {
    const oracle = new Oracle();
    expect(eventNames(await oracle.answer(job))).toEqual(['statsig::gate_exposure twin']);
    await oracle.close();
  });
});

describe('numbers-in-lists-count-by-value', () => {
  const users = ['1', '1.0', '1000', '1000.0'].map((value) => ({ userID: 'u', custom: { value } }));
  const inList = smallProject({
    conditions: { inList: { type: 'user_field', field: 'value', operator: 'any', targetValue: ['written below'] } },
    gates: { listed: { rules: [rule('r', ['inList'])] } },
  });
  // As text: numbers in JavaScript do not know how they were written.
  const specs = JSON.stringify(inList).replace('"written below"', '1.0,1e3');
  const job = { ...jobOn({ probes: ['listed'] }), specs, users, exposedUsers: 0 };

  test('ours finds the shortest form of each', async () => {
    const kit = await Kit.start();
    expect(firstAnswers(await kit.answer(job))).toEqual(['true', 'false', 'true', 'false']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core finds them as they are written', async () => {
    const oracle = new Oracle();
    expect(firstAnswers(await oracle.answer(job))).toEqual(['false', 'true', 'false', 'true']);
    await oracle.close();
  });
});

describe('undefined-elements-are-null', () => {
  const users = [{ userID: 'u', custom: { list: [undefined, 'a'] } }];
  const job = { ...jobOn({ probes: ['hasA'] }), users, exposedUsers: 0 };

  test('ours finds the other elements', async () => {
    const kit = await Kit.start();
    expect(firstAnswers(await kit.answer(job))).toEqual(['true']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core finds none', async () => {
    const oracle = new Oracle();
    expect(firstAnswers(await oracle.answer(job))).toEqual(['false']);
    await oracle.close();
  });
});

describe('an-empty-environment-is-none', () => {
  const job: OracleJob = {
    ...jobOn({ probes: ['inQA'] }),
    specs: JSON.stringify({ ...project, default_environment: 'qa' }),
    options: { environment: '' },
    exposedUsers: 0,
  };

  test('ours keeps the default environment of the project', async () => {
    const kit = await Kit.start();
    expect(firstAnswers(await kit.answer(job))).toEqual(['true']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core takes the empty one', async () => {
    const oracle = new Oracle();
    expect(firstAnswers(await oracle.answer(job))).toEqual(['false']);
    await oracle.close();
  });
});

describe('odd-overrides-change-nothing', () => {
  const overriding = (value: unknown): OracleJob => ({
    ...jobOn({ configs: [{ name: 'e', parameters: [] }] }),
    // Values that the types forbid are what is compared here.
    overrides: [['overrideDynamicConfig', 'e', value as JsonObject]],
  });
  const valueIn = ({ answers }: PlanAnswers): unknown => JSON.parse(answers[0]?.[0] ?? 'null').value;

  test('ours keeps the value of the rule, and leaves out of an object what has no JSON form', async () => {
    const kit = await Kit.start();
    const values = [];
    for (const value of ['text', 5, { a: Number.NaN }]) values.push(valueIn(await kit.answer(overriding(value))));
    expect(values).toEqual([{ a: 1 }, { a: 1 }, { a: null }]);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official package makes an object of anything, or sets nothing', async () => {
    const oracle = new Oracle();
    const values = [];
    for (const value of ['text', 5, { a: Number.NaN }]) values.push(valueIn(await oracle.answer(overriding(value))));
    expect(values).toEqual([{ 0: 't', 1: 'e', 2: 'x', 3: 't' }, {}, { a: 1 }]);
    await oracle.close();
  });
});

describe('null-elements-match-nothing', () => {
  // At one in 128, the chance that the official core gives one answer only is below one in a million.
  const users = Array.from({ length: 2000 }, () => ({ userID: 'u', custom: { list: [null] } }));
  const job = { ...jobOn({ probes: ['hasEmptyText'] }), users, exposedUsers: 0 };
  const distinct = (answers: PlanAnswers): string[] => [...new Set(firstAnswers(answers))].toSorted();

  test('ours always answers false', async () => {
    const kit = await Kit.start();
    expect(distinct(await kit.answer(job))).toEqual(['false']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core answers either', async () => {
    const oracle = new Oracle();
    expect(distinct(await oracle.answer(job))).toEqual(['false', 'true']);
    await oracle.close();
  });
});

describe('colliding-lists-are-unequal', () => {
  const job = jobOn({ gates: ['collides'] });

  test('ours answers false', async () => {
    const kit = await Kit.start();
    const { answers } = await kit.answer(job);
    await kit.close();
    expect(answers[0]?.[0]).toBe('false');
  });

  test.runIf(isOracleInstalled())('the official core ends its process, and the next job gets a new one', async () => {
    const oracle = new Oracle();
    await expect(oracle.answer(job)).rejects.toThrow('The official core ended its process');
    const { answers } = await oracle.answer(jobOn({ gates: ['asksForGroup'] }));
    expect(answers[0]?.[0]).toBe('true');
    await oracle.close();
  });
});

describe('own-parameters-only', () => {
  const job = jobOn({ configs: [{ name: 'e', parameters: ['toString'] }] });
  const readsIn = ({ answers }: PlanAnswers): unknown => JSON.parse(answers[0]?.[0] ?? 'null').reads;

  test('ours gives the fallback for the name of a method', async () => {
    const kit = await Kit.start();
    expect(readsIn(await kit.answer(job))).toEqual([{}]);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official package gives the method', async () => {
    const oracle = new Oracle();
    expect(readsIn(await oracle.answer(job))).toMatchObject([{ untyped: null }]);
    await oracle.close();
  });
});

describe('parameter-store-overrides-take-effect', () => {
  const job: OracleJob = {
    ...jobOn({ stores: [{ name: 's', parameters: [{ name: 'color' }] }] }),
    overrides: [['overrideParameterStore', 's', { color: 'red' }]],
  };
  const storeAnswers = ({ answers }: PlanAnswers): unknown[] => answers.flat().map((answer) => JSON.parse(answer));

  test('ours has the parameters that were set', async () => {
    const kit = await Kit.start();
    const [store, color] = storeAnswers(await kit.answer(job));
    await kit.close();
    expect(store).toMatchObject({ reason: 'LocalOverride:Recognized' });
    expect(color).toMatchObject({ text: 'red', absent: 'red' });
  });

  test.runIf(isOracleInstalled())('the official package has none', async () => {
    const oracle = new Oracle();
    const [store, color] = storeAnswers(await oracle.answer(job));
    await oracle.close();
    expect(store).toMatchObject({ reason: 'Network:Unrecognized' });
    expect(color).toMatchObject({ absent: null });
  });
});

describe('stated-system-and-browser-count', () => {
  const job: OracleJob = {
    ...jobOn({ probes: ['phones'] }),
    users: [
      { userID: 'u', os_name: 'iOS' },
      { userID: 'u', custom: { os_name: 'iOS' } },
    ],
    exposedUsers: 0,
  };

  test('ours takes it as if it stood in `custom`', async () => {
    const kit = await Kit.start();
    expect(firstAnswers(await kit.answer(job))).toEqual(['true', 'true']);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official package drops it', async () => {
    const oracle = new Oracle();
    expect(firstAnswers(await oracle.answer(job))).toEqual(['false', 'true']);
    await oracle.close();
  });
});

describe('endless-exposures-are-cut', () => {
  const job = jobOn({ gates: ['g0'] });
  const exposedGates = ({ answers, exposures }: PlanAnswers): number => {
    expect(answers[0]?.[0]).toBe('true');
    return JSON.parse(exposures[0]?.text ?? '{}').secondaryExposures.length;
  };

  test('ours lists ten thousand', async () => {
    const kit = await Kit.start();
    expect(exposedGates(await kit.answer(job))).toBe(10_000);
    await kit.close();
  });

  test.runIf(isOracleInstalled())('the official core lists them all', async () => {
    const oracle = new Oracle();
    expect(exposedGates(await oracle.answer(job))).toBe(2 ** (LEVELS.length + 1) - 2);
    await oracle.close();
  });
});
