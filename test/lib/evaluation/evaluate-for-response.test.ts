import { describe, expect, it } from 'vitest';

import { ResponseEvaluations, type ResponseEvaluator } from '../../../lib/evaluation/evaluate-for-response.js';
import type { EvaluationContext } from '../../../lib/evaluation/evaluation-context.js';
import type { Evaluation, EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import { LocalOverrides } from '../../../lib/overrides/local-overrides.js';
import { StatsigUser, type StatsigUserArgs } from '../../../lib/users/statsig-user.js';
import {
  type ContextParts,
  type ProjectParts,
  buildContext,
  condition,
  everyone,
  exposed,
  failGate,
  fieldCondition,
  passGate,
  rule,
  unknownCondition,
} from '../../support/specs-builder.js';

/** Responses of one project, and how many of what was asked for was evaluated and not found among earlier outcomes. */
class Responses {
  evaluated = 0;
  readonly #context: EvaluationContext;
  readonly #evaluations: ResponseEvaluations<Evaluation>;

  constructor(parts: ProjectParts, others?: ContextParts) {
    this.#context = buildContext(parts, others);
    this.#evaluations = new ResponseEvaluations(this.#context.specs, (evaluation) => {
      this.evaluated += 1;
      return evaluation;
    });
  }

  decide(
    kind: EvaluationKind,
    name: string,
    user: StatsigUserArgs,
    changes: Partial<EvaluationContext> = {},
  ): Evaluation {
    return this.#evaluatorFor(user, changes)(this.#evaluations.subject(kind, name));
  }

  /** Several gates in one response. */
  decideGates(names: readonly string[]): Evaluation[] {
    const evaluate = this.#evaluatorFor({ userID: 'u' }, {});
    return names.map((name) => evaluate(this.#evaluations.subject('gate', name)));
  }

  #evaluatorFor(user: StatsigUserArgs, changes: Partial<EvaluationContext>): ResponseEvaluator<Evaluation> {
    return this.#evaluations.evaluatorFor(
      new StatsigUser(user),
      { ...this.#context, ...changes },
      { includeLocalOverrides: true, targetApp: undefined },
    );
  }
}

const half = condition({
  type: 'user_bucket',
  operator: 'lt',
  targetValue: 500,
  additionalValues: { salt: 'allocation' },
});

