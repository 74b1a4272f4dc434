import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { djb2 } from '../../../lib/hashing/djb2.js';
import { anyText } from '../../support/text-arbitraries.js';

describe('djb2', () => {
  it.each([
    ['', '0'],
    ['a', '97'],
    ['ab', '3105'],
    ['test_public', '3968762550'],
    ['😀', '1772899'],
  ])('of %j is %s', (text, hash) => {
    expect(djb2(text)).toBe(hash);
  });

  it('is the polynomial over UTF-16 code units with base 31, modulo 2^32', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 100 }), (text) => {
        let exact = 0n;
        for (let i = 0; i < text.length; i++) exact = exact * 31n + BigInt(text.charCodeAt(i));
        expect(djb2(text)).toBe(String(exact % 2n ** 32n));
      }),
    );
  });
});
