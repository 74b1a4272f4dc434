import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SaltedHash } from '../../../lib/hashing/salted-hash.js';
import { anyText } from '../../support/text-arbitraries.js';

/** The rule as evaluation §7.1 words it: the first 8 bytes as an unsigned big-endian integer, modulo the buckets. */
function bucketByNode(text: string, buckets: number): number {
  return Number(createHash('sha256').update(text, 'utf8').digest().readBigUInt64BE(0) % BigInt(buckets));
}

describe('SaltedHash', () => {
  it.each([
    ['spec_salt.rule_salt.', 'user-1', 10_000, 7147],
    ['spec_salt.rule_salt.', 'ünïcode', 10_000, 9286],
    ['bucket_salt.', 'user-2', 1000, 398],
    ['bucket_salt.', '', 1000, 813],
  ])('puts %j + %j into the bucket that the official SDK gives', (prefix, unit, buckets, bucket) => {
    expect(new SaltedHash(prefix).bucketOf(unit, buckets)).toBe(bucket);
  });

  it('agrees with node:crypto for every prefix of 0 to 200 bytes and units that cross a block', () => {
    for (let prefixLength = 0; prefixLength <= 200; prefixLength++) {
      const prefix = 'p'.repeat(prefixLength);
      const hash = new SaltedHash(prefix);
      for (const unitLength of [0, 1, 36, 63, 64, 65, 130]) {
        const unit = 'u'.repeat(unitLength);
        expect(hash.bucketOf(unit, 10_000), `${prefixLength} + ${unitLength} bytes`).toBe(
          bucketByNode(prefix + unit, 10_000),
        );
      }
    }
  });

  it('agrees with node:crypto for any salt and any unit', () => {
    fc.assert(
      fc.property(
        anyText({ maxLength: 200 }),
        anyText({ maxLength: 300 }),
        fc.constantFrom(1000, 10_000, 65_536),
        (salt, unit, buckets) => {
          const prefix = `${salt}.`;
          expect(new SaltedHash(prefix).bucketOf(unit, buckets)).toBe(bucketByNode(prefix + unit, buckets));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('finds the place of the first character beyond ASCII wherever it stands', () => {
    const hash = new SaltedHash('salt.');
    for (let at = 0; at <= 130; at++) {
      const unit = `${'a'.repeat(at)}😀é\ud800${'b'.repeat(70)}`;
      expect(hash.bucketOf(unit, 10_000), `after ${at} characters`).toBe(bucketByNode(`salt.${unit}`, 10_000));
    }
  });

  it('gives the same answer again after other hashes were computed in between', () => {
    const one = new SaltedHash('one.');
    const other = new SaltedHash('other.'.repeat(30));
    const before = one.bucketOf('user', 10_000);
    other.bucketOf('somebody else'.repeat(20), 10_000);
    expect(one.bucketOf('user', 10_000)).toBe(before);
  });

  it('hashes a unit exactly as given, without trimming or lower-casing', () => {
    const hash = new SaltedHash('s.');
    expect(hash.bucketOf(' User ', 10_000)).toBe(bucketByNode('s. User ', 10_000));
    expect(hash.bucketOf(' User ', 10_000)).not.toBe(hash.bucketOf('user', 10_000));
  });
});
