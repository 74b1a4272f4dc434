import type { StatsigUserArgs } from 'statsig-nodekit';

/** The users whose responses are listed as examples and digests. */
export const EXAMPLE_USERS = {
  A: { userID: 'a-user' },
  B: {
    userID: 'user_7',
    email: 'dev@statsig.com',
    customIDs: { stableID: 'stable-7', companyID: 'good-employee', random_id: 'r7' },
    country: 'US',
    appVersion: '1.3',
    custom: { level: 7 },
    privateAttributes: { secret: 'v' },
  },
  C: { customIDs: { stableID: 's-1' } },
  D: {
    userID: 'user_42',
    locale: 'en_US',
    custom: { level: 12, arr: ['a', 'b'] },
    statsigEnvironment: { tier: 'development' },
  },
} as const satisfies Readonly<Record<'A' | 'B' | 'C' | 'D', StatsigUserArgs>>;
