import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/generator/wire-types.js';
import { planLabels } from '../support/oracle/evaluation-plan.mjs';
import { SERIAL_ID_TYPE } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers, UserFields } from '../support/oracle/oracle-job.js';
import { Oracle, isOracleInstalled } from '../support/oracle/oracle.js';
import { planFor } from '../support/oracle/plan-for.js';
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
    title: `${row}: ${JSON.stringify(condition)} for ${JSON.stringify(user)}`,
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
    const labels = planLabels(plan, 'none');
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

  test.each(SPEC_EXAMPLES)('$row: $situation', async ({ project, call, answer, ourAnswer, exposed }) => {
    const plan = planFor(project);
    const { answers, exposures } = await contestant.answer({
      specs: JSON.stringify(project),
      options: {},
      // The user at position 1 has the object-returning calls logged.
      users: [{ userID: 'first' }, { userID: 'u', customIDs: { [SERIAL_ID_TYPE]: '1' } }],
      plan,
      exposedUsers: 2,
    });
    const position = planLabels(plan, 'second').findIndex(
      ({ api, name, parameter }) => api === call.api && name === call.name && parameter === call.parameter,
    );
    const expected = contestantName === OURS ? (ourAnswer ?? answer) : answer;
    expect(readable(answers[1]?.[position])).toMatchObject(expected);
    if (exposed !== undefined) {
      const logged = exposures.find(({ serial, name }) => serial === '1' && name === call.name);
      expect(readable(logged?.text)).toMatchObject({ secondaryExposures: exposed });
    }
  });
});

/** An answer with secondary exposures in the short form of the examples. */
function readable(text: string | undefined): unknown {
  return JSON.parse(text ?? 'null', (key, value: unknown) =>
    key === 'secondaryExposures' && Array.isArray(value)
      ? value.map(({ gate, gateValue, ruleID }) => `${gate}/${gateValue}/${ruleID}`)
      : value,
  );
}
