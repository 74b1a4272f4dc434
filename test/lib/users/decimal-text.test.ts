import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { decimalText } from '../../../lib/users/decimal-text.js';

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
