import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { serializeUser } from '../../../lib/users/serialize-user.js';
import {
  StatsigUser,
  type StatsigUserArgs,
  complaintsOf,
  memoryOf,
  toStatsigUser,
  userDataOf,
} from '../../../lib/users/statsig-user.js';
import type { UserData } from '../../../lib/users/user-data.js';

const noDefaults = { environment: undefined, globalCustomFields: undefined };

/** Any value a caller may hand over, as the type system would not let them. */
const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

function loose(fields: unknown): StatsigUser {
  return new StatsigUser(fields as StatsigUserArgs);
}

function throwingProxy(): object {
  const fail = (): never => {
    throw new Error('secret value');
  };
  return new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail });
}

describe('constructing a user', () => {
  it('takes all fields over', () => {
    const fields = {
      userID: 'u',
      customIDs: { companyID: 'c' },
      email: 'e@x.io',
      ip: '1.2.3.4',
      userAgent: 'UA',
      country: 'NZ',
      locale: 'en_NZ',
      appVersion: '1.2.3',
      custom: { plan: 'pro', age: 25, tags: ['a', 1], ok: true, nothing: null },
      privateAttributes: { ssn: 'x' },
      statsigEnvironment: { tier: 'dev' },
    };
    const user = new StatsigUser(fields);
    expect(userDataOf(user)).toStrictEqual(fields);
    expect(complaintsOf(user)).toEqual([]);
    for (const [name, value] of Object.entries(fields)) expect(user[name as keyof typeof fields]).toEqual(value);
  });

  it('takes a text for the userID', () => {
    expect(userDataOf(new StatsigUser('u-1')).userID).toBe('u-1');
  });

  it('makes users of just a userID or just custom IDs', () => {
    expect(StatsigUser.withUserID('u').toJSON()).toEqual({ userID: 'u' });
    expect(StatsigUser.withCustomIDs({ companyID: 'c' }).toJSON()).toEqual({ customIDs: { companyID: 'c' } });
  });

  it('gives null for the fields that are not set', () => {
    const user = StatsigUser.withCustomIDs({});
    const { userID, email, ip, userAgent, country, locale, appVersion } = user;
    const { custom, privateAttributes, statsigEnvironment } = user;
    expect([userID, email, ip, userAgent, country, locale, appVersion]).toEqual(Array.from({ length: 7 }, () => null));
    expect([custom, privateAttributes, statsigEnvironment]).toEqual([null, null, null]);
    expect(StatsigUser.withUserID('u').customIDs).toBeNull();
  });

  it.each([[undefined], [null], [{}], [{ userID: undefined }], [{ userID: null, customIDs: null }], [5], [true]])(
    'of %j makes the user with the empty userID, and complains',
    (fields) => {
      const user = loose(fields);
      expect(user.toJSON()).toEqual({ userID: '' });
      expect(complaintsOf(user)).toEqual([
        'a user needs a userID or customIDs; without them every such user falls into the same group',
      ]);
    },
  );

  it.each([[{ userID: '' }], [{ customIDs: {} }]])('accepts %j without a complaint', (fields) => {
    expect(complaintsOf(loose(fields))).toEqual([]);
  });

  it.each<[name: string, alias: string]>([
    ['os_name', 'systemName'],
    ['os_version', 'systemVersion'],
    ['browser_name', 'browserName'],
    ['browser_version', 'browserVersion'],
  ])('takes %s, or %s, for an attribute, before the one in custom', (name, alias) => {
    const custom = { plan: 'pro', [name]: 'custom' };
    const customOf = (fields: object): unknown => loose({ userID: 'u', custom, ...fields }).custom;
    expect(customOf({ [name]: 'top' })).toEqual({ plan: 'pro', [name]: 'top' });
    expect(customOf({ [alias]: 'top' })).toEqual({ plan: 'pro', [name]: 'top' });
    expect(customOf({ [name]: 'top', [alias]: 'alias' })).toEqual({ plan: 'pro', [name]: 'top' });
    expect(customOf({ [name]: 17 })).toEqual({ plan: 'pro', [name]: '17' });
    for (const absent of ['', null, undefined]) expect(customOf({ [name]: absent, [alias]: absent })).toEqual(custom);
    expect(loose({ userID: 'u', [alias]: 'top' }).toJSON()).toEqual({ userID: 'u', custom: { [name]: 'top' } });
  });

  it('complains about a stated browser or system that is no text', () => {
    const user = loose({ userID: 'u', os_name: {}, browser_version: Symbol('x') });
    expect(user.toJSON()).toEqual({ userID: 'u' });
    expect(complaintsOf(user)).toEqual([
      'os_name was an object and was left out; give a string',
      'browser_version was a symbol and was left out; give a string',
    ]);
  });

  it('ignores properties it does not know', () => {
    expect(loose({ userID: 'u', plan: 'pro', privateKey: 'x' }).toJSON()).toEqual({ userID: 'u' });
  });

  it('reads the other fields when the getter of one throws', () => {
    const user = loose({
      userID: 'u',
      get email(): string {
        throw new Error('secret value');
      },
      country: 'NZ',
      custom: 'not an object',
    });
    expect(user.toJSON()).toEqual({ userID: 'u', country: 'NZ' });
    expect(complaintsOf(user)).toEqual([
      'email threw when it was read and was left out',
      'custom was a string and was left out; give an object',
    ]);
  });

  it('survives a proxy that throws whatever is asked of it', () => {
    expect(loose(throwingProxy()).toJSON()).toEqual({ userID: '' });
    expect(loose({ userID: 'u', customIDs: throwingProxy(), custom: throwingProxy() }).toJSON()).toEqual({
      userID: 'u',
    });
  });

  it('reads frozen objects without changing them', () => {
    const frozen = Object.freeze({ userID: 'u', custom: Object.freeze({ tags: Object.freeze(['a']) }) });
    expect(loose(frozen).toJSON()).toEqual({ userID: 'u', custom: { tags: ['a'] } });
  });

  it('does not take a key named __proto__ for a prototype', () => {
    const user = loose(JSON.parse('{"userID":"u","custom":{"__proto__":{"admin":true}},"__proto__":{"email":"e"}}'));
    expect(JSON.stringify(user)).toBe('{"userID":"u","custom":{"__proto__":{"admin":true}}}');
    expect(user.custom?.['admin']).toBeUndefined();
    expect(user.email).toBeNull();
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(anything, anything, (fields, value) => {
        const user = loose(fields);
        const other = loose({
          userID: value,
          email: value,
          customIDs: value,
          custom: value,
          privateAttributes: { value },
          statsigEnvironment: value,
        });
        expect(typeof JSON.stringify([user, other])).toBe('string');
      }),
      { numRuns: 500 },
    );
  });

  it('complains in words that hold no value of the user’s', () => {
    const user = loose({
      userID: { secret: 'secret value' },
      email: ['secret value'],
      ip: Symbol('secret value'),
      customIDs: { secretKey: { a: 'secret value' } },
      custom: { secretKey: Symbol('secret value') },
      privateAttributes: 'secret value',
      statsigEnvironment: { tier: ['secret value'] },
    });
    expect(complaintsOf(user)).toHaveLength(7);
    expect(complaintsOf(user).join(' ')).not.toMatch(/secret/);
  });
});

