import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERIAL_ID_TYPE } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { Kit } from './kit-answers.js';
import { rule, smallProject } from './small-project.js';

/** A user whose exposures are read back, with as many list elements as the colliding ones leave. */
const loggedUser = { userID: 'u', customIDs: { [SERIAL_ID_TYPE]: '0' }, custom: { list: ['a'] } };

const project = smallProject({
  conditions: {
    p: { type: 'public' },
    inGroup: { type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['G'] },
    emptyText: { type: 'user_field', field: 'list', operator: 'array_contains_any', targetValue: [''] },
    colliding: { type: 'user_field', field: 'list', operator: 'eq', targetValue: ['a', 'A'] },
  },
  gates: {
    asksForGroup: { rules: [rule('r', ['inGroup'])] },
    hasEmptyText: { rules: [rule('r', ['emptyText'])] },
    collides: { rules: [rule('r', ['colliding'])] },
  },
  configs: { e: { rules: [rule('er', ['p'], { groupName: 'G', returnValue: { a: 1 } })] } },
});

const jobOn = (plan: Partial<OracleJob['plan']>): OracleJob => ({
  specs: JSON.stringify(project),
  options: {},
  users: [loggedUser],
  plan: { probes: [], gates: [], configs: [], layers: [], ...plan },
  exposedUsers: 1,
});

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

describe('null-elements-match-nothing', () => {
  // At one in 128, the chance that the official core gives one answer only is below one in a million.
  const users = Array.from({ length: 2000 }, () => ({ userID: 'u', custom: { list: [null] } }));
  const job = { ...jobOn({ probes: ['hasEmptyText'] }), users, exposedUsers: 0 };
  const distinct = ({ answers }: PlanAnswers): string[] => [...new Set(answers.flat())].toSorted();

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
