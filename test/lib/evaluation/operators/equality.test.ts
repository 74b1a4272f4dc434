import { describe, expect, it } from 'vitest';

import { fieldCondition, meets } from '../../../support/specs-builder.js';

describe('eq', () => {
  it.each<[target: unknown, value: unknown, isMet: boolean]>([
    [null, undefined, true],
    [null, null, true],
    [null, NaN, true],
    [null, '', false],
    [null, 'null', false],
    [true, true, true],
    [true, false, false],
    [true, 1, false],
    [false, undefined, false],
    [5, 5, true],
    [5, '5', true],
    [5, '5.0', true],
    [5, '5e0', true],
    [5, ' 5', false],
    [1, true, false],
    [0, '', false],
    [0, -0, true],
    ['5', 5, true],
    ['5.0', 5, false],
    ['true', true, true],
    ['a', 'A', false],
    ['', undefined, false],
    ['', '', true],
    ['["x",1]', ['x', 1], true],
    ['{"a":1}', { a: 1 }, false],
    // Arrays: the same length, and each element by its text.
    [[], [], true],
    [['a', 1], ['a', '1'], true],
    [['a', 1], ['a', 1], true],
    [['a'], ['A'], false],
    [['a', 'b'], ['b', 'a'], false],
    [['a'], ['a', 'b'], false],
    [['a', 'b'], ['a'], false],
    [[true, null], [true, 'null'], true],
    [[true, null], [true, null], false],
    [[[1, 2]], [[1, 2]], true],
    [[{ a: 1 }], [{ a: 1 }], false],
    [['a'], 'a', false],
    [['a'], { 0: 'a' }, false],
    [['a'], undefined, false],
    // Objects: the same size, and each value by its text.
    [{}, {}, true],
    [{ a: 1, b: 'x' }, { b: 'x', a: '1' }, true],
    [{ a: 1 }, { A: 1 }, false],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: { b: 1 } }, { a: { b: 1 } }, false],
    [{ a: [1] }, { a: [1] }, true],
    [{ toString: 'x' }, { a: 'x' }, false],
    [{}, [], false],
    [{}, undefined, false],
    [{}, '', false],
  ])('%j of %j → %s', (target, value, isMet) => {
    const user = { userID: 'u', custom: { f: value as string } };
    expect(meets(fieldCondition('eq', target), user)).toBe(isMet);
    expect(meets(fieldCondition('neq', target), user)).toBe(!isMet);
  });

  // Q1 of evaluation §19: the official core ends the process here.
  it.each<[target: unknown, value: unknown, isMet: boolean]>([
    [['a', 'A'], ['A'], false],
    [['a', 'A'], ['a', 'A'], false],
    [['x', 'a', 'A'], ['x', 'a'], false],
    [['A', 'a', 'b'], ['q', 'a'], false],
    [['5', 5], ['5'], false],
  ])('of an array target whose elements replace each other, %j, says no to %j', (target, value, isMet) => {
    const user = { userID: 'u', custom: { f: value as string[] } };
    expect(meets(fieldCondition('eq', target), user)).toBe(isMet);
    expect(meets(fieldCondition('neq', target), user)).toBe(!isMet);
  });
});
