import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { operators } from '../../../lib/evaluation/operators/index.js';
import { buildContext, condition, decide, everyone, meets, passGate, rule } from '../../support/specs-builder.js';
import type { ContextParts, WireFields } from '../../support/specs-builder.js';

function outcomeOf(one: WireFields, parts: ContextParts = {}): string {
  const { outcome, value } = decide(buildContext({ gates: { g: { rules: [rule('r', [one])] } } }, parts), 'gate', 'g');
  return outcome === 'recognized' ? String(value) : outcome;
}

describe('condition types', () => {
  it('public holds for everyone, whatever its operator', () => {
    expect(outcomeOf(condition({ type: 'public', operator: 'no_such_operator' }))).toBe('true');
  });

  it.each(['pass_gate', 'fail_gate'])('%s ignores its operator', (type) => {
    const one = condition({ type, targetValue: 'missing', operator: 'no_such_operator' });
    expect(outcomeOf(one)).toBe(String(type === 'fail_gate'));
  });

  it.each([[null], [5], [['g']], [{ g: 1 }]])(
    'a gate condition whose target is %j asks for a gate without a name',
    (targetValue) => {
      const gates = {
        '': { rules: [rule('empty', [everyone])] },
        g: { rules: [rule('r', [condition({ type: 'pass_gate', targetValue })])] },
      };
      expect(decide(buildContext({ gates }), 'gate', 'g').value).toBe(true);
    },
  );

  it.each(['PUBLIC', 'Public', 'pass_Gate', 'multi_pass_gate', 'multi_fail_gate', 'user_fields', '', 'constructor'])(
    'the type %j is unsupported',
    (type) => {
      expect(outcomeOf(condition({ type, operator: 'any', targetValue: ['x'] }))).toBe('unsupported');
    },
  );

  const typesWithOperator = [
    'user_field',
    'ua_based',
    'ip_based',
    'environment_field',
    'current_time',
    'user_bucket',
    'unit_id',
    'target_app',
    'experiment_group',
  ];

  it.each(typesWithOperator)('%s without an operator is unsupported', (type) => {
    expect(outcomeOf(condition({ type, field: 'f' }))).toBe('unsupported');
  });

  it.each(['ANY', 'Any', 'encoded_any', '', 'toString', 'eq '])('the operator %j is unsupported', (operator) => {
    expect(outcomeOf(condition({ field: 'f', operator, targetValue: ['x'] }))).toBe('unsupported');
  });

  it.each(typesWithOperator)('%s runs with every operator there is and any target', (type) => {
    fc.assert(
      fc.property(fc.constantFrom(...operators.keys()), fc.jsonValue({ maxDepth: 2 }), (operator, targetValue) => {
        expect(outcomeOf(condition({ type, field: 'f', operator, targetValue }))).toMatch(/^(true|false)$/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('environment_field', () => {
  it('looks at the environment', () => {
    const one = condition({ type: 'environment_field', field: 'tier', operator: 'any', targetValue: ['production'] });
    expect(meets(one, { userID: 'u' }, { environment: { tier: 'Production' } })).toBe(true);
    expect(
      meets(one, { userID: 'u', statsigEnvironment: { tier: 'dev' } }, { environment: { tier: 'production' } }),
    ).toBe(false);
  });
});

describe('unit_id', () => {
  it('looks at the unit of its ID type, as it is', () => {
    const one = condition({
      type: 'unit_id',
      idType: 'companyID',
      operator: 'any_case_sensitive',
      targetValue: ['C1'],
    });
    expect(meets(one, { customIDs: { companyID: 'C1' } })).toBe(true);
    expect(meets(one, { customIDs: { companyID: 'c1' } })).toBe(false);
  });

  it('of a missing unit is a missing value', () => {
    expect(meets(condition({ type: 'unit_id', idType: 'companyID', operator: 'eq' }))).toBe(true);
  });
});

describe('target_app', () => {
  const one = (operator: string, targetValue: unknown): WireFields =>
    condition({ type: 'target_app', operator, targetValue });

  it.each<[appID: unknown, operator: string, target: unknown, isMet: boolean]>([
    ['app-1', 'any', ['APP-1'], true],
    ['app-1', 'any', ['app-2'], false],
    [['a', 'b'], 'array_contains_any', ['b'], true],
    [5, 'eq', 5, true],
    [null, 'eq', null, true],
    [undefined, 'none', ['app-1'], true],
  ])('with the app %j: %s %j → %s', (appID, operator, target, isMet) => {
    expect(meets(one(operator, target), { userID: 'u' }, { top: { app_id: appID } })).toBe(isMet);
  });
});

describe('user_bucket', () => {
  const bucket = (operator: string, targetValue: unknown, fields: WireFields = {}): WireFields =>
    condition({ type: 'user_bucket', operator, targetValue, additionalValues: { salt: 'bucket_salt' }, ...fields });

  // Bucket 403 of evaluation §20, row 89.
  it.each<[operator: string, target: unknown, isMet: boolean]>([
    ['lt', 404, true],
    ['lt', 403, false],
    ['gte', '403', true],
    ['eq', 403, true],
    ['any', ['403'], true],
    ['any', { 403: true }, true],
    ['any', { 404: true }, false],
    ['none', [403], false],
    ['after', 402_000, true],
  ])('of user-1 is 403: %s %j → %s', (operator, target, isMet) => {
    expect(meets(bucket(operator, target), { userID: 'user-1' })).toBe(isMet);
  });

  it.each([[null], [undefined], [{}], [{ custom_id: 'x' }], [{ salt: '' }]])(
    'takes the empty salt where additionalValues are %j',
    (additionalValues) => {
      const digest = createHash('sha256').update('.user-1').digest();
      const target = Number(digest.readBigUInt64BE(0) % 1000n);
      expect(meets(bucket('eq', target, { additionalValues }), { userID: 'user-1' })).toBe(true);
    },
  );

  it('hashes the unit of its ID type, a missing one as the empty text', () => {
    const byCompany = bucket('eq', 403, { idType: 'companyID' });
    expect(meets(byCompany, { customIDs: { companyID: 'user-1' } })).toBe(true);
    expect(meets(bucket('eq', 813, { idType: 'companyID' }), { userID: 'user-1' })).toBe(true);
  });
});

describe('current_time', () => {
  const now = (operator: string, targetValue: unknown): WireFields =>
    condition({ type: 'current_time', operator, targetValue });
  const at = { now: () => 1_672_531_200_000.9 };

  it.each<[operator: string, target: unknown, isMet: boolean]>([
    ['after', 1_672_531_199_999, true],
    ['after', 1_672_531_200_000, false],
    ['before', 1_672_531_200_001, true],
    ['before', 1_672_531_200_000, false],
    ['on', '2023-01-01T23:59:59Z', true],
    ['on', '2023-01-02T00:00:00Z', false],
    // To every other operator the time is a missing value.
    ['gt', 0, false],
    ['lte', 1e15, false],
    ['eq', 1_672_531_200_000, false],
    ['eq', null, true],
    ['neq', 5, true],
    ['any', [''], true],
    ['none', ['1672531200000'], true],
    ['str_matches', '.*', false],
    ['version_neq', '1', false],
    ['array_contains_none', ['x'], false],
  ])('%s %j → %s', (operator, target, isMet) => {
    expect(meets(now(operator, target), { userID: 'u' }, at)).toBe(isMet);
  });
});

describe('experiment_group', () => {
  const inGroup = (operator: string, targetValue: unknown, field: string | null = 'e'): WireFields =>
    condition({ type: 'experiment_group', field, operator, targetValue });
  const configs = {
    e: {
      rules: [rule('r', [condition({ field: 'plan', operator: 'any', targetValue: ['pro'] })], { groupName: 'Test' })],
    },
  };
  const ask = (one: WireFields, plan: string) =>
    decide(buildContext({ configs, gates: { g: { rules: [rule('gr', [one])] } } }), 'gate', 'g', {
      userID: 'u',
      custom: { plan },
    });

  it('looks at the name of the user’s group', () => {
    expect(ask(inGroup('any', ['test']), 'pro').value).toBe(true);
    expect(ask(inGroup('any', ['test']), 'free').value).toBe(false);
    expect(ask(inGroup('eq', null), 'free').value).toBe(true);
  });

  it('of an unknown experiment, or of none, is a missing value', () => {
    expect(ask(inGroup('eq', null, 'unknown'), 'pro').value).toBe(true);
    expect(ask(inGroup('eq', null, null), 'pro').value).toBe(true);
  });

  it('hands the experiment on, to be exposed by itself, and adds nothing to the gate’s exposures', () => {
    const { consultedExperiments, secondaryExposures } = ask(inGroup('any', ['Test']), 'pro');
    expect(consultedExperiments).toMatchObject([
      { name: 'e', kind: 'experiment', ruleID: 'r', groupName: 'Test', outcome: 'recognized', value: true },
    ]);
    expect(secondaryExposures).toEqual([]);
  });

  it('hands on what a consulted experiment consulted, the innermost first', () => {
    const nested = { ...configs, outer: { rules: [rule('o', [inGroup('any', ['Test'])], { groupName: 'Outer' })] } };
    const gates = { g: { rules: [rule('gr', [inGroup('any', ['Outer'], 'outer')])] } };
    const answer = decide(buildContext({ configs: nested, gates }), 'gate', 'g', {
      userID: 'u',
      custom: { plan: 'pro' },
    });
    expect(answer.value).toBe(true);
    expect(answer.consultedExperiments.map(({ name }) => name)).toEqual(['e', 'outer']);
  });

  it('has its own list of exposures, apart from those of the gate', () => {
    const gates = {
      nested: { rules: [rule('nr', [everyone])] },
      g: { rules: [rule('gr', [passGate('nested'), inGroup('any', ['Test'], 'gated')])] },
    };
    const gated = { gated: { rules: [rule('er', [passGate('nested')], { groupName: 'Test' })] } };
    const answer = decide(buildContext({ configs: gated, gates }), 'gate', 'g');
    const entry = { gate: 'nested', gateValue: 'true', ruleID: 'nr' };
    expect(answer.secondaryExposures).toEqual([entry]);
    expect(answer.consultedExperiments[0]?.secondaryExposures).toEqual([entry]);
  });
});
