import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sha256 } from '../../../lib/hashing/sha256.js';
import { anyText } from '../../support/text-arbitraries.js';

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function nodeSha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('gives the digest that FIPS 180-4 gives for %j', (text, digest) => {
    expect(hex(sha256(text))).toBe(digest);
  });

  it('agrees with node:crypto for every length from 0 to 300 bytes', () => {
    for (let length = 0; length <= 300; length++) {
      const text = 'a'.repeat(length);
      expect(hex(sha256(text)), `${length} bytes`).toBe(nodeSha256(text));
    }
  });

  it('agrees with node:crypto for any text, lone surrogates included', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 300 }), (text) => {
        expect(hex(sha256(text))).toBe(nodeSha256(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('counts a lone surrogate as U+FFFD', () => {
    expect(hex(sha256('a\ud800b'))).toBe(hex(sha256('a\ufffdb')));
  });
});
