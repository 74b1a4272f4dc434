import { describe, expect, it } from 'vitest';
import { checkGateExpression } from '../../../lib/request/check-gate-expression.js';

const expected =
  'expected a gate name, a list, { all: […] }, { any: […] }, { not: … } or { experiment, param, equals }.';

describe('checkGateExpression', () => {
  it.each<[unknown, string]>([
    ['', `Gate expression is an empty name; ${expected}`],
    [[], 'Gate expression is an empty list; expected at least one gate.'],
    [['a', { any: [] }], 'Gate expression[1].any is an empty list; expected at least one gate.'],
    [{ any: 'a' }, 'Gate expression.any is a; expected a list of expressions.'],
    [{ all: ['a'], any: ['b'] }, `Gate expression is an object with all, any; ${expected}`],
    [{ none: ['a'] }, `Gate expression is an object with none; ${expected}`],
    [{ not: undefined }, `Gate expression.not is undefined; ${expected}`],
    [['a', 7], `Gate expression[1] is 7; ${expected}`],
    [null, `Gate expression is null; ${expected}`],
    [{}, `Gate expression is an empty object; ${expected}`],
    [
      { experiment: 'e', param: 'p' },
      'Gate expression is an object with experiment, param; expected { experiment: …, param: …, equals: … }.',
    ],
    [
      { layer: 'l', param: 'p', equals: 1, config: 'c' },
      'Gate expression is an object with layer, param, equals, config; expected { config: …, param: …, equals: … }.',
    ],
    [
      { not: { config: '', param: 'p', equals: 1 } },
      'Gate expression.not.config is an empty text; expected a text that is not empty.',
    ],
    [{ config: 'c', param: 7, equals: 1 }, 'Gate expression.param is 7; expected a text that is not empty.'],
    [
      { config: 'c', param: 'p', equals: ['a'] },
      'Gate expression.equals is a list; expected a text, a number, true or false.',
    ],
    [
      { config: 'c', param: 'p', equals: null },
      'Gate expression.equals is null; expected a text, a number, true or false.',
    ],
  ])('refuses %j', (expression, message) => {
    expect(() => checkGateExpression(expression)).toThrow(
      expect.objectContaining({ code: 'gate_expression_invalid', message }),
    );
  });

  it('gives back what is well written', () => {
    const expression = ['a', { any: ['b', { not: { all: ['c', 'd'] } }] }, { layer: 'l', param: 'p', equals: 0 }];
    expect(checkGateExpression(expression)).toEqual(expression);
  });
});