describe('a user once made', () => {
  it('does not change when the caller’s objects do', () => {
    const custom = { tags: ['a'], nested: { deep: 1 } };
    const privateAttributes = { ssn: ['x'] };
    const customIDs: Record<string, string> = { companyID: 'c' };
    const statsigEnvironment = { tier: 'dev' };
    const user = new StatsigUser({ userID: 'u', customIDs, custom, privateAttributes, statsigEnvironment });
    custom.tags.push('b');
    custom.nested.deep = 2;
    privateAttributes.ssn.push('y');
    customIDs['companyID'] = 'other';
    statsigEnvironment.tier = 'prod';
    expect(userDataOf(user)).toMatchObject({
      customIDs: { companyID: 'c' },
      custom: { tags: ['a'], nested: { deep: 1 } },
      privateAttributes: { ssn: ['x'] },
      statsigEnvironment: { tier: 'dev' },
    });
  });

  it('does not change when what its getters gave does', () => {
    const user = new StatsigUser({
      userID: 'u',
      customIDs: { companyID: 'c' },
      custom: { tags: ['a'] },
      privateAttributes: { ssn: ['x'] },
      statsigEnvironment: { tier: 'dev' },
    });
    (user.custom as { tags: string[] }).tags.push('b');
    (user.privateAttributes as { ssn: string[] }).ssn.push('y');
    (user.customIDs ?? {})['companyID'] = 'other';
    (user.statsigEnvironment ?? {})['tier'] = 'prod';
    (user.toJSON()['custom'] as { tags: string[] }).tags.push('c');
    expect(userDataOf(user)).toMatchObject({
      customIDs: { companyID: 'c' },
      custom: { tags: ['a'] },
      privateAttributes: { ssn: ['x'] },
      statsigEnvironment: { tier: 'dev' },
    });
  });

  it('gives numeric custom IDs as texts, and keeps them as numbers', () => {
    const user = loose({ customIDs: { companyID: 5 } });
    expect(user.customIDs).toEqual({ companyID: '5' });
    expect(JSON.stringify(user)).toBe('{"customIDs":{"companyID":5}}');
  });

  it.each<[field: string, value: unknown, kept: unknown]>([
    ['userID', 42, '42'],
    ['userID', null, undefined],
    ['email', 'new@x.io', 'new@x.io'],
    ['ip', undefined, undefined],
    ['userAgent', 'UA', 'UA'],
    ['country', 'NZ', 'NZ'],
    ['locale', 'en', 'en'],
    ['appVersion', '2', '2'],
    ['customIDs', { a: 1, b: null }, { a: 1 }],
    ['custom', { a: [1], b: () => 1 }, { a: [1] }],
    ['privateAttributes', null, undefined],
    ['statsigEnvironment', { tier: 'dev', on: true }, { tier: 'dev', on: 'true' }],
  ])('takes a new %s of %j', (field, value, kept) => {
    const user = new StatsigUser({ userID: 'u', ip: '1.1.1.1', privateAttributes: { a: 1 } });
    Object.assign(user, { [field]: value });
    expect(userDataOf(user)[field as keyof UserData]).toEqual(kept);
  });

  it('complains of what a setter left out', () => {
    const user = new StatsigUser('u');
    Object.assign(user, { email: { secret: 'value' }, custom: throwingProxy() });
    expect(complaintsOf(user)).toEqual([
      'email was an object and was left out; give a string',
      'custom was an object that throws when it is read and was left out; give a plain object',
    ]);
  });

  it('leaves the record that an event holds as it was when a setter runs', () => {
    const user = new StatsigUser({ userID: 'before' });
    const held = userDataOf(user);
    user.userID = 'after';
    expect(held.userID).toBe('before');
    expect(userDataOf(user).userID).toBe('after');
  });

  it('never throws from a setter', () => {
    const fields = ['userID', 'email', 'ip', 'customIDs', 'custom', 'privateAttributes', 'statsigEnvironment'];
    fc.assert(
      fc.property(fc.constantFrom(...fields), anything, (field, value) => {
        const user = new StatsigUser('u');
        Object.assign(user, { [field]: value });
        expect(typeof JSON.stringify(user)).toBe('string');
      }),
    );
  });
});

