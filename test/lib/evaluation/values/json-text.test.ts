import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { jsonText } from '../../../../lib/evaluation/values/json-text.js';
import { textOf } from '../../../../lib/evaluation/values/text-form.js';
import { fieldCondition, meets } from '../../../support/specs-builder.js';

describe('jsonText', () => {
  it.each<[value: number, text: string]>([
    [0, '0'],
    [-0, '0'],
    [2 ** 32 - 1, '4294967295'],
    [2 ** 32, '4294967296.0'],
    [-(2 ** 31), '-2147483648'],
    [-(2 ** 31) - 1, '-2147483649.0'],
    [1_672_531_200_000, '1672531200000.0'],
    [2 ** 53, '9007199254740992.0'],
    [1e16, '1e16'],
    [123_456_789_012_345_680, '1.2345678901234568e17'],
    [1e21, '1e21'],
    [-1e300, '-1e300'],
    [0.00001, '0.00001'],
    [0.000_009_999_999, '9.999999e-6'],
    [1.5e-7, '1.5e-7'],
    [5e-324, '5e-324'],
    [123_456.789, '123456.789'],
  ])('writes the number %d as the official SDK does: %s', (value, text) => {
    expect(jsonText(value)).toBe(text);
    expect(textOf([value])).toBe(`[${text}]`);
  });

  it('writes everything else as JSON.stringify does, keys in their order', () => {
    const value = { b: [null, true, 'a"\u2028\u0007é'], a: {}, ['__proto__']: [] };
    expect(jsonText(value)).toBe(JSON.stringify(value));
  });

  it('reads back as what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const wanted: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(jsonText(wanted as Parameters<typeof jsonText>[0]))).toEqual(wanted);
      }),
    );
  });

  it('is what text operators see of a list', () => {
    const user = { userID: 'u', custom: { f: [1_672_531_200_000] } };
    expect(meets(fieldCondition('eq', '[1672531200000.0]'), user)).toBe(true);
    expect(meets(fieldCondition('any', ['[1672531200000]']), user)).toBe(false);
    expect(meets(fieldCondition('array_contains_any', ['1672531200000']), user)).toBe(true);
  });
});
