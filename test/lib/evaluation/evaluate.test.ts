import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { evaluate, failedEvaluation } from '../../../lib/evaluation/evaluate.js';
import type { EvaluationContext } from '../../../lib/evaluation/evaluation-context.js';
import type { EvaluationKind } from '../../../lib/evaluation/evaluation.js';
import { operators } from '../../../lib/evaluation/operators/index.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';
import {
  buildContext,
  condition,
  everyone,
  failGate,
  fieldCondition,
  passGate,
  rule,
} from '../../support/specs-builder.js';

const isPro = condition({ field: 'plan', operator: 'any', targetValue: ['pro'] });

function isOpen(name: string, user: StatsigUser, context: EvaluationContext): boolean {
  return evaluate('gate', name, user, context).evaluation.value;
}

describe('what was found out about a user', () => {
  const gates = { g: { rules: [rule('r', [isPro])] }, h: { rules: [rule('r', [isPro])] } };

  it('is remembered: the same object comes back', () => {
    const context = buildContext({ gates });
    const user = new StatsigUser({ userID: 'u', custom: { plan: 'pro' } });
    const first = evaluate('gate', 'g', user, context);
    expect(first.evaluation.value).toBe(true);
    expect(evaluate('gate', 'g', user, context)).toBe(first);
  });

  it.each<[field: string, before: StatsigUserArgs, after: unknown, one: ReturnType<typeof condition>]>([
    ['custom', { userID: 'u', custom: { plan: 'free' } }, { plan: 'pro' }, isPro],
    ['privateAttributes', { userID: 'u' }, { plan: 'pro' }, isPro],
    ['email', { userID: 'u' }, 'e@x.io', condition({ field: 'email', operator: 'any', targetValue: ['e@x.io'] })],
    ['country', { userID: 'u' }, 'NZ', condition({ field: 'country', operator: 'any', targetValue: ['NZ'] })],
    ['userID', { userID: 'u' }, 'v', condition({ type: 'unit_id', operator: 'any', targetValue: ['v'] })],
    [
      'customIDs',
      { userID: 'u' },
      { companyID: 'c' },
      condition({ type: 'unit_id', idType: 'companyID', operator: 'any', targetValue: ['c'] }),
    ],
    [
      'statsigEnvironment',
      { userID: 'u' },
      { tier: 'dev' },
      condition({ type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['dev'] }),
    ],
  ])('is forgotten when %s is set, also of conditions that several rules share', (field, before, after, one) => {
    const shared = { g: { rules: [rule('r', [one])] }, h: { rules: [rule('r', [one])] } };
    const context = buildContext({ gates: shared });
    const user = new StatsigUser(before);
    expect([isOpen('g', user, context), isOpen('h', user, context)]).toEqual([false, false]);
    Object.assign(user, { [field]: after });
    expect([isOpen('g', user, context), isOpen('h', user, context)]).toEqual([true, true]);
  });

  it('is forgotten when another context asks, which may have other specs', () => {
    const user = new StatsigUser({ userID: 'u', custom: { plan: 'pro' } });
    const [before, after] = [buildContext({ gates }), buildContext({ gates: { g: { rules: [] } } })];
    expect(isOpen('g', user, before)).toBe(true);
    expect(isOpen('g', user, after)).toBe(false);
    expect(isOpen('g', user, before)).toBe(true);
  });

  it('is not remembered when it depends on the time', () => {
    let nowMs = 1000;
    const later = condition({ type: 'current_time', operator: 'after', targetValue: 100_000_000_000 });
    const context = buildContext(
      {
        gates: {
          inner: { rules: [rule('r', [later])] },
          g: { rules: [rule('r', [passGate('inner')])] },
          h: { rules: [rule('r', [later])] },
        },
      },
      { now: () => nowMs },
    );
    const user = new StatsigUser('u');
    expect([isOpen('g', user, context), isOpen('h', user, context)]).toEqual([false, false]);
    nowMs = 200_000_000_000;
    expect([isOpen('g', user, context), isOpen('h', user, context)]).toEqual([true, true]);
  });

  it('is not remembered when a mapping may begin later', () => {
    let nowMs = 1000;
    const context = buildContext(
      {
        gates: { g: {}, new: { rules: [rule('r', [everyone])] } },
        mappingRules: { all: rule('all', [everyone]) },
        top: { overrides: { g: [{ new_config_name: 'new', rules: [{ rule_name: 'all', start_time: 2000 }] }] } },
      },
      { now: () => nowMs },
    );
    const user = new StatsigUser('u');
    expect(isOpen('g', user, context)).toBe(false);
    nowMs = 2000;
    expect(isOpen('g', user, context)).toBe(true);
  });

  it('is not remembered when it depends on chance, be it of an experiment that a condition looks at', () => {
    let random = 0;
    const bandit = {
      salt: 'cs',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 1,
      sampleRate: 1,
      higherIsBetter: true,
      groups: ['A', 'B'].map((name) => ({ name, id: name, parameterValues: {} })),
      config: {},
    };
    const inB = condition({ type: 'experiment_group', field: 'bandit', operator: 'any', targetValue: ['B'] });
    const context = buildContext(
      { gates: { g: { rules: [rule('r', [inB])] } }, configs: { bandit: {} }, top: { cmab_configs: { bandit } } },
      { random: () => random },
    );
    const user = new StatsigUser('u');
    expect(evaluate('experiment', 'bandit', user, context).evaluation.groupName).toBe('A');
    expect(isOpen('g', user, context)).toBe(false);
    random = 0.9;
    expect(evaluate('experiment', 'bandit', user, context).evaluation.groupName).toBe('B');
    expect(isOpen('g', user, context)).toBe(true);
  });

  it('is remembered apart for experiments and dynamic configs of one name', () => {
    const context = buildContext({ configs: { c: {} } });
    const user = new StatsigUser('u');
    const kinds = (): EvaluationKind[] =>
      (['dynamic-config', 'experiment'] as const).map((kind) => evaluate(kind, 'c', user, context).evaluation.kind);
    expect([...kinds(), ...kinds()]).toEqual(['dynamic-config', 'experiment', 'dynamic-config', 'experiment']);
  });

  it('does not grow with names that the project does not have', () => {
    const context = buildContext({ gates });
    const user = new StatsigUser('u');
    expect(evaluate('gate', 'unknown', user, context)).not.toBe(evaluate('gate', 'unknown', user, context));
  });

  it('does not leak from one user to another', () => {
    const context = buildContext({ gates });
    expect(isOpen('g', new StatsigUser({ userID: 'u', custom: { plan: 'pro' } }), context)).toBe(true);
    expect(isOpen('g', new StatsigUser({ userID: 'u' }), context)).toBe(false);
  });
});

