import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { textDigest } from '../../../lib/sync/text-digest.js';

describe('textDigest', () => {
  it('is the SHA-256 of the text', () => {
    expect(textDigest('{"é":"😀"}')).toBe(createHash('sha256').update('{"é":"😀"}').digest('base64'));
  });

  it.each([
    ['half of a character', '"\uD800"', '"\uD801"'],
    ['the other half of one', '"\uDC00"', '"\uFFFD"'],
  ])('is not given for a text with %s, which would be hashed as another', (_name, one, other) => {
    expect(createHash('sha256').update(one).digest('hex')).toBe(
      createHash('sha256').update(other.replace('\uD801', '\uFFFD')).digest('hex'),
    );
    expect(textDigest(one)).toBeUndefined();
  });

  it('tells any two texts apart', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
        const digest = textDigest(one);
        expect(digest !== undefined && digest === textDigest(other)).toBe(digest !== undefined && one === other);
      }),
    );
  });
});