describe('outcomes in responses', () => {
  it('are found without evaluating for the next user who has the same answers', () => {
    const responses = new Responses({ gates: { g: { rules: [rule('r', [fieldCondition('gt', 10)])] } } });
    const decide = (f: number): boolean => responses.decide('gate', 'g', { userID: `user ${f}`, custom: { f } }).value;
    expect([11, 5, 12, 6, 13].map(decide)).toEqual([true, false, true, false, true]);
    expect(responses.evaluated).toBe(2);
  });

  it('are those of the user’s own bucket', () => {
    const rules = [rule('half', [half]), rule('rest', [everyone], { passPercentage: 50 })];
    const responses = new Responses({ gates: { g: { rules } } });
    const outcomes = new Set<string>();
    for (let index = 0; index < 200; index += 1) {
      const user = { userID: `user-${index}` };
      const { value, ruleID } = responses.decide('gate', 'g', user);
      const alone = new Responses({ gates: { g: { rules } } }).decide('gate', 'g', user);
      expect({ value, ruleID }).toEqual({ value: alone.value, ruleID: alone.ruleID });
      outcomes.add(`${ruleID} ${value}`);
    }
    expect([...outcomes].toSorted()).toEqual(['half true', 'rest false', 'rest true']);
    expect(responses.evaluated).toBe(3);
  });

  it('tell which gates were consulted, and how these had decided', () => {
    const responses = new Responses({
      gates: {
        outer: { rules: [rule('o', [passGate('inner'), failGate('other')])] },
        inner: { rules: [rule('i', [fieldCondition('any', ['in'])])] },
        other: { rules: [rule('x', [fieldCondition('any', ['out'])])] },
      },
    });
    const exposures = (f: string): string[] =>
      exposed(responses.decide('gate', 'outer', { userID: 'u', custom: { f } }));
    for (let round = 0; round < 2; round += 1) {
      expect(exposures('in')).toEqual(['inner/true/i', 'other/false/default']);
      expect(exposures('out')).toEqual(['inner/false/default', 'other/true/x']);
      expect(exposures('none')).toEqual(['inner/false/default', 'other/false/default']);
    }
    expect(responses.evaluated).toBe(3);
  });

  it('ask about the time each time', () => {
    const later = condition({ type: 'current_time', operator: 'after', targetValue: 1_700_000_000_000 });
    const responses = new Responses({ gates: { g: { rules: [rule('r', [later])] } } });
    const decide = (pastMs: number): boolean =>
      responses.decide('gate', 'g', { userID: 'u' }, { now: () => 1_700_000_000_000 + pastMs }).value;
    expect([-500, 500, -600, 600].map(decide)).toEqual([false, true, false, true]);
    expect(responses.evaluated).toBe(2);
  });

  it('follow ID lists, the environment and the app, which are asked about like the user', () => {
    const listed = condition({ type: 'unit_id', operator: 'in_segment_list', targetValue: 'list' });
    const inProduction = condition({
      type: 'environment_field',
      field: 'tier',
      operator: 'any',
      targetValue: ['production'],
    });
    const responses = new Responses({
      gates: { listed: { rules: [rule('r', [listed])] }, deployed: { rules: [rule('r', [inProduction])] } },
    });
    const user = { userID: 'u' };
    for (const isListed of [false, true, false]) {
      expect(responses.decide('gate', 'listed', user, { isOnIdList: () => isListed }).value).toBe(isListed);
    }
    for (const tier of ['staging', 'production', 'staging']) {
      const { value } = responses.decide('gate', 'deployed', user, { environment: { tier } });
      expect(value).toBe(tier === 'production');
    }
  });

  it('do not outlive what was set in this process', () => {
    const responses = new Responses({ gates: { g: { rules: [rule('r', [everyone])] } } });
    const overrides = new LocalOverrides();
    overrides.gates.set('g', false, 'u');
    expect(responses.decide('gate', 'g', { userID: 'u' }).value).toBe(true);
    expect(responses.decide('gate', 'g', { userID: 'u' }, { overrides }).value).toBe(false);
    expect(responses.decide('gate', 'g', { userID: 'v' }, { overrides }).value).toBe(true);
    expect(responses.decide('gate', 'g', { userID: 'u' }).value).toBe(true);
  });

  it('are not kept where chance or a score decides', () => {
    const cmab = {
      name: 'c',
      salt: 's',
      enabled: true,
      idType: 'userID',
      version: 1,
      sampleRate: 1,
      higherIsBetter: true,
      defaultValue: {},
      groups: [
        { id: 'a', name: 'A', parameterValues: { group: 'a' } },
        { id: 'b', name: 'B', parameterValues: { group: 'b' } },
      ],
      config: {
        a: { intercept: 1, records: 0, weightsNumerical: {}, weightsCategorical: {}, alpha: 0 },
        b: { intercept: 2, records: 0, weightsNumerical: {}, weightsCategorical: {}, alpha: 0 },
      },
    };
    const responses = new Responses({ top: { cmab_configs: { c: cmab } } });
    const decide = (drawn: number): unknown =>
      responses.decide('experiment', 'c', { userID: 'u' }, { random: () => drawn }).json['group'];
    expect([0.1, 0.9, 0.1].map(decide)).toEqual(['a', 'b', 'a']);
  });

  it('come out as they do alone, whatever the same response had asked before, when a condition is not known', () => {
    const gates = {
      first: { rules: [rule('f', [everyone])] },
      second: { rules: [rule('s', [everyone])] },
      asksForSecond: { rules: [rule('a', [passGate('second')])] },
      g: { rules: [rule('r', [passGate('first'), unknownCondition, passGate('second')])] },
    };
    const [alone] = new Responses({ gates }).decideGates(['g']);
    const [, after] = new Responses({ gates }).decideGates(['asksForSecond', 'g']);
    expect(alone).toMatchObject({ outcome: 'unsupported', value: false, ruleID: '' });
    expect(after).toEqual(alone);
    expect(alone === undefined ? [] : exposed(alone)).toEqual(['first/true/f', 'second/true/s']);
  });

  it('are found for gates that refer to each other without end', () => {
    const gates = {
      a: { rules: [rule('r', [fieldCondition('any', ['x']), passGate('b')])] },
      b: { rules: [rule('r', [passGate('a')])] },
    };
    const responses = new Responses({ gates });
    for (const f of ['x', 'y', 'x']) {
      expect(responses.decide('gate', 'a', { userID: 'u', custom: { f } }).outcome).toBe('too-deep');
    }
  });

  it('are kept in limited number, and are right beyond it', () => {
    const rules = Array.from({ length: 100 }, (_rule, index) => rule(`r${index}`, [fieldCondition('eq', index)]));
    const responses = new Responses({ gates: { g: { rules } } });
    const decide = (f: number): string => responses.decide('gate', 'g', { userID: 'u', custom: { f } }).ruleID;
    for (let round = 0; round < 2; round += 1) {
      for (let f = 0; f < 100; f += 1) expect(decide(f)).toBe(`r${f}`);
    }
    expect(responses.evaluated).toBe(100 + 36);
  });
});
