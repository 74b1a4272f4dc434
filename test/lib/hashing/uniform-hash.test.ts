import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { uniformHash } from '../../../lib/hashing/uniform-hash.js';

describe('uniformHash', () => {
  it('is the first 53 bits of the digest', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const digest = createHash('sha256').update(text.toWellFormed()).digest();
        expect(uniformHash(text)).toBe(Number(digest.readBigUInt64BE() >> 11n));
      }),
    );
  });

  it.each([2, 7, 10, 101])('falls upon every remainder of %i about as often', (divisor) => {
    const counts = Array.from({ length: divisor }, () => 0);
    for (let i = 0; i < 1000 * divisor; i++) {
      const remainder = uniformHash(`user ${i}`) % divisor;
      counts[remainder] = (counts[remainder] ?? 0) + 1;
    }
    // Of 1,000 each; five standard deviations are 158.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(158);
  });
});