describe('failedEvaluation', () => {
  it('is closed', () => {
    expect(failedEvaluation('gate', 'g').evaluation).toMatchObject({
      name: 'g',
      kind: 'gate',
      outcome: 'failed',
      value: false,
      json: {},
      ruleID: '',
    });
  });
});

/** Freezes a value with all that it holds. */
function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const entry of Object.values(value)) deepFreeze(entry);
}

describe('an evaluation, of whatever', () => {
  const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  const targets = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.array(fc.oneof(fc.string(), fc.integer(), fc.boolean())));
  const types = fc.constantFrom(
    'user_field',
    'unit_id',
    'user_bucket',
    'environment_field',
    'ip_based',
    'ua_based',
    'target_app',
  );
  const conditions = fc
    .record({ type: types, operator: fc.constantFrom(...operators.keys()), targetValue: targets })
    .map((fields) => condition({ ...fields, field: 'f', idType: 'f' }));

  it('neither throws nor changes the user or the specs', () => {
    fc.assert(
      fc.property(conditions, conditions, anything, fc.double(), (one, other, value, passPercentage) => {
        const context = buildContext({
          gates: {
            inner: { rules: [rule('i', [one])] },
            g: { rules: [rule('r', [failGate('inner'), other], { passPercentage })] },
          },
          configs: { e: { rules: [rule('r', [passGate('g')], { returnValue: { a: 1 } })] } },
          layers: { l: { rules: [rule('r', [], { configDelegate: 'e' })] } },
          top: { app_id: 'app' },
        });
        const user = new StatsigUser({
          userID: value,
          customIDs: { f: value },
          custom: { f: value },
        } as StatsigUserArgs);
        const before = JSON.stringify(user);
        deepFreeze(userDataOf(user));
        deepFreeze([...context.specs.snapshot.featureGates.values(), ...context.specs.snapshot.conditions.values()]);
        for (const kind of ['gate', 'dynamic-config', 'experiment', 'layer'] as const) {
          for (const name of ['g', 'e', 'l', 'missing']) evaluate(kind, name, user, context);
        }
        expect(JSON.stringify(user)).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of the user’s keys', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.constantFrom('f', 'F', 'g', 'plan'), fc.jsonValue({ maxDepth: 2 })), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(conditions, entries, (one, list) => {
        const context = buildContext({ gates: { g: { rules: [rule('r', [one])] } } });
        const answers = [list, list.toReversed()].map((own) => {
          const custom = Object.fromEntries(own) as Record<string, string>;
          const customIDs = Object.fromEntries(own.map(([key, value]) => [key, JSON.stringify(value)]));
          return isOpen('g', new StatsigUser({ custom, userID: 'u', customIDs }), context);
        });
        expect(answers[0]).toBe(answers[1]);
      }),
    );
  });

  it('is the same for a remembered user and a new one', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(conditions, fc.array(value, { minLength: 2, maxLength: 5 }), (one, values) => {
        const context = buildContext({
          gates: {
            g: { rules: [rule('r', [one])] },
            h: { rules: [rule('r', [failGate('g'), one], { passPercentage: 50 })] },
          },
        });
        const lasting = new StatsigUser('u');
        for (const f of values) {
          lasting.custom = { f: f as string };
          const fresh = new StatsigUser({ userID: 'u', custom: { f: f as string } });
          for (const name of ['g', 'h', 'g']) {
            expect(evaluate('gate', name, lasting, context).evaluation).toEqual(
              evaluate('gate', name, fresh, context).evaluation,
            );
          }
        }
      }),
    );
  });

  it('tells a gate and its negation apart', () => {
    fc.assert(
      fc.property(conditions, fc.jsonValue({ maxDepth: 2 }), (one, value) => {
        const gates = {
          g: { rules: [rule('r', [one])] },
          pass: { rules: [rule('r', [passGate('g')])] },
          fail: { rules: [rule('r', [failGate('g')])] },
        };
        const context = buildContext({ gates });
        const user = new StatsigUser({ userID: 'u', custom: { f: value as string } });
        const decided = isOpen('g', user, context);
        expect([isOpen('pass', user, context), isOpen('fail', user, context)]).toEqual([decided, !decided]);
      }),
    );
  });

  it('of a value as it is and after a journey through JSON is the same', () => {
    fc.assert(
      fc.property(fc.constantFrom(...operators.keys()), targets, fc.jsonValue(), (operator, target, value) => {
        const context = buildContext({ gates: { g: { rules: [rule('r', [fieldCondition(operator, target)])] } } });
        // Negative zero is the one number that JSON writes as another.
        fc.pre(!JSON.stringify([value]).includes('-0') && !Object.is(value, -0));
        const copies = [value, JSON.parse(JSON.stringify(value)) as unknown];
        const [first, second] = copies.map((f) =>
          isOpen('g', new StatsigUser({ userID: 'u', custom: { f: f as string } }), context),
        );
        expect(first).toBe(second);
      }),
    );
  });
});
