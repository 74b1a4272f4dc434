import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import { planLabels } from '../support/oracle/evaluation-plan.mjs';
import { SERIAL_ID_TYPE } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers, UserFields } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { EMPTY_PLAN, planFor } from '../support/oracle/plan-for.js';
import { AGENT_EXAMPLES } from './agent-examples.js';
import { FIELD_EXAMPLES, PERCENTAGE_EXAMPLES } from './field-examples.js';
import { Kit } from './kit-answers.js';
import { ABSENT, OPERATOR_EXAMPLES } from './operator-examples.js';
import { rule, smallProject } from './small-project.js';
import { SPEC_EXAMPLES } from './spec-examples.js';

interface Contestant {
  readonly answer: (job: OracleJob) => Promise<PlanAnswers>;
  readonly close: () => Promise<void>;
}

const OURS = 'statsig-nodekit';
const contestants: { readonly name: string; readonly start: () => Promise<Contestant> }[] = [
  { name: OURS, start: async () => Kit.start() },
];
// The examples came from the official core: asking it again shows that they are still what it does.
if (isOracleInstalled()) contestants.push({ name: 'the official core', start: async () => new Oracle() });

/** One gate with one rule on one condition, asked for one user. */
interface GateExample {
  readonly title: string;
  readonly condition: JsonObject;
  readonly user: UserFields;
  readonly value: boolean;
  readonly gateFields?: JsonObject;
  readonly ruleFields?: JsonObject;
}

const gateExamples: readonly GateExample[] = [
  ...OPERATOR_EXAMPLES.map(([row, operator, targetValue, value, isMet]) => ({
    title: `${row}: ${operator} ${JSON.stringify(targetValue)} of ${value === ABSENT ? 'nothing' : JSON.stringify(value)}`,
    condition: { type: 'user_field', field: 'f', operator, targetValue },
    user: value === ABSENT ? { userID: 'u' } : { userID: 'u', custom: { f: value } },
    value: isMet,
  })),
  ...FIELD_EXAMPLES.map(({ row, condition, user, isMet }) => ({
    title: `${row}: ${JSON.stringify(condition)} for ${JSON.stringify(user).slice(0, 80)}`,
    condition,
    user,
    value: isMet,
  })),
  ...PERCENTAGE_EXAMPLES.map(([row, userID, passPercentage, passes]) => ({
    title: `${row}: ${passPercentage} % for "${userID}"`,
    condition: { type: 'public' },
    user: { userID },
    value: passes,
    gateFields: { salt: 'spec_salt' },
    ruleFields: { salt: 'rule_salt', passPercentage },
  })),
];

