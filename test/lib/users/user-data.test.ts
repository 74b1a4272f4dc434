import { describe, expect, it } from 'vitest';

import { toAttributes, toCustomIDs, toEnvironment, toTextField } from '../../../lib/users/user-data.js';

/** What a conversion gives, and what it complains about. */
function convert<Result>(conversion: (report: (complaint: string) => void) => Result): {
  result: Result;
  complaints: string[];
} {
  const complaints: string[] = [];
  return { result: conversion((complaint) => complaints.push(complaint)), complaints };
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function throwingKeys(): object {
  return new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('secret value');
      },
    },
  );
}

const throwingGetter = {
  a: 1,
  get b(): number {
    throw new Error('secret value');
  },
  c: 3,
};

describe('toTextField', () => {
  it.each<[value: unknown, text: string | undefined]>([
    ['u', 'u'],
    ['', ''],
    [undefined, undefined],
    [null, undefined],
    [42, '42'],
    [-1.5, '-1.5'],
    [true, 'true'],
    [false, 'false'],
    [7n, '7'],
    [2n ** 64n + 1n, '18446744073709551617'],
    [10n ** 400n, `1${'0'.repeat(400)}`],
    [NaN, ''],
    [1e21, '1000000000000000000000'],
    ['a\ud800', 'a\ufffd'],
  ])('reads %s as %j without a complaint', (value, text) => {
    expect(convert((report) => toTextField('userID', value, report))).toEqual({ result: text, complaints: [] });
  });

  it.each<[what: string, value: unknown, found: string]>([
    ['a symbol', Symbol('secret value'), 'a symbol'],
    ['a function', () => 'secret value', 'a function'],
    ['an object', { secret: 'value' }, 'an object'],
    ['an array', ['secret value'], 'an array'],
    ['a revoked proxy', revokedProxy(), 'an object'],
  ])('leaves %s out and says so', (_what, value, found) => {
    expect(convert((report) => toTextField('email', value, report))).toEqual({
      result: undefined,
      complaints: [`email was ${found} and was left out; give a string`],
    });
  });
});

describe('toCustomIDs', () => {
  it('keeps texts and numbers, and makes text of bigints', () => {
    const ids = { a: 'x', b: 5, c: 9n, d: '' };
    expect(convert((report) => toCustomIDs(ids, report))).toEqual({
      result: { a: 'x', b: 5, c: '9', d: '' },
      complaints: [],
    });
  });

  it('drops undefined entries in silence, and the unusable ones with a complaint each', () => {
    const ids = { a: undefined, b: null, c: true, d: NaN, e: {}, f: [], g: 'kept' };
    expect(convert((report) => toCustomIDs(ids, report))).toEqual({
      result: { g: 'kept' },
      complaints: [
        'an entry of customIDs was null and was left out',
        'an entry of customIDs was a boolean and was left out',
        'an entry of customIDs was a number and was left out',
        'an entry of customIDs was an object and was left out',
        'an entry of customIDs was an array and was left out',
      ],
    });
  });

  it('puts U+FFFD in the place of half a surrogate pair, and drops entries with one in their names', () => {
    const ids = convert((report) => toCustomIDs({ a: '\ud800', 'x\udc00': 'b' }, report));
    expect(ids).toEqual({ result: { a: '\ufffd' }, complaints: [] });
    const environment = convert((report) => toEnvironment({ tier: '\ud800' }, report));
    expect(environment).toEqual({ result: { tier: '\ufffd' }, complaints: [] });
  });

  it('keeps an empty object, so that such a user has custom IDs, none of them', () => {
    expect(convert((report) => toCustomIDs({}, report))).toEqual({ result: {}, complaints: [] });
  });
});

describe('toAttributes', () => {
  it.each([undefined, null])('reads %s as absent', (value) => {
    expect(convert((report) => toAttributes('custom', value, report))).toEqual({ result: undefined, complaints: [] });
  });

  it.each<[what: string, value: unknown, found: string]>([
    ['a text', 'secret value', 'a string'],
    ['a number', 5, 'a number'],
    ['a function', () => 1, 'a function'],
    ['an array', ['secret value'], 'an array'],
  ])('leaves out %s in place of the record', (_what, value, found) => {
    expect(convert((report) => toAttributes('custom', value, report))).toEqual({
      result: undefined,
      complaints: [`custom was ${found} and was left out; give an object`],
    });
  });

  it('keeps null and makes null of numbers that are not finite', () => {
    expect(convert((report) => toAttributes('custom', { a: null, b: NaN, c: Infinity }, report))).toEqual({
      result: { a: null, b: null, c: null },
      complaints: [],
    });
  });

  it('keeps the other attributes when a getter throws', () => {
    expect(convert((report) => toAttributes('privateAttributes', throwingGetter, report))).toEqual({
      result: { a: 1, c: 3 },
      complaints: ['an entry of privateAttributes was a property that throws when it is read and was left out'],
    });
  });

  it.each([
    ['a revoked proxy', revokedProxy()],
    ['a proxy that throws', throwingKeys()],
  ])('leaves out %s in place of the record', (_what, value) => {
    expect(convert((report) => toAttributes('custom', value, report))).toEqual({
      result: undefined,
      complaints: ['custom was an object that throws when it is read and was left out; give a plain object'],
    });
  });

  it('leaves out a revoked proxy among the attributes', () => {
    expect(convert((report) => toAttributes('custom', { a: revokedProxy(), b: 1 }, report))).toEqual({
      result: { b: 1 },
      complaints: ['an entry of custom was a property that throws when it is read and was left out'],
    });
  });

  it('keeps a key named __proto__ as an ordinary key', () => {
    const { result } = convert((report) => toAttributes('custom', JSON.parse('{"__proto__":"x"}'), report));
    expect(JSON.stringify(result)).toBe('{"__proto__":"x"}');
  });

  it('reads own keys only', () => {
    expect(convert((report) => toAttributes('custom', Object.create({ inherited: 1 }), report)).result).toEqual({});
  });
});

describe('toEnvironment', () => {
  it('keeps texts, and makes text of numbers and booleans', () => {
    expect(convert((report) => toEnvironment({ tier: 'dev', shard: 3, canary: true }, report))).toEqual({
      result: { tier: 'dev', shard: '3', canary: 'true' },
      complaints: [],
    });
  });

  it('leaves out what is neither, with a complaint', () => {
    expect(convert((report) => toEnvironment({ tier: null, region: undefined, more: {} }, report))).toEqual({
      result: {},
      complaints: [
        'an entry of statsigEnvironment was null and was left out',
        'an entry of statsigEnvironment was an object and was left out',
      ],
    });
  });
});
