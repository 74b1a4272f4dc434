import { describe, expect, it } from 'vitest';

import { UserBytes, valueBytes } from '../../../lib/users/held-bytes.js';
import { toStatsigUser, userDataOf } from '../../../lib/users/statsig-user.js';

const bytesOf = (user: object): number => new UserBytes().of(userDataOf(toStatsigUser(user)));

describe('valueBytes', () => {
  it('counts the characters of texts wherever they are', () => {
    const text = 'x'.repeat(1000);
    expect(valueBytes(text)).toBe(2000);
    const nested = valueBytes({ list: [text, { deep: text }], number: 1, none: null, is: true });
    expect(nested).toBeGreaterThan(4000);
    expect(nested).toBeLessThan(4400);
    expect(valueBytes([])).toBeGreaterThan(0);
    expect([valueBytes(1), valueBytes(null), valueBytes(undefined)]).toEqual([0, 0, 0]);
  });
});

it('counts long names of members as well', () => {
  expect(valueBytes({ ['x'.repeat(1000)]: 1 })).toBeGreaterThan(2000);
});

describe('UserBytes', () => {
  it.each(['userID', 'email', 'ip', 'userAgent', 'country', 'locale', 'appVersion'])('counts the field %s', (field) => {
    expect(bytesOf({ userID: 'u', [field]: 'x'.repeat(500) })).toBeGreaterThanOrEqual(bytesOf({ userID: 'u' }) + 998);
  });

  it.each(['customIDs', 'custom', 'privateAttributes', 'statsigEnvironment'])('counts what is in %s', (field) => {
    expect(bytesOf({ userID: 'u', [field]: { tier: 'x'.repeat(500) } })).toBeGreaterThanOrEqual(
      bytesOf({ userID: 'u' }) + 1000,
    );
  });

  it('tells users apart', () => {
    const bytes = new UserBytes();
    const [small, large] = ['u', 'u'.repeat(100)].map((userID) => userDataOf(toStatsigUser({ userID })));
    if (small === undefined || large === undefined) expect.fail();
    expect([bytes.of(small), bytes.of(large), bytes.of(small), bytes.of(small)]).toEqual([162, 360, 162, 162]);
  });
});