describe('private attributes', () => {
  const user = new StatsigUser({ userID: 'u', custom: { plan: 'pro' }, privateAttributes: { ssn: 'top-secret' } });

  it.each<[output: string, write: () => string]>([
    ['JSON.stringify', () => JSON.stringify({ user })],
    ['toJSON', () => JSON.stringify(user.toJSON())],
    ['util.inspect', () => inspect({ user }, { depth: 10, showHidden: true, getters: true })],
    ['util.format', () => format('%s %o %O %j', user, user, user, user)],
    ['Object.entries', () => JSON.stringify(Object.entries(user))],
    ['a spread copy', () => JSON.stringify({ ...(user as object) })],
    ['serializeUser', () => serializeUser(userDataOf(user), noDefaults)],
  ])('are not in the output of %s', (_output, write) => {
    expect(write()).not.toMatch(/ssn|top-secret|privateAttributes/);
  });

  it('keep their names and values when util.inspect is told to ignore the custom form', () => {
    expect(inspect(user, { customInspect: false, showHidden: true, depth: 10 })).not.toMatch(/ssn|top-secret/);
  });

  it('are not printed by console.log', () => {
    const lines: string[] = [];
    const stdout = new Writable({
      write: (chunk, _encoding, done) => {
        lines.push(String(chunk));
        done();
      },
    });
    const terminal = new Console({ stdout });
    terminal.log(user, [user], { user });
    terminal.log('%o %O %s %j', user, user, user, user);
    expect(lines.join('')).toContain("userID: 'u'");
    expect(lines.join('')).not.toMatch(/ssn|top-secret|privateAttributes/);
  });

  it('leave the other fields to be seen', () => {
    expect(inspect(user)).toBe("{ StatsigUser: { userID: 'u', custom: { plan: 'pro' } } }");
    expect(JSON.stringify(user)).toBe('{"userID":"u","custom":{"plan":"pro"}}');
  });

  it('are for their owner to read', () => {
    expect(user.privateAttributes).toEqual({ ssn: 'top-secret' });
  });
});

