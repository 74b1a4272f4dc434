import { describe, expect, it } from 'vitest';

import { elementText, keyedElements, keyedEntries } from '../../../../lib/evaluation/values/target.js';

describe('elementText', () => {
  it.each<[element: Parameters<typeof elementText>[0], text: string]>([
    ['A b', 'A b'],
    [5, '5'],
    [true, 'true'],
    [null, 'null'],
    [[1, 2], '[1,2]'],
    [{ a: 1 }, '{"a":1}'],
    [2 ** 53, '9007199254740992'],
    [2 ** 64, '1.8446744073709552e19'],
    [-(2 ** 63), '-9.223372036854776e18'],
    [1e21, '1e21'],
    [1e-7, '1e-7'],
    [0, '0'],
    [-0, '-0.0'],
    [[1e21, { a: 1.5 }], '[1e21,{"a":1.5}]'],
  ])('of %j is %s', (element, text) => {
    expect(elementText(element)).toBe(text);
  });
});

describe('keyedElements', () => {
  it('keeps each element with its place under its lower-cased text', () => {
    expect(keyedElements(['A', 5])).toEqual(
      new Map([
        ['a', { index: 0, text: 'A' }],
        ['5', { index: 1, text: '5' }],
      ]),
    );
  });

  it('lets the later of two elements with the same key replace the earlier', () => {
    expect(keyedElements(['a', 'x', 'A'])).toEqual(
      new Map([
        ['a', { index: 2, text: 'A' }],
        ['x', { index: 1, text: 'x' }],
      ]),
    );
    expect(keyedElements(['5', 5])?.get('5')).toEqual({ index: 1, text: '5' });
  });

  it('lower-cases as Unicode does, without folding', () => {
    expect([...(keyedElements(['Straße', 'ΣΑΣ', 'İ']) ?? new Map()).keys()]).toEqual(['straße', 'σας', 'i̇']);
  });

  it.each([[null], ['a'], [5], [true], [{ a: 1 }]])('has none for %j', (target) => {
    expect(keyedElements(target)).toBeUndefined();
  });
});

describe('keyedEntries', () => {
  it('keeps the texts of the values under the keys as written', () => {
    expect(keyedEntries({ A: 1, b: 'x' })).toEqual(
      new Map([
        ['A', '1'],
        ['b', 'x'],
      ]),
    );
  });

  it.each([[null], ['a'], [5], [['a']]])('has none for %j', (target) => {
    expect(keyedEntries(target)).toBeUndefined();
  });
});
