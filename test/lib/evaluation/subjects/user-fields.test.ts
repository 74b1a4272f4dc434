import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { environmentField, unitOf, unitTextOf, userField } from '../../../../lib/evaluation/subjects/user-fields.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../../lib/users/statsig-user.js';
import type { UserValue } from '../../../../lib/users/user-value.js';
import { type ContextParts, buildContext } from '../../../support/specs-builder.js';

function readField(field: string | undefined, fields: StatsigUserArgs, parts?: ContextParts): UserValue | undefined {
  return userField(field)(userDataOf(new StatsigUser(fields)), buildContext({}, parts));
}

const topLevelFields = {
  userID: 'u',
  email: 'e@x.io',
  ip: '1.2.3.4',
  country: 'NZ',
  locale: 'en_NZ',
  appVersion: '1.2.3',
  userAgent: 'UA',
};

describe('userField', () => {
  it.each(Object.entries(topLevelFields))('finds the top-level %s in any case', (field, value) => {
    for (const spelling of [field, field.toLowerCase(), field.toUpperCase()]) {
      expect(readField(spelling, topLevelFields)).toBe(value);
    }
  });

  it.each([
    ['user_id', 'u'],
    ['USER_ID', 'u'],
    ['app_version', '1.2.3'],
    ['user_agent', 'UA'],
  ])('finds %s by its other spelling', (field, value) => {
    expect(readField(field, topLevelFields)).toBe(value);
  });

  it('looks into custom, then the client’s fields, then the private attributes, then the aliases', () => {
    const globalCustomFields = { user_id: 'global' };
    const maps = { custom: { user_id: 'custom' }, privateAttributes: { user_id: 'private' } };
    const { custom, privateAttributes } = maps;
    expect(readField('user_id', { userID: 'u', custom, privateAttributes }, { globalCustomFields })).toBe('custom');
    expect(readField('user_id', { userID: 'u', privateAttributes }, { globalCustomFields })).toBe('global');
    expect(readField('user_id', { userID: 'u', privateAttributes })).toBe('private');
    expect(readField('user_id', { userID: 'u' })).toBe('u');
  });

  it('prefers a top-level field that is not empty', () => {
    expect(readField('email', { userID: 'u', email: 'top', custom: { email: 'custom' } })).toBe('top');
    expect(readField('email', { userID: 'u', email: '', custom: { email: 'custom' } })).toBe('custom');
    expect(readField('email', { userID: 'u', email: '' })).toBeUndefined();
  });

  it('counts an alias even when the property is empty', () => {
    expect(readField('user_id', { userID: '' })).toBe('');
    expect(readField('userID', { userID: '' })).toBeUndefined();
  });

  it('tries the name as written, then in lower case, and nothing else', () => {
    expect(readField('Level', { userID: 'u', custom: { Level: 1, level: 2 } })).toBe(1);
    expect(readField('Level', { userID: 'u', custom: { level: 2 } })).toBe(2);
    expect(readField('level', { userID: 'u', custom: { Level: 1 } })).toBeUndefined();
    expect(readField('LEVEL', { userID: 'u', custom: { Level: 1 } })).toBeUndefined();
  });

  it.each([
    ['custom', { custom: { f: null }, privateAttributes: { f: 'private' } }, {}],
    ['the client’s fields', { privateAttributes: { f: 'private' } }, { globalCustomFields: { f: null } }],
  ])('ends at a null in %s', (_where, fields, parts) => {
    expect(readField('f', { userID: 'u', ...fields }, parts)).toBeNull();
  });

  it('gives falsy values as they are', () => {
    for (const value of [false, 0, '']) {
      expect(readField('f', { userID: 'u', custom: { f: value }, privateAttributes: { f: 'x' } })).toBe(value);
    }
  });

  it.each(['constructor', 'toString', '__proto__'])('does not find the inherited %s', (field) => {
    expect(readField(field, { userID: 'u', custom: {}, privateAttributes: {} })).toBeUndefined();
  });

  it('finds nothing where a condition names no field', () => {
    expect(readField(undefined, { userID: 'u', custom: { undefined: 1, '': 2 } })).toBeUndefined();
    expect(readField('', { userID: 'u', custom: { '': 2 } })).toBe(2);
  });
});

