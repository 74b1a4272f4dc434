import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compareVersions, versionParts } from '../../../../lib/evaluation/operators/versions.js';
import { fieldCondition, meets } from '../../../support/specs-builder.js';

const operators = ['version_gt', 'version_gte', 'version_lt', 'version_lte', 'version_eq', 'version_neq'];

/** The operators that hold, without the prefix they share. */
function answers(value: unknown, target: unknown): string {
  const user = { userID: 'u', custom: { f: value as string } };
  return operators
    .filter((operator) => meets(fieldCondition(operator, target), user))
    .map((operator) => operator.slice('version_'.length))
    .join(' ');
}

const above = 'gt gte neq';
const below = 'lt lte neq';
const equal = 'gte lte eq';
const none = '';

describe('version operators', () => {
  it.each<[value: unknown, target: unknown, holds: string]>([
    ['1.10', '1.2', above],
    ['1.2', '1.10', below],
    ['1.2', '1.2.0', equal],
    ['1.2.0.0', '1.2', equal],
    ['01.002', '1.2', equal],
    ['+1.2', '1.2', equal],
    // Unicode's white space, which is not quite that of `trim()`.
    ['\u00851.2\u3000', '1.2', equal],
    ['1.2', '1\u0085.2', equal],
    ['\ufeff1.2', '1.2', none],
    ['1.2.3-beta.1', '1.2.3', equal],
    ['1.2.3', '1.2.3-rc', equal],
    [' 1 . 2 ', '1.2', equal],
    ['1.2\t', '1.2', equal],
    ['2', '1', above],
    [2, '1', above],
    [1.5, '1.10', below],
    ['99999999999999999999.1', '99999999999999999999.0', above],
    ['170141183460469231731687303715884105727', '9', above],
    ['0000000000000000000000000000000000005', '5', equal],
    // What stands behind the deciding part is never looked at.
    ['0.9', '1.a', below],
    ['2.x', '1.y', above],
    // No versions: nothing holds, version_neq included.
    ['1.a', '1.b', none],
    ['abc', '1.2', none],
    ['v1.2', '1.0', none],
    ['', '1', none],
    ['-1', '1', none],
    ['1..2', '1.0.2', none],
    ['1.2', '', none],
    ['170141183460469231731687303715884105728', '1', none],
    ['1_0', '1', none],
    [true, '1', none],
    [null, '1', none],
    [undefined, '1', none],
    [{ a: 1 }, '1', none],
    [['1'], '1', none],
    ['1', 1, none],
    ['1', null, none],
    ['1', ['1'], none],
    ['1', true, none],
  ])('of %j against %j: %s', (value, target, holds) => {
    expect(answers(value, target)).toBe(holds);
  });

  it('order versions as lists of numbers', () => {
    const parts = fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        const padded = (list: number[]): number[] => [0, 1, 2, 3].map((index) => list[index] ?? 0);
        const difference = padded(left).map((part, index) => part - (padded(right)[index] ?? 0));
        const sign = Math.sign(difference.find((part) => part !== 0) ?? 0);
        expect(answers(left.join('.'), right.join('.'))).toBe(sign > 0 ? above : sign < 0 ? below : equal);
      }),
    );
  });

  it('turn around when the sides are exchanged', () => {
    const version = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', ' ', '-', 'a', '+'), maxLength: 8 });
    fc.assert(
      fc.property(version, version, (left, right) => {
        const there = compareVersions(versionParts(left), versionParts(right));
        const back = compareVersions(versionParts(right), versionParts(left));
        expect(back).toBe(there === undefined ? undefined : 0 - there);
      }),
    );
  });
});
