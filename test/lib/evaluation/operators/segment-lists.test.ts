import { createHash } from 'node:crypto';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { memberKey } from '../../../../lib/evaluation/operators/segment-lists.js';
import { condition, meets } from '../../../support/specs-builder.js';
import { anyText } from '../../../support/text-arbitraries.js';

const onList = (targetValue: unknown, operator = 'in_segment_list') =>
  condition({ type: 'unit_id', operator, targetValue });

/** A world with one list. */
const lists = {
  isOnIdList: (listName: string, key: string): boolean => listName === 'vip' && key === memberKey('u'),
};

describe('in_segment_list', () => {
  it.each([
    ['a unit on the list', { userID: 'u' }, 'vip', true],
    ['a unit that is not', { userID: 'v' }, 'vip', false],
    ['a list that does not exist', { userID: 'u' }, 'other', false],
    ['a name in another case', { userID: 'u' }, 'VIP', false],
    ['a missing unit', { customIDs: {} }, 'vip', false],
    ['a target that is no text', { userID: 'u' }, ['vip'], false],
  ])('of %s', (_what, user, target, isMember) => {
    expect(meets(onList(target), user, lists)).toBe(isMember);
    expect(meets(onList(target, 'not_in_segment_list'), user, lists)).toBe(!isMember);
  });

  it('takes any value with a text for a unit', () => {
    const number = { isOnIdList: (_name: string, key: string): boolean => key === memberKey('5') };
    const one = condition({ field: 'f', operator: 'in_segment_list', targetValue: 'vip' });
    expect(meets(one, { userID: 'u', custom: { f: 5 } }, number)).toBe(true);
  });
});

describe('memberKey', () => {
  // runtime §15.4: the lines of a list with the units "a" and "b".
  it.each([
    ['a', 'ypeBEsob'],
    ['b', 'PiPoFgA5'],
  ])('of %s is %s', (unit, key) => {
    expect(memberKey(unit)).toBe(key);
  });

  it('is the beginning of the base64 of the SHA-256', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 100 }), (unit) => {
        expect(memberKey(unit)).toBe(createHash('sha256').update(unit, 'utf8').digest('base64').slice(0, 8));
      }),
    );
  });
});
