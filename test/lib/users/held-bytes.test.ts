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

  it('estimates users that come in a pattern, such as one large in so many', () => {
    const [small, large] = ['u', 'u'.repeat(10_000)].map((userID) => userDataOf(toStatsigUser({ userID })));
    if (small === undefined || large === undefined) expect.fail();
    for (const period of [2, 3, 4, 8, 16]) {
      for (let first = 0; first < period; first++) {
        const bytes = new UserBytes();
        let [estimated, exact] = [0, 0];
        for (let index = 0; index < 40_000; index++) {
          const user = index % period === first ? large : small;
          estimated += bytes.estimate(user);
          exact += new UserBytes().of(user);
        }
        expect(estimated / exact).toBeGreaterThan(0.8);
        expect(estimated / exact).toBeLessThan(1.25);
      }
    }
  });

  it('tells users apart', () => {
    const bytes = new UserBytes();
    const [small, large] = ['u', 'u'.repeat(100)].map((userID) => userDataOf(toStatsigUser({ userID })));
    if (small === undefined || large === undefined) expect.fail();
    expect([bytes.of(small), bytes.of(large), bytes.of(small), bytes.of(small)]).toEqual([162, 360, 162, 162]);
  });
});
