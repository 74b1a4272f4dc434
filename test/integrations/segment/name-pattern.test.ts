import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameMatcher } from '../../../integrations/segment/name-pattern.js';

/** The same as a regular expression, which is quick while names are short. */
function expressionOf(pattern: string): RegExp {
  const source = Array.from(pattern, (character) =>
    character === '*' ? '.*' : character === '?' ? '.' : character.replace(/[.+^${}()|[\]\\]/u, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 'su');
}

describe('a pattern', () => {
  it('matches what the regular expression of the same meaning matches', () => {
    const letters = ['a', 'b', '.', '\n', '😀'];
    const name = fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom(...letters, '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, name, (wanted, given) => {
        expect(nameMatcher(wanted)(given)).toBe(expressionOf(wanted).test(given));
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['**', 'anything', true],
    ['checkout_*', 'checkout_started', true],
    ['checkout_*', 'my_checkout_started', false],
    ['a?c', 'a😀c', true],
    ['*ab', 'aab', true],
    ['[a-z]+', 'abc', false],
    ['what?', 'what*', true],
  ])('%j for the name %j: %s', (pattern, name, isMatch) => {
    expect(nameMatcher(pattern)(name)).toBe(isMatch);
  });

  it('with many stars does not hold up the event loop, whatever the name is', () => {
    const matches = nameMatcher(`${'*a'.repeat(30)}*b`);
    const startedAt = performance.now();
    expect(matches('a'.repeat(10_000))).toBe(false);
    // A regular expression would take longer than the universe has lasted.
    expect(performance.now() - startedAt).toBeLessThan(5000);
  });
});
