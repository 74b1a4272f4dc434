import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { targetNumber } from '../../../../lib/evaluation/operators/numbers.js';
import type { JsonValue } from '../../../../lib/specs/json-value.js';
import { fieldCondition, meets } from '../../../support/specs-builder.js';

function compare(operator: string, value: unknown, target: unknown): boolean {
  return meets(fieldCondition(operator, target), { userID: 'u', custom: { f: value as string } });
}

/** Whether the value is below, equal to or above the target, according to the four operators. */
function answers(value: unknown, target: unknown): string {
  return ['gt', 'gte', 'lt', 'lte'].filter((operator) => compare(operator, value, target)).join(' ');
}

describe('gt, gte, lt, lte', () => {
  it.each<[value: unknown, target: unknown, holds: string]>([
    [6, 5, 'gt gte'],
    [5, 5, 'gte lte'],
    [4, 5, 'lt lte'],
    [-0, 0, 'gte lte'],
    [5.5, '5.5', 'gte lte'],
    ['5', 5, 'gte lte'],
    ['+5', '5.0', 'gte lte'],
    ['1e3', 999, 'gt gte'],
    ['-inf', 0, 'lt lte'],
    [5, 'inf', 'lt lte'],
    ['Infinity', 'inf', 'gte lte'],
    // Not numbers: nothing holds.
    ['nan', 5, ''],
    [5, 'nan', ''],
    ['nan', 'nan', ''],
    [NaN, 5, ''],
    ['', 0, ''],
    [' 5', 5, ''],
    ['five', 5, ''],
    [true, 0, ''],
    [null, 0, ''],
    [undefined, 0, ''],
    [[5], 5, ''],
    [{ a: 5 }, 5, ''],
    [5, true, ''],
    [5, null, ''],
    [5, [5], ''],
    [5, 'five', ''],
  ])('of %j against %j: %s', (value, target, holds) => {
    expect(answers(value, target)).toBe(holds);
  });

  it('agree with JavaScript for finite numbers', () => {
    const numbers = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(numbers, numbers, (value, target) => {
        const expected = [
          value > target && 'gt',
          value >= target && 'gte',
          value < target && 'lt',
          value <= target && 'lte',
        ];
        expect(answers(value, target)).toBe(expected.filter(Boolean).join(' '));
      }),
    );
  });
});

describe('targetNumber', () => {
  it.each<[target: JsonValue, number: number | undefined]>([
    [5, 5],
    ['5.5', 5.5],
    ['x', undefined],
    [true, undefined],
    [null, undefined],
    [[1], undefined],
  ])('of %j is %s', (target, number) => {
    expect(targetNumber(target)).toBe(number);
  });
});
