import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { ConditionBuckets } from '../../../lib/evaluation/condition-buckets.js';

function bucketByNode(salt: string, unit: string): number {
  return Number(createHash('sha256').update(`${salt}.${unit}`).digest().readBigUInt64BE(0) % 1000n);
}

describe('ConditionBuckets', () => {
  it('gives the bucket of each unit, whichever unit was asked for before', () => {
    const bucketOf = new ConditionBuckets().ofSalt('salt');
    for (const unit of ['a', 'a', 'b', 'a', '', '', 'b']) expect(bucketOf(unit), unit).toBe(bucketByNode('salt', unit));
  });

  it('keeps salts apart, and gives the same for the same salt', () => {
    const buckets = new ConditionBuckets();
    const [one, other] = [buckets.ofSalt('one'), buckets.ofSalt('other')];
    expect([one('u'), other('u'), one('u')]).toEqual([
      bucketByNode('one', 'u'),
      bucketByNode('other', 'u'),
      bucketByNode('one', 'u'),
    ]);
    expect(buckets.ofSalt('one')).toBe(one);
  });
});