describe('unitOf', () => {
  const read = (idType: string, fields: StatsigUserArgs): unknown =>
    unitOf(idType)(userDataOf(new StatsigUser(fields)));

  it.each(['userID', 'userid', 'USERID', 'UserId'])('is the userID for the ID type %s', (idType) => {
    expect(read(idType, { userID: 'u', customIDs: { [idType]: 'custom' } })).toBe('u');
  });

  it('is the custom ID by the name as written, else in lower case', () => {
    expect(read('companyID', { customIDs: { companyID: 'a', companyid: 'b' } })).toBe('a');
    expect(read('companyID', { customIDs: { companyid: 'b' } })).toBe('b');
    expect(read('companyid', { customIDs: { companyID: 'a' } })).toBeUndefined();
    expect(read('COMPANYID', { customIDs: { companyID: 'a' } })).toBeUndefined();
  });

  it.each(['constructor', '__proto__', ''])('is missing for the ID type %j', (idType) => {
    expect(read(idType, { userID: 'u', customIDs: {} })).toBeUndefined();
    expect(read(idType, { userID: 'u' })).toBeUndefined();
  });
});

describe('unitTextOf', () => {
  const read = (idType: string, fields: unknown): string =>
    unitTextOf(idType)(userDataOf(new StatsigUser(fields as StatsigUserArgs)));

  it.each<[idType: string, fields: unknown, text: string]>([
    ['userID', { userID: 'u' }, 'u'],
    ['userID', { customIDs: {} }, ''],
    ['companyID', { userID: 'u' }, ''],
    ['companyID', { customIDs: { companyID: 5 } }, '5'],
    ['companyID', { customIDs: { companyID: 1e21 } }, '1000000000000000000000'],
    ['companyID', { customIDs: { companyID: 12.5 } }, '12.5'],
    ['companyID', { customIDs: { companyID: ' C ' } }, ' C '],
  ])('of %s for %j is %j', (idType, fields, text) => {
    expect(read(idType, fields)).toBe(text);
  });
});

describe('environmentField', () => {
  const read = (
    field: string | undefined,
    own: Record<string, string> | undefined,
    environment?: Record<string, string>,
  ): unknown =>
    environmentField(field)(
      userDataOf(new StatsigUser({ userID: 'u', statsigEnvironment: own })),
      buildContext({}, { environment }),
    );

  it('reads the user’s environment first', () => {
    expect(read('tier', { tier: 'dev' }, { tier: 'production' })).toBe('dev');
  });

  it('falls through to the client’s environment when the user’s lacks the field', () => {
    expect(read('tier', { region: 'eu' }, { tier: 'production' })).toBe('production');
    expect(read('tier', undefined, { tier: 'production' })).toBe('production');
  });

  it('reads the user’s by the exact name, the client’s in lower case too', () => {
    expect(read('Tier', { tier: 'dev' })).toBeUndefined();
    expect(read('Tier', { tier: 'dev' }, { tier: 'production' })).toBe('production');
  });

  it('finds nothing without a field, without environments, or by an inherited name', () => {
    expect(read(undefined, { tier: 'dev' })).toBeUndefined();
    expect(read('tier', undefined)).toBeUndefined();
    expect(read('constructor', {}, {})).toBeUndefined();
  });
});

describe('the order of a user’s keys', () => {
  it('does not matter to any look-up', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'A', 'b', 'B', 'user_id'), fc.string()), {
      selector: ([key]) => key,
    });
    fc.assert(
      fc.property(entries, fc.constantFrom('a', 'A', 'b', 'B', 'user_id'), (list, field) => {
        const [forward, backward] = [list, list.toReversed()].map((own) => Object.fromEntries(own));
        expect(readField(field, { userID: 'u', custom: forward })).toBe(
          readField(field, { userID: 'u', custom: backward }),
        );
      }),
    );
  });
});
