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

describe('UserBytes', () => {
  it.each(['userID', 'email', 'ip', 'userAgent', 'country', 'locale', 'appVersion'])('counts the field %s', (field) => {
    expect(bytesOf({ userID: 'u', [field]: 'x'.repeat(500) })).toBeGreaterThanOrEqual(bytesOf({ userID: 'u' }) + 998);
  });

  it.each(['customIDs', 'custom', 'privateAttributes', 'statsigEnvironment'])('counts what is in %s', (field) => {
    expect(bytesOf({ userID: 'u', [field]: { tier: 'x'.repeat(500) } })).toBeGreaterThanOrEqual(
      bytesOf({ userID: 'u' }) + 1000,
    );
  });

  it('estimates many users together by some of them', () => {
    const bytes = new UserBytes();
    const users = Array.from({ length: 8000 }, (_, index) =>
      userDataOf(toStatsigUser({ userID: 'u'.repeat(1 + ((index * 7919) % 1000)) })),
    );
    const sum = (of: (user: (typeof users)[number]) => number): number =>
      users.reduce((total, user) => total + of(user), 0);
    const exact = sum((user) => new UserBytes().of(user));
    expect(Math.abs(sum((user) => bytes.estimate(user)) / exact - 1)).toBeLessThan(0.05);
  });

  it('tells users apart', () => {
    const bytes = new UserBytes();
    const [small, large] = ['u', 'u'.repeat(100)].map((userID) => userDataOf(toStatsigUser({ userID })));
    if (small === undefined || large === undefined) expect.fail();
    expect([bytes.of(small), bytes.of(large), bytes.of(small), bytes.of(small)]).toEqual([162, 360, 162, 162]);
  });
});
