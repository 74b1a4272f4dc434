import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { StatsigUser } from '../../../lib/users/statsig-user.js';
import { type WireFields, buildContext, decide, everyone, rule } from '../../support/specs-builder.js';
import { anyText } from '../../support/text-arbitraries.js';

/** Whether a user passes a gate with the salt `spec_salt`, whose rule has these fields. */
function doesPass(
  ruleFields: WireFields,
  user: StatsigUser | { userID: string } | { customIDs: Record<string, string> },
): boolean {
  const gates = {
    g: { salt: 'spec_salt', rules: [rule('rule_id', [everyone], { salt: 'rule_salt', ...ruleFields })] },
  };
  return decide(buildContext({ gates }), 'gate', 'g', user).value;
}

/** The bucket as evaluation §7.2 words it. */
function bucketByNode(hashed: string): number {
  return Number(createHash('sha256').update(hashed, 'utf8').digest().readBigUInt64BE(0) % 10_000n);
}

/** The smallest percentage, in hundredths, that lets a unit of the bucket pass. */
function admitting(bucket: number): number {
  return (bucket + 1) / 100;
}

describe('the percentage of a rule', () => {
  it('lets the bucket of salt, rule salt and unit pass that is below it', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 40 }), fc.integer({ min: -1, max: 10_000 }), (userID, hundredths) => {
        const passPercentage = hundredths / 100;
        const isIn = bucketByNode(`spec_salt.rule_salt.${userID}`) < passPercentage * 100;
        expect(doesPass({ passPercentage }, { userID })).toBe(isIn);
      }),
    );
  });

  it.each([null, undefined])('hashes with the rule’s id when its salt is %s', (salt) => {
    const passPercentage = admitting(bucketByNode('spec_salt.rule_id.u'));
    expect(doesPass({ salt, passPercentage }, { userID: 'u' })).toBe(true);
    expect(doesPass({ salt, passPercentage: passPercentage - 0.02 }, { userID: 'u' })).toBe(false);
  });

  it('hashes with an empty salt as it is', () => {
    const passPercentage = admitting(bucketByNode('spec_salt..u'));
    expect(doesPass({ salt: '', passPercentage }, { userID: 'u' })).toBe(true);
    expect(doesPass({ salt: '', passPercentage: passPercentage - 0.02 }, { userID: 'u' })).toBe(false);
  });

  it('is of the units of the rule’s ID type, a missing one being the empty text', () => {
    const passPercentage = admitting(bucketByNode('spec_salt.rule_salt.c1'));
    expect(doesPass({ idType: 'companyID', passPercentage }, { customIDs: { companyID: 'c1' } })).toBe(true);
    // Bucket 7839 of evaluation §20, row 87.
    expect(doesPass({ idType: 'companyID', passPercentage: 78.39 }, { userID: 'user-1' })).toBe(false);
    expect(doesPass({ idType: 'companyID', passPercentage: 78.4 }, { userID: 'user-1' })).toBe(true);
  });

  it.each<[percentage: number, doesEveryonePass: boolean]>([
    [100, true],
    [100.5, true],
    [250, true],
    [0, false],
    [-0, false],
    [-5, false],
  ])('of %d lets everyone pass: %s', (passPercentage, doesEveryonePass) => {
    for (let i = 0; i < 100; i++) expect(doesPass({ passPercentage }, { userID: `u${i}` })).toBe(doesEveryonePass);
  });

  it('when it is raised never drops a unit that passed', () => {
    const percentage = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), percentage, percentage, (userID, one, other) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        if (doesPass({ passPercentage: low }, { userID })) {
          expect(doesPass({ passPercentage: high }, { userID })).toBe(true);
        }
      }),
    );
  });

  it('lets about that share of units pass', () => {
    const context = buildContext({ gates: { g: { rules: [rule('r', [everyone], { passPercentage: 25 })] } } });
    let count = 0;
    for (let i = 0; i < 10_000; i++) if (decide(context, 'gate', 'g', { userID: `user-${i}` }).value) count++;
    // Fixed inputs, so a fixed number: 2500 ± 3 standard deviations of 43.
    expect(count).toBeGreaterThan(2370);
    expect(count).toBeLessThan(2630);
  });
});
