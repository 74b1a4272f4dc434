import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkGateExpression,
  decideGateExpression,
  type GateExpression,
} from '../../../lib/request/gate-expression.js';

/** Gates named `on…` are on, `off…` off, and others unknown. Remembers what was asked. */
function asker(): { ask: (gate: string) => { value: boolean; reason: string }; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    ask: (gate) => {
      asked.push(gate);
      const isKnown = /^o(?:n|ff)/.test(gate);
      return { value: gate.startsWith('on'), reason: `Network:${isKnown ? 'Recognized' : 'Unrecognized'}` };
    },
  };
}

const isAllowed = (expression: GateExpression): boolean => decideGateExpression(expression, asker().ask).allowed;

describe('decideGateExpression', () => {
  it.each<[GateExpression, boolean]>([
    ['on', true],
    ['off', false],
    [['on', 'on2'], true],
    [['on', 'off'], false],
    [{ all: ['on', 'on2'] }, true],
    [{ all: ['on', 'off'] }, false],
    [{ any: ['off', 'on'] }, true],
    [{ any: ['off', 'off2'] }, false],
    [{ not: 'off' }, true],
    [{ not: 'on' }, false],
    [{ any: ['off', { not: ['on', 'off2'] }] }, true],
    [[{ any: ['off', 'on'] }, { not: { all: ['on', 'on2'] } }], false],
  ])('decides %j as %s', (expression, allowed) => {
    expect(isAllowed(expression)).toBe(allowed);
  });

  it('asks left to right and no further than needed', () => {
    const all = asker();
    decideGateExpression(['on', 'off', 'on2'], all.ask);
    expect(all.asked).toEqual(['on', 'off']);
    const any = asker();
    decideGateExpression({ any: ['off', 'on', 'on2'] }, any.ask);
    expect(any.asked).toEqual(['off', 'on']);
  });

  it.each<[GateExpression]>([
    ['unknown'],
    [{ not: 'unknown' }],
    [{ any: ['unknown', 'on'] }],
    [{ not: { any: ['off', 'unknown'] } }],
    [['on', { not: { not: { not: 'unknown' } } }]],
  ])('denies %j as a whole, because a gate in it cannot be evaluated', (expression) => {
    expect(decideGateExpression(expression, asker().ask)).toEqual({
      allowed: false,
      gate: 'unknown',
      reason: 'Network:Unrecognized',
      decided: false,
    });
  });

  it.each(['Uninitialized', 'NoValues', 'Network:Unsupported', 'Error:Statsig Evaluation Depth Exceeded'])(
    'denies under `not` when the reason is %s',
    (reason) => {
      expect(decideGateExpression({ not: 'gate' }, () => ({ value: false, reason })).allowed).toBe(false);
    },
  );

  it('names the gate that decided', () => {
    expect(decideGateExpression(['on', 'off'], asker().ask)).toEqual({
      allowed: false,
      gate: 'off',
      reason: 'Network:Recognized',
      decided: true,
    });
  });

  it('agrees with boolean algebra when all gates are known', () => {
    fc.assert(
      fc.property(expressions(), (expression) => {
        expect(isAllowed(expression)).toBe(algebra(expression));
      }),
    );
  });
});

describe('checkGateExpression', () => {
  it.each<[unknown, string]>([
    ['', 'Gate expression is an empty name; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.'],
    [[], 'Gate expression is an empty list; expected at least one gate.'],
    [['a', { any: [] }], 'Gate expression[1].any is an empty list; expected at least one gate.'],
    [{ any: 'a' }, 'Gate expression.any is a; expected a list of expressions.'],
    [
      { all: ['a'], any: ['b'] },
      'Gate expression is an object with all, any; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.',
    ],
    [
      { none: ['a'] },
      'Gate expression is an object with none; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.',
    ],
    [
      { not: undefined },
      'Gate expression.not is undefined; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.',
    ],
    [['a', 7], 'Gate expression[1] is 7; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.'],
    [null, 'Gate expression is null; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.'],
    [{}, 'Gate expression is an empty object; expected a gate name, a list, { all: […] }, { any: […] } or { not: … }.'],
  ])('refuses %j', (expression, message) => {
    expect(() => checkGateExpression(expression)).toThrow(
      expect.objectContaining({ code: 'gate_expression_invalid', message }),
    );
  });

  it('gives back what is well written', () => {
    const expression = ['a', { any: ['b', { not: { all: ['c', 'd'] } }] }];
    expect(checkGateExpression(expression)).toEqual(expression);
  });
});

function expressions(): fc.Arbitrary<GateExpression> {
  const { tree } = fc.letrec<{ tree: GateExpression }>((tie) => {
    const list = fc.array(tie('tree'), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom('on', 'off'),
        list,
        list.map((all) => ({ all })),
        list.map((any) => ({ any })),
        tie('tree').map((not) => ({ not })),
      ),
    };
  });
  return tree;
}

function algebra(expression: GateExpression): boolean {
  if (typeof expression === 'string') return expression === 'on';
  if ('not' in expression) return !algebra(expression.not);
  if ('any' in expression) return expression.any.some((part) => algebra(part));
  return ('all' in expression ? expression.all : expression).every((part) => algebra(part));
}
