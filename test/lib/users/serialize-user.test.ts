import { describe, expect, it } from 'vitest';

import { type UserDefaults, serializeUser } from '../../../lib/users/serialize-user.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';

function serialize(fields: StatsigUserArgs, defaults: Partial<UserDefaults> = {}): string {
  return serializeUser(userDataOf(new StatsigUser(fields)), {
    environment: undefined,
    globalCustomFields: undefined,
    ...defaults,
  });
}

describe('serializeUser', () => {
  // The order and the absence of privateAttributes: runtime §7.6 and §15.7.
  it('writes the fields in the order of events', () => {
    expect(
      serialize({
        statsigEnvironment: { tier: 'development' },
        privateAttributes: { ssn: 'x' },
        custom: { plan: 'pro', age: 25, list: ['a', 1], ok: true },
        appVersion: '1.2.3',
        locale: 'en_US',
        country: 'US',
        userAgent: 'UA',
        ip: '1.2.3.4',
        email: 'e@x.io',
        customIDs: { companyID: 'c1', stableID: 's1' },
        userID: 'u1',
      }),
    ).toBe(
      '{"userID":"u1","customIDs":{"companyID":"c1","stableID":"s1"},"email":"e@x.io","ip":"1.2.3.4",' +
        '"userAgent":"UA","country":"US","locale":"en_US","appVersion":"1.2.3",' +
        '"custom":{"plan":"pro","age":25,"list":["a",1],"ok":true},"statsigEnvironment":{"tier":"development"}}',
    );
  });

  it('leaves absent fields out', () => {
    expect(serialize({ userID: 'u' })).toBe('{"userID":"u"}');
  });

  it('puts the global custom fields under the user’s own', () => {
    const globalCustomFields = { plan: 'global', svc: 'api' };
    expect(serialize({ userID: 'u', custom: { plan: 'pro' } }, { globalCustomFields })).toBe(
      '{"userID":"u","custom":{"plan":"pro","svc":"api"}}',
    );
    expect(serialize({ userID: 'u' }, { globalCustomFields })).toBe(
      '{"userID":"u","custom":{"plan":"global","svc":"api"}}',
    );
  });

  it('gives the client’s environment to users without one of their own, and merges nothing', () => {
    const environment = { tier: 'staging' };
    expect(serialize({ userID: 'u' }, { environment })).toBe('{"userID":"u","statsigEnvironment":{"tier":"staging"}}');
    expect(serialize({ userID: 'u', statsigEnvironment: { region: 'eu' } }, { environment })).toBe(
      '{"userID":"u","statsigEnvironment":{"region":"eu"}}',
    );
  });

  it('keeps keys named __proto__, of the user and of the client', () => {
    const fields = JSON.parse('{"__proto__":"x"}') as Record<string, string>;
    expect(serialize({ userID: 'u', custom: fields }, { globalCustomFields: { a: 1 } })).toBe(
      '{"userID":"u","custom":{"a":1,"__proto__":"x"}}',
    );
  });
});