describe('memoryOf', () => {
  const key = {};

  it('is the same for the same owner, as long as the user does not change', () => {
    const user = new StatsigUser('u');
    const owner = {};
    memoryOf(user, owner).set(key, 'kept');
    expect(memoryOf(user, owner).get(key)).toBe('kept');
  });

  it('is empty for another owner, and then for the first one again', () => {
    const user = new StatsigUser('u');
    const [owner, other] = [{}, {}];
    memoryOf(user, owner).set(key, 'kept');
    expect(memoryOf(user, other).get(key)).toBeUndefined();
    expect(memoryOf(user, owner).get(key)).toBeUndefined();
  });

  it.each([
    'userID',
    'email',
    'ip',
    'userAgent',
    'country',
    'locale',
    'appVersion',
    'customIDs',
    'custom',
    'privateAttributes',
    'statsigEnvironment',
  ])('is empty after %s was set', (field) => {
    const user = new StatsigUser('u');
    const owner = {};
    memoryOf(user, owner).set(key, 'kept');
    Object.assign(user, { [field]: undefined });
    expect(memoryOf(user, owner).get(key)).toBeUndefined();
  });

  it('is each user’s own', () => {
    const owner = {};
    memoryOf(new StatsigUser('u'), owner).set(key, 'kept');
    expect(memoryOf(new StatsigUser('u'), owner).get(key)).toBeUndefined();
  });
});

describe('toStatsigUser', () => {
  it('gives a StatsigUser back as it is', () => {
    const user = new StatsigUser('u');
    expect(toStatsigUser(user)).toBe(user);
  });

  it('makes a user of a plain object and of a userID', () => {
    expect(toStatsigUser({ userID: 'u', custom: { a: 1 } }).toJSON()).toEqual({ userID: 'u', custom: { a: 1 } });
    expect(toStatsigUser('u').toJSON()).toEqual({ userID: 'u' });
  });

  it('reads a user of another copy of the package through its getters', () => {
    class ForeignUser {
      readonly #fields = { userID: 'u', customIDs: { companyID: 'c' }, custom: { plan: 'pro' } };
      get userID(): string {
        return this.#fields.userID;
      }
      get customIDs(): Record<string, string> {
        return this.#fields.customIDs;
      }
      get custom(): Record<string, string> {
        return this.#fields.custom;
      }
      get privateAttributes(): Record<string, string> {
        return { ssn: 'x' };
      }
      get email(): null {
        return null;
      }
    }
    const user = toStatsigUser(new ForeignUser());
    expect(userDataOf(user)).toMatchObject({
      userID: 'u',
      customIDs: { companyID: 'c' },
      custom: { plan: 'pro' },
      privateAttributes: { ssn: 'x' },
      email: undefined,
    });
    expect(complaintsOf(user)).toEqual([]);
  });

  it.each<[what: string, user: unknown]>([
    ['a proxy around a user, whose private fields nobody can read', new Proxy(new StatsigUser('u'), {})],
    ['an object whose prototype is a user', Object.create(new StatsigUser('u'))],
    ['a proxy that throws', throwingProxy()],
  ])('makes the empty user of %s', (_what, user) => {
    expect(toStatsigUser(user).toJSON()).toEqual({ userID: '' });
  });

  it('never throws and always gives a StatsigUser', () => {
    fc.assert(fc.property(anything, (user) => toStatsigUser(user) instanceof StatsigUser));
  });
});
