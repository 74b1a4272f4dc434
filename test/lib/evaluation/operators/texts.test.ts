import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';

import type { PatternCompiler } from '../../../../lib/evaluation/operators/operator.js';
import { loadPatternCompiler } from '../../../../lib/patterns/load-pattern-compiler.js';
import { fieldCondition, meets } from '../../../support/specs-builder.js';

type Row = [operator: string, target: unknown, value: unknown, isMet: boolean];

function isMet(operator: string, target: unknown, value: unknown, compilePattern?: PatternCompiler): boolean {
  const user = { userID: 'u', custom: { f: value as string } };
  return meets(fieldCondition(operator, target), user, compilePattern === undefined ? {} : { compilePattern });
}

describe('any', () => {
  it.each<Row>([
    ['any', ['A', 'b'], 'B', true],
    ['any', ['ä'], 'Ä', true],
    ['any', ['ß'], 'SS', false],
    ['any', ['a'], ' a', false],
    ['any', ['null'], null, false],
    ['any', [''], null, true],
    ['any', [''], { a: 1 }, true],
    ['any', [1.5], 1.5, true],
    ['any', ['1.50'], 1.5, false],
    ['any', [true], 'TRUE', true],
    ['any', [null], 'NULL', true],
    ['any', [[1, 2]], [1, 2], true],
    ['any', ['["x",1]'], ['X', 1], true],
    ['any', ['1000000000000000000000'], 1e21, true],
    ['any', [], 'a', false],
    ['any', [], undefined, false],
    ['any', { a: false }, 'A', true],
    ['any', {}, 'a', false],
    ['any', { '': 1 }, undefined, true],
    ['any', { constructor: 1 }, 'constructor', true],
    ['any', {}, 'constructor', false],
    ['any', null, undefined, false],
    ['any', 'a', 'a', false],
    ['any', 5, 5, false],
    ['any', true, true, false],
  ])('%s %j of %j → %s', (operator, target, value, expected) => {
    expect(isMet(operator, target, value)).toBe(expected);
  });
});

describe('any_case_sensitive', () => {
  it.each<Row>([
    ['any_case_sensitive', ['A'], 'A', true],
    ['any_case_sensitive', ['A'], 'a', false],
    ['any_case_sensitive', ['a', 'A'], 'A', true],
    ['any_case_sensitive', ['5', 5], '5', true],
    ['any_case_sensitive', [''], undefined, true],
    ['any_case_sensitive', { A: 1 }, 'A', false],
    ['any_case_sensitive', 'A', 'A', false],
  ])('%s %j of %j → %s', (operator, target, value, expected) => {
    expect(isMet(operator, target, value)).toBe(expected);
  });
});

describe('str_…_any', () => {
  it.each<Row>([
    ['str_starts_with_any', ['x', 'Ab'], 'aBc', true],
    ['str_starts_with_any', ['bc'], 'abc', false],
    ['str_starts_with_any', ['1'], 15, true],
    ['str_ends_with_any', ['x', 'BC'], 'abc', true],
    ['str_ends_with_any', ['ab'], 'abc', false],
    ['str_ends_with_any', ['"]'], ['x'], true],
    ['str_contains_any', ['x', 'B'], 'abc', true],
    ['str_contains_any', ['x'], 'abc', false],
    ['str_contains_any', [0.5], '10.55', true],
    ['str_contains_any', ['a'], undefined, false],
    ['str_contains_any', [], 'abc', false],
    ['str_contains_any', { b: 1 }, 'abc', false],
    ['str_contains_any', 'b', 'abc', false],
    ['str_starts_with_any', { a: 1 }, 'abc', false],
    ['str_ends_with_any', null, 'abc', false],
  ])('%s %j of %j → %s', (operator, target, value, expected) => {
    expect(isMet(operator, target, value)).toBe(expected);
  });
});

describe('the negative operators', () => {
  const value = fc.oneof(
    fc.constant(undefined),
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom('a', 'A', 'ab', '', '5', 5, true),
  );
  const target = fc.oneof(
    fc.array(fc.oneof(fc.constantFrom('a', 'A', 'b', '', '5', 5, true, null), fc.string()), { maxLength: 4 }),
    fc.jsonValue({ maxDepth: 2 }),
  );

  it.each([
    ['none', 'any'],
    ['none_case_sensitive', 'any_case_sensitive'],
    ['str_contains_none', 'str_contains_any'],
    ['neq', 'eq'],
    ['not_in_segment_list', 'in_segment_list'],
  ])('%s is the opposite of %s, for missing values and malformed targets too', (negative, positive) => {
    fc.assert(
      fc.property(target, value, (one, other) => {
        expect(isMet(negative, one, other)).toBe(!isMet(positive, one, other));
      }),
      { numRuns: 300 },
    );
  });
});

describe('str_matches', () => {
  let compilePattern: PatternCompiler;
  beforeAll(async () => {
    compilePattern = await loadPatternCompiler();
  });

  it.each<Row>([
    ['str_matches', 'b', 'abc', true],
    ['str_matches', '^b', 'abc', false],
    ['str_matches', '^a.c$', 'abc', true],
    ['str_matches', 'B', 'abc', false],
    ['str_matches', '(?i)B', 'abc', true],
    ['str_matches', '', '', true],
    ['str_matches', '^1\\.5$', 1.5, true],
    ['str_matches', '^true$', true, true],
    ['str_matches', '^\\["x",1\\]$', ['x', 1], true],
    ['str_matches', '.*', null, false],
    ['str_matches', '.*', { a: 1 }, false],
    ['str_matches', 5, '5', false],
    ['str_matches', ['a'], 'a', false],
    ['str_matches', null, 'a', false],
    ['str_matches', '(', '(', false],
    ['str_matches', '(a)\\1', 'aa', false],
  ])('%s %j of %j → %s', (operator, target, value, expected) => {
    expect(isMet(operator, target, value, compilePattern)).toBe(expected);
  });

  it('is never met where no engine was loaded', () => {
    expect(isMet('str_matches', '.*', 'a')).toBe(false);
  });
});
