import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decimalText, textOf } from '../../../../lib/evaluation/values/text-form.js';

describe('textOf', () => {
  it.each<[value: Parameters<typeof textOf>[0], text: string | undefined]>([
    ['a', 'a'],
    ['', ''],
    [5, '5'],
    [1.5, '1.5'],
    [-0, '-0'],
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [true, 'true'],
    [false, 'false'],
    [['x', 1, null, { a: true }], '["x",1,null,{"a":true}]'],
    [[], '[]'],
    [{ a: 1 }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('of %j is %j', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});

describe('decimalText', () => {
  it.each<[number: number, text: string]>([
    [0, '0'],
    [123.456, '123.456'],
    [-1.5e-7, '-0.00000015'],
    [1.2345e22, '12345000000000000000000'],
    [5e-324, `0.${'0'.repeat(323)}5`],
    [Number.MAX_VALUE, `17976931348623157${'0'.repeat(292)}`],
  ])('writes %d without an exponent', (number, text) => {
    expect(decimalText(number)).toBe(text);
  });

  it('writes digits that read back as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = decimalText(number);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(number);
      }),
    );
  });
});
