import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatedKeys, privateAttributesHash } from '../../../lib/bootstrap/user-identity.js';
import { StatsigUser, type StatsigUserArgs, userDataOf } from '../../../lib/users/statsig-user.js';

const dataOf = (fields: StatsigUserArgs) => userDataOf(new StatsigUser(fields));
const hashOf = (privateAttributes: StatsigUserArgs['privateAttributes']) =>
  privateAttributesHash(dataOf({ userID: 'u', privateAttributes }));

describe('privateAttributesHash', () => {
  it.each([
    [{ secret: 'v' }, '945973804'],
    [{ n: 5 }, '107561'],
    [{ n: 5, f: 1.5 }, '96083149'],
    [{ b: true }, '2862790054'],
    [{ arr: ['q'] }, '1724317132'],
    [{ nul: null }, '3392853'],
    [{ o: { a: 1 } }, '3499'],
  ])('of %j is %s', (attributes, hash) => {
    expect(hashOf(attributes as never)).toBe(hash);
  });

  it('is none without attributes', () => {
    expect([hashOf(undefined), hashOf({})]).toEqual([undefined, undefined]);
  });

  it('does not depend on the order of the attributes', () => {
    const attributes = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1 });
    fc.assert(
      fc.property(attributes, (given) => {
        const reversed = Object.fromEntries(Object.entries(given).toReversed());
        expect(hashOf(given)).toBe(hashOf(reversed));
        expect(hashOf(given)).toMatch(/^\d{1,10}$/);
      }),
    );
  });
});

describe('evaluatedKeys', () => {
  it.each([
    [{ userID: 'u' }, { userID: 'u' }],
    [{ userID: '' }, {}],
    [{}, {}],
    [{ customIDs: { a: 'x', n: 5, e: '' } }, { customIDs: { a: 'x', n: '5', e: '' } }],
    [{ userID: 'u', customIDs: {} }, { userID: 'u' }],
    [
      { userID: 'u', customIDs: { n: 1e21 } },
      { userID: 'u', customIDs: { n: '1000000000000000000000' } },
    ],
  ])('of %j are %j', (fields, keys) => {
    expect(evaluatedKeys(dataOf(fields as StatsigUserArgs))).toEqual(keys);
  });

  it('takes any name for an ID type', () => {
    const customIDs = JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>;
    expect(JSON.stringify(evaluatedKeys(dataOf({ customIDs })))).toBe(
      '{"customIDs":{"__proto__":"x","constructor":"y"}}',
    );
  });
});