describe.each(contestants)('worked examples answered by $name', ({ name: contestantName, start }) => {
  let contestant: Contestant;
  beforeAll(async () => {
    contestant = await start();
  });
  afterAll(async () => contestant.close());

  describe('one condition', () => {
    const gateName = (index: number): string => `row_${index}`;
    const byIndex = <Value>(convert: (example: GateExample, id: string) => Value): Record<string, Value> =>
      Object.fromEntries(gateExamples.map((example, index) => [gateName(index), convert(example, gateName(index))]));
    const payload = smallProject({
      gates: byIndex(({ gateFields, ruleFields }, id) => ({ ...gateFields, rules: [rule('r', [id], ruleFields)] })),
      conditions: byIndex(({ condition }) => condition),
    });
    const plan = planFor(payload);
    const labels = planLabels(plan);
    let answers: PlanAnswers;
    beforeAll(async () => {
      answers = await contestant.answer({
        specs: JSON.stringify(payload),
        options: { environment: 'production' },
        users: gateExamples.map(({ user }) => user),
        plan,
        exposedUsers: 0,
      });
    });

    test.each(gateExamples.map((example, index) => ({ ...example, index })))('$title → $value', ({ index, value }) => {
      const position = labels.findIndex(({ api, name }) => api === 'checkGate' && name === gateName(index));
      expect(answers.answers[index]?.[position]).toBe(String(value));
    });
  });

  test.each(SPEC_EXAMPLES)('$row: $situation', async (example) => {
    const { user = { userID: 'u' }, overrides = [], project, call, answer, ourAnswer, exposed } = example;
    const plan = planFor(project);
    const { answers, exposures } = await contestant.answer({
      specs: JSON.stringify(project),
      options: {},
      // The user at position 1 has the object-returning calls logged.
      users: [{ userID: 'first' }, marked(user)],
      overrides,
      plan,
      exposedUsers: 2,
    });
    const position = planLabels(plan).findIndex(
      ({ api, name, parameter }) => api === call.api && name === call.name && parameter === call.parameter,
    );
    const expected = contestantName === OURS ? (ourAnswer ?? answer) : answer;
    expect(readable(answers[1]?.[position])).toMatchObject(expected);
    if (exposed !== undefined) {
      const logged = exposures.find(({ serial, name }) => serial === '1' && name === call.name);
      expect(readable(logged?.text)).toMatchObject({ secondaryExposures: exposed });
    }
  });

  test('95 to 101: what agents say of systems and browsers', async () => {
    const { answers } = await contestant.answer({
      specs: JSON.stringify(smallProject({ conditions: {} })),
      options: {},
      users: AGENT_EXAMPLES.map(([, userAgent]) => ({ userID: 'u', userAgent })),
      plan: EMPTY_PLAN,
      exposedUsers: 0,
    });
    const found = answers.map(([answer = '{}']) => {
      const said: Record<string, string> = JSON.parse(answer);
      return [`${said['os_name']} ${said['os_version']}`, `${said['browser_name']} ${said['browser_version']}`];
    });
    expect(found).toEqual(AGENT_EXAMPLES.map(([, , system, browser]) => [system, browser]));
  });

  test('122: an autotune that is not trained splits its users evenly by their buckets', async () => {
    const users = Array.from({ length: 500 }, (_user, index) => `user-${index}`);
    const { answers } = await contestant.answer({
      specs: JSON.stringify({ ...smallProject({ conditions: {} }), cmab_configs: { autotune: UNTRAINED_AUTOTUNE } }),
      options: {},
      users: users.map((userID) => ({ userID })),
      plan: { ...EMPTY_PLAN, configs: [{ name: 'autotune', parameters: [] }] },
      exposedUsers: 0,
    });
    const decided = answers.map(([, experiment = '{}']) => String(JSON.parse(experiment).ruleID));
    const groups = users.map((userID) => Math.floor(bucketOf(`cs.${userID}`) / (10_000 / 3)));
    expect(decided).toEqual(groups.map((index) => `${'abc'.charAt(index)}:explore`));
    expect(new Set(groups).size).toBe(3);
  });

  test('123: a client without the table of countries', async () => {
    const project = smallProject({
      conditions: { us: { type: 'ip_based', field: 'country', operator: 'any', targetValue: ['US'] } },
      gates: { g: { rules: [rule('r', ['us'])] } },
    });
    // In a process of its own: once loaded, the official core keeps the table for all clients.
    const fresh = await start();
    const { answers } = await fresh.answer({
      specs: JSON.stringify(project),
      options: { disableCountryLookup: true },
      users: [{ userID: 'u', ip: '8.8.8.8' }],
      plan: { ...EMPTY_PLAN, gates: ['g'] },
      exposedUsers: 0,
    });
    await fresh.close();
    expect(readable(answers[0]?.[1])).toMatchObject({
      value: false,
      ruleID: 'default',
      reason: 'CountryLookupNotLoaded:Recognized',
    });
  });
});

const UNTRAINED_AUTOTUNE = {
  salt: 'cs',
  defaultValue: {},
  idType: 'userID',
  enabled: true,
  version: 1,
  sampleRate: 0.1,
  higherIsBetter: true,
  groups: ['a', 'b', 'c'].map((id) => ({ name: id.toUpperCase(), id, parameterValues: { v: id } })),
};

/** The first eight bytes of the hash as a number, of which the last four digits count. */
const bucketOf = (text: string): number =>
  Number(createHash('sha256').update(text).digest().readBigUInt64BE(0) % 10_000n);

/** A user whose exposures are read back. */
const marked = (user: UserFields): UserFields => ({
  ...user,
  customIDs: { ...Object(user['customIDs']), [SERIAL_ID_TYPE]: '1' },
});

/** An answer with secondary exposures in the short form of the examples. */
function readable(text: string | undefined): unknown {
  return JSON.parse(text ?? 'null', (key, value: unknown) =>
    key === 'secondaryExposures' && Array.isArray(value)
      ? value.map(({ gate, gateValue, ruleID }) => `${gate}/${gateValue}/${ruleID}`)
      : value,
  );
}
