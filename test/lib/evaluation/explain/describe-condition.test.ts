import { describe, expect, it } from 'vitest';

import { describeCondition } from '../../../../lib/evaluation/explain/describe-condition.js';
import { operatorPhrase } from '../../../../lib/evaluation/explain/operator-phrases.js';
import { operators } from '../../../../lib/evaluation/operators/index.js';
import type { StatsigUserArgs } from '../../../../lib/users/statsig-user.js';
import { type ExplainCase, explainCondition } from '../../../support/explain-bench.js';
import { type WireFields, condition, fieldCondition, rule } from '../../../support/specs-builder.js';

const newYearMs = Date.UTC(2026, 0, 1);

function describeOne(one: WireFields, others: ExplainCase = {}): string {
  return describeCondition(explainCondition(one, others).condition);
}

const withField = (f: unknown): ExplainCase => ({ user: { userID: 'u', custom: { f } } as StatsigUserArgs });

describe('a condition is described by what it met and what it demands:', () => {
  it.each<[text: string, one: WireFields, others?: ExplainCase]>([
    ['it is for everyone', condition({ type: 'public' })],
    ['f is "US" and must be one of ["CA","MX"]', fieldCondition('any', ['CA', 'MX']), withField('US')],
    ['f is missing and must contain one of ["a"]', fieldCondition('str_contains_any', ['a'])],
    ['f is null and must equal null', fieldCondition('eq', null), withField(null)],
    [
      'f is ["a",1] and must be a list with all of ["a"]',
      fieldCondition('array_contains_all', ['a']),
      withField(['a', 1]),
    ],
    ['f is 5 and must be at least 6', fieldCondition('gte', 6), withField(5)],
    ['f is "7" and must be at least 6', fieldCondition('gte', 6), withField('7')],
    ['f is "many" (not a number) and must be at least 6', fieldCondition('gte', 6), withField('many')],
    ['f is "1.2" and must be at least version "1.10"', fieldCondition('version_gte', '1.10'), withField('1.2')],
    ['f is "x" and must be on the ID list "beta"', fieldCondition('in_segment_list', 'beta'), withField('x')],
    [
      'companyID is missing and must not equal null',
      condition({ type: 'unit_id', idType: 'companyID', operator: 'neq' }),
    ],
    [
      'the app is "shop" and must equal "shop"',
      condition({ type: 'target_app', operator: 'eq', targetValue: 'shop' }),
      { top: { app_id: 'shop' } },
    ],
    [
      'environment tier is "dev" and must be one of ["production"]',
      condition({ type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['production'] }),
      { context: { environment: { tier: 'dev' } } },
    ],
  ])('%s', (text, one, others) => {
    expect(describeOne(one, others)).toBe(text);
  });
});

describe('dates', () => {
  it.each<[text: string, seen: unknown, target: unknown]>([
    [
      'f is 1767225600 (2026-01-01T00:00:00.000Z) and must be after 2026-01-01T00:00:00.000Z',
      newYearMs / 1000,
      newYearMs,
    ],
    [
      `f is ${newYearMs} (2026-01-01T00:00:00.000Z) and must be after 2026-01-01T00:00:00.000Z`,
      newYearMs,
      '2026-01-01T00:00:00Z',
    ],
    ['f is missing and must be after 2026-01-01T00:00:00.000Z', undefined, newYearMs],
    // The official SDK reads no date of 24 characters on the user's side: the very form of `toISOString`.
    [
      'f is "2026-01-01T00:00:00.000Z" (not a date) and must be after 2026-01-01T00:00:00.000Z',
      new Date(newYearMs).toISOString(),
      newYearMs,
    ],
    ['f is true (not a date) and must be after "2026-01-01" (not a date)', true, '2026-01-01'],
    // A target beyond 64 bits counts as the last instant, which is beyond what dates can say.
    ['f is 9007199254740991 (9007199254740991) and must be after 9223372036854776000', 2 ** 53 - 1, 1e300],
  ])('are readable: %s', (text, seen, target) => {
    expect(describeOne(fieldCondition('after', target), withField(seen))).toBe(text);
  });

  it('of the clock are readable, and operators that cannot use them say so', () => {
    const now = { context: { now: () => newYearMs } };
    expect(describeOne(condition({ type: 'current_time', operator: 'before', targetValue: 0 }), now)).toBe(
      'the time is 2026-01-01T00:00:00.000Z and must be before 1970-01-01T00:00:00.000Z',
    );
    expect(describeOne(condition({ type: 'current_time', operator: 'gt', targetValue: 0 }), now)).toBe(
      'the time is nothing to this operator and must be greater than 0',
    );
  });
});

