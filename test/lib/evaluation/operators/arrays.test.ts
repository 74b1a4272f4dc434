import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fieldCondition, meets } from '../../../support/specs-builder.js';

const operators = ['array_contains_any', 'array_contains_none', 'array_contains_all', 'not_array_contains_all'];

function answers(value: unknown, target: unknown): string {
  const user = { userID: 'u', custom: { f: value as string } };
  return operators
    .filter((operator) => meets(fieldCondition(operator, target), user))
    .map((operator) => operator.replace('array_contains_', '').replace('_', ' '))
    .join(', ');
}

describe('array operators', () => {
  it.each<[value: unknown, target: unknown, holds: string]>([
    [['a', 'b'], ['a'], 'any, all'],
    [['a'], ['a', 'b'], 'any, not all'],
    [['c'], ['a', 'b'], 'none, not all'],
    [['A'], ['a'], 'none, not all'],
    [[1, true], ['1', 'true'], 'any, all'],
    [['1'], [1], 'any, all'],
    [['null'], [null], 'any, all'],
    [[null], [null], 'none, not all'],
    [[{ a: 1 }], ['{"a":1}'], 'none, not all'],
    [[['x']], [['x']], 'any, all'],
    // Elements of the target that differ in case replace each other: the last one counts.
    [['a'], ['a', 'A'], 'none, not all'],
    [['A'], ['a', 'A'], 'any, all'],
    [['a'], [], 'none, all'],
    [[], [], 'none, all'],
    [[], ['a'], 'none, not all'],
    // All four are false unless both sides are arrays.
    ['a', ['a'], ''],
    [undefined, ['a'], ''],
    [null, ['a'], ''],
    [{ 0: 'a' }, ['a'], ''],
    ['["a"]', ['a'], ''],
    [['a'], 'a', ''],
    [['a'], { a: 1 }, ''],
    [['a'], null, ''],
  ])('%j against %j: %s', (value, target, holds) => {
    expect(answers(value, target)).toBe(holds);
  });

  it('come in two pairs of opposites, as long as both sides are arrays', () => {
    const array = fc.array(fc.constantFrom('a', 'b', 'C', 1, true, null), { maxLength: 4 });
    fc.assert(
      fc.property(array, array, (value, target) => {
        const holds = answers(value, target).split(', ');
        expect(holds.filter((name) => name === 'any' || name === 'none')).toHaveLength(1);
        expect(holds.filter((name) => name === 'all' || name === 'not all')).toHaveLength(1);
      }),
    );
  });
});
