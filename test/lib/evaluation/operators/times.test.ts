import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fieldCondition, meets } from '../../../support/specs-builder.js';

const newYear2023 = 1_672_531_200_000;
const dayMs = 86_400_000;

function answers(value: unknown, target: unknown): string {
  const user = { userID: 'u', custom: { f: value as string } };
  return ['before', 'on', 'after'].filter((operator) => meets(fieldCondition(operator, target), user)).join(' ');
}

describe('before, on, after', () => {
  it.each<[value: unknown, target: unknown, holds: string]>([
    [newYear2023 - 1, newYear2023, 'before'],
    [newYear2023, newYear2023, 'on'],
    [newYear2023 + 1, newYear2023, 'on after'],
    [newYear2023 + dayMs - 1, newYear2023, 'on after'],
    [newYear2023 + dayMs, newYear2023, 'after'],
    ['2023-01-01T12:00:00Z', newYear2023, 'on after'],
    ['2023-01-01 12:00:00', '2023-01-01T00:00:00.000Z', 'on after'],
    [String(newYear2023), String(newYear2023), 'on'],
    // Seconds on the user's side become milliseconds, on the rule's side they do not.
    [newYear2023 / 1000, newYear2023, 'on'],
    [newYear2023, newYear2023 / 1000, 'after'],
    [9_999_999_999, 9_999_999_999_000, 'on'],
    [10_000_000_000, 9_999_999_999_000, 'before'],
    [-9_999_999_999, -9_999_999_999_000, 'on'],
    // Dates before 26 April 1970 are taken for seconds: kept, because the service's SDKs do so.
    ['1970-02-01T00:00:00Z', 2_678_400_000, 'after'],
    // Days are counted toward zero, so the two days around 1970 are one.
    [-1, 86_399_999, 'before on'],
    // A number of the rule is cut to a whole one.
    [newYear2023, newYear2023 + 0.9, 'on'],
    [newYear2023, `${newYear2023}.9`, 'on'],
    [newYear2023, 1e30, 'before'],
    [newYear2023, '-1e30', 'after'],
    [newYear2023, 'inf', 'before'],
    [newYear2023, 'nan', 'after'],
    // No instants: nothing holds.
    [newYear2023 + 0.5, newYear2023, ''],
    ['2023-01-01T00:00:00.000Z', newYear2023, ''],
    ['2023-01-01', newYear2023, ''],
    [true, newYear2023, ''],
    [null, newYear2023, ''],
    [undefined, newYear2023, ''],
    [[newYear2023], newYear2023, ''],
    [newYear2023, '2023-01-01', ''],
    [newYear2023, null, ''],
    [newYear2023, true, ''],
    [newYear2023, [newYear2023], ''],
  ])('of %j against %j: %s', (value, target, holds) => {
    expect(answers(value, target)).toBe(holds);
  });

  it('on holds for two instants of one UTC day, whatever the time zone of the machine', () => {
    const day = fc.integer({ min: 200, max: 40_000 });
    const within = fc.integer({ min: 0, max: dayMs - 1 });
    fc.assert(
      fc.property(day, within, within, (number, one, other) => {
        const holds = answers(number * dayMs + one, number * dayMs + other);
        expect(holds).toBe(one < other ? 'before on' : one > other ? 'on after' : 'on');
      }),
    );
  });
});
