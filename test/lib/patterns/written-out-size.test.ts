import { describe, expect, it } from 'vitest';

import { parsePattern } from '../../../lib/patterns/parse-pattern.js';
import { writtenOutSize } from '../../../lib/patterns/written-out-size.js';

describe('writtenOutSize', () => {
  it.each([
    ['a+b*c?', 0],
    ['a{1}b{0}', 0],
    ['a{3}', 3],
    ['a{,7}', 7],
    ['a{4,}', 4],
    ['(?:ab){2,10}', 20],
    ['x(?:a{5}b){2}c', 12],
    ['a{2}|b{3}', 5],
    ['(?:a|bc){4}', 12],
    ['(|){9}', 9],
    ['(?<=a{2})b', 2],
    ['(?:a{1,50}){50}', 2500],
    ['(?:\\bé){10}', 20],
  ])('of %s is %i', (pattern, size) => {
    expect(writtenOutSize(parsePattern(pattern))).toBe(size);
  });
});
