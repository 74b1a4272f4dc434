import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DynamicConfig } from '../../../lib/results/dynamic-config.js';
import type { WireFields } from '../../support/specs-builder.js';
import { evaluationOf, someDetails } from '../../support/results-builder.js';

const values = {
  text: 'a',
  emptyText: '',
  number: 1.5,
  whole: 7,
  zero: 0,
  huge: 2 ** 53,
  yes: true,
  no: false,
  nothing: null,
  list: [1, { a: [2] }],
  emptyList: [],
  object: { a: { b: 1 } },
  emptyObject: {},
};

/** A config with values, and what it complains about. */
function config(returnValue: WireFields = values): { config: DynamicConfig; complaints: string[] } {
  const complaints: string[] = [];
  const evaluation = evaluationOf('dynamic-config', returnValue);
  return { config: new DynamicConfig(evaluation, someDetails, (message) => complaints.push(message)), complaints };
}

describe('get', () => {
  it.each<[key: string, fallback: unknown, value: unknown]>([
    ['text', 'fb', 'a'],
    ['emptyText', 'fb', ''],
    ['number', 9, 1.5],
    ['whole', 9.5, 7],
    ['zero', 9, 0],
    ['yes', false, true],
    ['no', true, false],
    ['list', [], [1, { a: [2] }]],
    ['emptyList', ['fb'], []],
    ['object', {}, { a: { b: 1 } }],
    ['emptyObject', { fb: 1 }, {}],
    // Without a fallback any type is returned.
    ['text', null, 'a'],
    ['no', null, false],
    ['list', undefined, [1, { a: [2] }]],
    // A null counts as missing.
    ['nothing', 'fb', 'fb'],
    ['nothing', null, null],
    ['missing', 'fb', 'fb'],
    ['missing', null, null],
    ['missing', undefined, null],
    ['missing', 0, 0],
  ])('(%j, %j) gives %j', (key, fallback, value) => {
    const { config: own, complaints } = config();
    expect(own.get(key, fallback)).toEqual(value);
    expect(complaints).toEqual([]);
  });

  it.each<[key: string, fallback: unknown, message: string]>([
    ['text', 5, 'c: the value of "text" is a string where a number is wanted'],
    ['number', 'fb', 'c: the value of "number" is a number where a string is wanted'],
    ['yes', 'fb', 'c: the value of "yes" is a boolean where a string is wanted'],
    ['list', {}, 'c: the value of "list" is an array where an object is wanted'],
    ['object', [], 'c: the value of "object" is an object where an array is wanted'],
    ['zero', false, 'c: the value of "zero" is a number where a boolean is wanted'],
  ])('(%j, %j) gives the fallback, and says so without the value', (key, fallback, message) => {
    const { config: own, complaints } = config();
    expect(own.get(key, fallback)).toBe(fallback);
    expect(complaints).toEqual([
      `${message}, so the fallback was returned. Change the value in the console, or ask for its type.`,
    ]);
  });

  it('lets a type guard decide in place of the fallback’s type', () => {
    const { config: own, complaints } = config();
    const isText = (value: unknown): value is string => typeof value === 'string';
    expect(own.get<string | number>('text', 5, isText)).toBe('a');
    expect(own.get<string>('number', 'fb', isText)).toBe('fb');
    expect(own.get<string | null>('number', null, isText)).toBeNull();
    expect(own.get<string | undefined>('number', undefined, isText)).toBeNull();
    expect(own.get<string>('missing', 'fb', isText)).toBe('fb');
    expect(own.get<string>('text', 'fb', null)).toBe('a');
    expect(complaints).toEqual([]);
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'does not find the inherited %s',
    (key) => {
      expect(config().config.get(key, null)).toBeNull();
      expect(config().config.getValue(key)).toBeNull();
      expect(config().config.getObject(key)).toBeNull();
    },
  );

  it('finds own values of such names', () => {
    const own = config(JSON.parse('{"__proto__":{"a":1},"constructor":"c"}') as WireFields).config;
    expect(own.get('__proto__', {})).toEqual({ a: 1 });
    expect(own.get('constructor', 'fb')).toBe('c');
    expect(Object.keys(own.value)).toEqual(['__proto__', 'constructor']);
  });

  it('gives a value or the fallback whatever the key and the fallback', () => {
    const keys = fc.oneof(fc.constantFrom(...Object.keys(values)), fc.string());
    fc.assert(
      fc.property(keys, fc.anything(), (key, fallback) => {
        const own = config().config;
        const found = own.get(key, fallback);
        const stored = (values as Record<string, unknown>)[key];
        const isStored = Object.hasOwn(values, key) && JSON.stringify(found) === JSON.stringify(stored);
        expect(isStored || Object.is(found, fallback ?? null)).toBe(true);
      }),
    );
  });
});

describe('getValue', () => {
  it.each<[key: string | null | undefined, fallback: string | number | null | undefined, value: unknown]>([
    ['text', 5, 'a'],
    ['number', 'fb', 1.5],
    ['list', 'fb', [1, { a: [2] }]],
    ['no', 'fb', false],
    ['nothing', 'fb', 'fb'],
    ['missing', 'fb', 'fb'],
    ['missing', undefined, null],
    [undefined, 'fb', 'fb'],
    [null, undefined, null],
  ])('(%j, %j) gives %j, of whatever type', (key, fallback, value) => {
    const { config: own, complaints } = config();
    expect(own.getValue(key, fallback)).toEqual(value);
    expect(complaints).toEqual([]);
  });
});

describe('the getters by type', () => {
  const getters = {
    getString: ['text', 'emptyText'],
    getNumber: ['number', 'whole', 'zero', 'huge'],
    getFloat: ['number', 'whole', 'zero', 'huge'],
    getInteger: ['whole', 'zero'],
    getBool: ['yes', 'no'],
    getBoolean: ['yes', 'no'],
    getArray: ['list', 'emptyList'],
    getObject: ['object', 'emptyObject'],
    getMap: ['object', 'emptyObject'],
  } as const;

  it.each(Object.entries(getters) as [keyof typeof getters, readonly string[]][])(
    '%s gives the values of its type, and the fallback for all others',
    (getter, fitting) => {
      for (const [key, stored] of Object.entries(values)) {
        const { config: own, complaints } = config();
        const isFitting = fitting.includes(key);
        expect(own[getter](key), key).toEqual(isFitting ? stored : null);
        expect((own[getter] as (key: string, fallback: string) => unknown).call(own, key, 'fb'), key).toEqual(
          isFitting ? stored : 'fb',
        );
        expect(complaints.length, key).toBe(isFitting || stored === null ? 0 : 2);
      }
      expect(config().config[getter]('missing')).toBeNull();
    },
  );

  it('say what they wanted', () => {
    const { config: own, complaints } = config();
    own.getInteger('number');
    own.getArray('object');
    own.getString('yes');
    expect(complaints.map((complaint) => complaint.split(', so')[0])).toEqual([
      'c: the value of "number" is a number where a whole number is wanted',
      'c: the value of "object" is an object where an array is wanted',
      'c: the value of "yes" is a boolean where a string is wanted',
    ]);
  });
});

describe('what a getter returns', () => {
  it('belongs to the caller: changing it reaches no other answer', () => {
    const evaluation = evaluationOf('dynamic-config', structuredClone(values));
    const make = (): DynamicConfig => new DynamicConfig(evaluation, someDetails, () => undefined);
    const first = make();
    (first.value['list'] as unknown[]).push('changed');
    first.value['added'] = true;
    (first.getObject('object') as { a: { b: number } }).a.b = 2;
    (first.get('list', []) as unknown[]).length = 0;
    expect(make().value).toEqual(values);
    expect(make().getObject('object')).toEqual({ a: { b: 1 } });
    expect(evaluation.json).toEqual(values);
  });
});
