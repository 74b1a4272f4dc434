import { describe, expect, it } from 'vitest';

import { loosenEnds } from '../../../lib/patterns/loosen-ends.js';
import { parsePattern } from '../../../lib/patterns/parse-pattern.js';
import { SetExpander } from '../../../lib/patterns/set-expander.js';
import { writePattern } from '../../../lib/patterns/write-pattern.js';

const expander = new SetExpander();
const written = (pattern: string): string => writePattern(parsePattern(pattern), 'plain', expander);
const loosened = (pattern: string): string => writePattern(loosenEnds(parsePattern(pattern)), 'plain', expander);

describe('loosenEnds', () => {
  it.each([
    ['.*a.*', 'a'],
    ['a*', ''],
    ['a?b*c{0,9}d', 'd'],
    ['a+b+', 'a{1}b{1}'],
    ['a{2,}b{3,5}', 'a{2}b{3}'],
    ['(?:a{1,9}b|c*)d', '(?:a{1}b|)d'],
    ['x+|(?:ya*)', 'x{1}|(?:y)'],
    ['a+', 'a{1}'],
    ['(?:a*)+', '(?:a*){1}'],
  ])('makes %s into %s', (pattern, expected) => {
    expect(loosened(pattern)).toBe(written(expected));
  });

  it.each(['^a+$', '\\ba{1,9}\\b', 'xa*y', '(?<=a+)b', 'x(?:a+)y'])('leaves %s as it is', (pattern) => {
    expect(loosened(pattern)).toBe(written(pattern));
  });
});
