import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ownValue, setOwn, toUserValue } from '../../../lib/users/user-value.js';

describe('toUserValue', () => {
  it.each<[what: string, value: unknown, expected: unknown]>([
    ['a text', 'a', 'a'],
    ['an empty text', '', ''],
    ['true', true, true],
    ['false', false, false],
    ['a number', 1.5, 1.5],
    ['negative zero', -0, -0],
    ['NaN', NaN, null],
    ['infinity', Infinity, null],
    ['negative infinity', -Infinity, null],
    ['null', null, null],
    ['undefined', undefined, undefined],
    ['a bigint that a number holds', 5n, 5],
    ['a bigint of 2^53', 2n ** 53n, 2 ** 53],
    ['a bigint that a number would round', 2n ** 53n + 1n, '9007199254740993'],
    ['a negative bigint that a number would round', -(2n ** 53n) - 1n, '-9007199254740993'],
    ['a bigint beyond every number', 10n ** 400n, `1${'0'.repeat(400)}`],
    ['a symbol', Symbol('s'), undefined],
    ['a function', () => 1, undefined],
    ['an array', [1, 'a', [true]], [1, 'a', [true]]],
    ['an array of things without a JSON form', [undefined, () => 1, Symbol('s'), NaN], [null, null, null, null]],
    ['an object', { a: { b: [1] } }, { a: { b: [1] } }],
    ['an object of things without a JSON form', { a: undefined, b: () => 1, c: Symbol('s'), d: null }, { d: null }],
    ['a date', new Date(0), {}],
    ['bytes', Buffer.from('ab'), {}],
    ['numbers in a typed array', new Float64Array([1, 2]), {}],
    ['a map', new Map([['a', 1]]), {}],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['a boxed text', Object('ab'), { 0: 'a', 1: 'b' }],
  ])('turns %s into its JSON form', (_what, value, expected) => {
    expect(toUserValue(value)).toStrictEqual(expected);
  });

  it('cuts a value that contains itself at 16 levels', () => {
    const cyclic: Record<string, unknown> = { name: 'c' };
    cyclic['self'] = cyclic;
    let level = toUserValue(cyclic) as { name?: string; self?: unknown } | undefined;
    let levels = 0;
    for (; level !== undefined; level = level.self as typeof level) levels++;
    expect(levels).toBe(16);
  });

  it('ends for a value that contains itself many times over', () => {
    const cyclic: Record<string, unknown> = {};
    for (let i = 0; i < 10; i++) cyclic[`self${i}`] = cyclic;
    let containers = 0;
    const count = (value: unknown): void => {
      containers++;
      for (const entry of Object.values(value as object)) count(entry);
    };
    count(toUserValue(cyclic));
    expect(containers).toBe(10_000);
  });

  it('makes null of the holes of an array, and cuts one that claims to have billions of elements', () => {
    // oxlint-disable-next-line no-sparse-arrays -- a hole is what this is about
    expect(toUserValue(['a', , undefined, 'b'])).toEqual(['a', null, null, 'b']);
    expect(toUserValue(Object.assign(['a'], { length: 4_000_000_000 }))).toHaveLength(100_000);
  });

  it('puts U+FFFD in the place of half a surrogate pair, and drops entries with one in their names', () => {
    expect(toUserValue({ a: ['\udd8a', '🦊', '\ud83e\ud83e'], 'a\ud83e': 1 })).toEqual({
      a: ['\ufffd', '🦊', '\ufffd\ufffd'],
    });
  });

  it('keeps long flat arrays whole', () => {
    const ids = Array.from({ length: 50_000 }, (_, index) => index);
    expect(toUserValue(ids)).toStrictEqual(ids);
  });

  it('keeps a key named __proto__ as an ordinary key', () => {
    const copy = toUserValue(JSON.parse('{"__proto__":{"admin":true},"a":1}')) as Record<string, unknown>;
    expect(Object.keys(copy)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect(copy['admin']).toBeUndefined();
  });

  it('shares nothing with what it was given', () => {
    const original = { list: [1, { deep: true }] };
    const copy = toUserValue(original) as typeof original;
    original.list.push(2);
    (original.list[1] as { deep: boolean }).deep = false;
    expect(copy).toEqual({ list: [1, { deep: true }] });
  });

  it('gives what JSON.stringify would write, for all that has a JSON form throughout', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(toUserValue(value))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('never throws, and what it gives survives a journey through JSON', () => {
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
    fc.assert(
      fc.property(anything, (value) => {
        const known = toUserValue(value);
        if (known === undefined) return;
        const text = JSON.stringify(known);
        expect(JSON.stringify(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

describe('ownValue', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('does not find the inherited %s', (key) => {
    expect(ownValue({}, key)).toBeUndefined();
  });

  it('finds own entries whatever their name', () => {
    const record = JSON.parse('{"__proto__":1,"constructor":2,"a":null}') as Record<string, number | null>;
    expect([ownValue(record, '__proto__'), ownValue(record, 'constructor'), ownValue(record, 'a')]).toEqual([
      1,
      2,
      null,
    ]);
  });

  it('finds nothing in no record', () => {
    expect(ownValue(undefined, 'a')).toBeUndefined();
  });
});

describe('setOwn', () => {
  it('sets __proto__ as an own, enumerable entry', () => {
    const record: Record<string, unknown> = {};
    setOwn(record, '__proto__', { admin: true });
    expect(JSON.stringify(record)).toBe('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });
});
