import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { WordSearch } from '../../../../lib/evaluation/operators/word-search.js';
import { fieldCondition, meets } from '../../../support/specs-builder.js';

describe('a search for many words', () => {
  it.each<[words: string[], text: string, isFound: boolean]>([
    [['he', 'she', 'his', 'hers'], 'ushers', true],
    [['he', 'she', 'his'], 'hi s', false],
    [['abcd', 'bc'], 'abce', true],
    [['aab'], 'aaab', true],
    [[''], '', true],
    [[''], 'a', true],
    [[], 'a', false],
    [['a'], '', false],
    [['日本'], 'x日本x', true],
    // By code units: half a pair is found in a whole one, as `includes` finds it.
    [['\ud83e'], '🦊', true],
  ])('finds %j in %j: %s', (words, text, isFound) => {
    expect(new WordSearch(words).isAnyIn(text)).toBe(isFound);
    expect(words.some((word) => text.includes(word))).toBe(isFound);
  });

  it('finds what a search for each word finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '\ud83e'), maxLength: 30 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 12 }), text, (words, subject) => {
        expect(new WordSearch(words).isAnyIn(subject)).toBe(words.some((word) => subject.includes(word)));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('str_contains_any of thousands of words in a long text', () => {
  const words = Array.from({ length: 3000 }, (_word, index) => `Item ${index}`);
  const long = 'item '.repeat(20_000);

  it('answers as it does for a short text', () => {
    const condition = fieldCondition('str_contains_any', words);
    expect(meets(condition, { userID: 'u', custom: { f: long } })).toBe(false);
    expect(meets(condition, { userID: 'u', custom: { f: `${long}ITEM 2999` } })).toBe(true);
  });

  it('takes time in proportion to the text', () => {
    const search = new WordSearch(words);
    const timeOf = (text: string): number => {
      const startedAt = performance.now();
      search.isAnyIn(text);
      return performance.now() - startedAt;
    };
    timeOf(long);
    // Some 5 ms. A search for each word takes 170.
    expect(Math.min(timeOf(long), timeOf(long), timeOf(long))).toBeLessThan(60);
  });
});
