import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toBase64 } from '../../../lib/hashing/base64.js';

describe('toBase64', () => {
  // RFC 4648 §10.
  it.each([
    ['', ''],
    ['f', 'Zg=='],
    ['fo', 'Zm8='],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg=='],
    ['fooba', 'Zm9vYmE='],
    ['foobar', 'Zm9vYmFy'],
  ])('gives the RFC’s answer for %j', (text, base64) => {
    expect(toBase64(Buffer.from(text))).toBe(base64);
  });

  it('agrees with Buffer for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });
});