describe('buckets', () => {
  const bucket = (operator: string, targetValue: unknown): WireFields =>
    condition({
      type: 'user_bucket',
      idType: 'userID',
      operator,
      targetValue,
      additionalValues: { salt: 'bucket_salt' },
    });
  const user = { user: { userID: 'user-1' } };

  // Evaluation §20, example 89.
  it('come with what was hashed', () => {
    const { condition: one } = explainCondition(bucket('lt', 500), user);
    expect(one).toMatchObject({ seen: 403, hashInput: 'bucket_salt.user-1', holds: true });
    expect(describeCondition(one)).toBe('the bucket of userID is 403 (of 0 to 999) and must be less than 500');
  });

  it.each<[target: unknown, text: string]>([
    [['0', '1', '2', '7'], '0-2, 7'],
    [{ 9: true, 10: true, 2: true }, '2, 9-10'],
    [[], '[]'],
    [['a'], '["a"]'],
    [5, '5'],
  ])('of targets %j are told as ranges', (target, text) => {
    expect(describeOne(bucket('any', target), user)).toBe(
      `the bucket of userID is 403 (of 0 to 999) and must be one of ${text}`,
    );
  });
});

describe('what is derived', () => {
  const country = condition({ type: 'ip_based', field: 'country', operator: 'any', targetValue: ['US'] });
  const browser = condition({ type: 'ua_based', field: 'browser_name', operator: 'any', targetValue: ['Chrome'] });
  const derived = { countryOf: () => 'NZ', userAgentField: () => 'Safari' };

  it('is told with its source', () => {
    const user = { userID: 'u', ip: '1.2.3.4', userAgent: 'agent' };
    expect(describeOne(country, { user, context: derived })).toBe(
      'country, told by the ip, is "NZ" and must be one of ["US"]',
    );
    expect(describeOne(browser, { user, context: derived })).toBe(
      'browser_name, told by the userAgent, is "Safari" and must be one of ["Chrome"]',
    );
  });

  it('is not told so where the user states it, or has nothing to derive it from', () => {
    expect(describeOne(country, { user: { userID: 'u', ip: '1.2.3.4', country: 'DE' }, context: derived })).toBe(
      'country is "DE" and must be one of ["US"]',
    );
    expect(describeOne(browser, { context: derived })).toBe('browser_name is missing and must be one of ["Chrome"]');
  });

  it('is not there where deriving is switched off', () => {
    const user = { userID: 'u', ip: '1.2.3.4', userAgent: 'agent' };
    const context = { withoutCountryOf: () => true, withoutUserAgents: true };
    expect(describeOne(country, { user, context })).toBe(
      'country, told by the ip, is not looked up (disableCountryLookup) and must be one of ["US"]',
    );
    expect(describeOne(browser, { user, context })).toBe(
      'browser_name, told by the userAgent, is not parsed (disableUserAgentParsing) and must be one of ["Chrome"]',
    );
  });
});

describe('the group of an experiment', () => {
  const inTest = condition({ type: 'experiment_group', field: 'e', operator: 'any', targetValue: ['Test'] });

  it('is told, with the experiment’s own explanation', () => {
    const configs = {
      e: { rules: [rule('er', [condition({ type: 'public' })], { groupName: 'Control', returnValue: {} })] },
    };
    const { condition: one } = explainCondition(inTest, { configs });
    expect(describeCondition(one)).toBe('the group in experiment "e" is "Control" and must be one of ["Test"]');
    expect(one.consulted).toMatchObject({
      kind: 'experiment',
      name: 'e',
      ruleID: 'er',
      decidedBy: 'rule',
      isRepeated: false,
    });
  });

  it('is none outside of it', () => {
    const { condition: one } = explainCondition(inTest);
    expect(describeCondition(one)).toBe('the group in experiment "e" is none and must be one of ["Test"]');
    expect(one.consulted).toMatchObject({ decidedBy: 'unknown' });
  });

  it('is told once in full, however often it is asked for', () => {
    const configs = {
      e: { rules: [rule('er', [condition({ type: 'public' })], { groupName: 'Test', returnValue: {} })] },
    };
    const { decision } = explainCondition(condition({ type: 'pass_gate', targetValue: 'h' }), {
      configs,
      gates: { h: { rules: [rule('hr', [inTest, condition({ ...inTest, targetValue: ['Control'] })])] } },
    });
    const asked = decision.rules[0]?.conditions[0]?.consulted?.rules[0]?.conditions;
    expect(asked).toMatchObject([
      { seen: 'Test', holds: true, consulted: { isRepeated: false, rules: [{ id: 'er' }] } },
      { seen: 'Test', holds: false, consulted: { isRepeated: true, rules: [] } },
    ]);
  });
});

describe('what is quoted', () => {
  it('is cut where it is long, between characters', () => {
    const text = describeOne(fieldCondition('any', [`${'x'.repeat(77)}😀`]), withField('y'));
    expect(text).toBe(`f is "y" and must be one of ["${'x'.repeat(77)}…`);
    // Half a character would not survive the way into UTF-8 and back.
    expect(Buffer.from(text).toString()).toBe(text);
  });

  it('stays on one line', () => {
    expect(describeOne(fieldCondition('any', ['a']), withField('a\nGate "g" is open'))).toBe(
      String.raw`f is "a\nGate \"g\" is open" and must be one of ["a"]`,
    );
  });
});

describe('every operator', () => {
  it.each([...operators.keys()])('%s has words for what it demands', (operator) => {
    expect(operatorPhrase(operator)).not.toBe(operator);
    expect(operatorPhrase(operator)).toMatch(/^(?:be|not|equal|start|end|contain|match)\b/);
  });
});
