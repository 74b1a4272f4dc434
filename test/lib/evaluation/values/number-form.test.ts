import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { integerFromText, numberFromText, numberOf } from '../../../../lib/evaluation/values/number-form.js';

describe('numberFromText', () => {
  it.each<[text: string, number: number]>([
    ['5', 5],
    ['-5', -5],
    ['+5', 5],
    ['5.', 5],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['007', 7],
    ['1E3', 1000],
    ['1e+3', 1000],
    ['1.5e-2', 0.015],
    ['5.e1', 50],
    ['1e400', Infinity],
    ['inf', Infinity],
    ['+Inf', Infinity],
    ['-INFINITY', -Infinity],
    ['infinity', Infinity],
    ['nan', NaN],
    ['-NaN', NaN],
  ])('reads %j as %d', (text, number) => {
    expect(numberFromText(text)).toBe(number);
  });

  it.each([
    '',
    ' ',
    ' 5',
    '5 ',
    '5\n',
    '.',
    '+',
    '-',
    'e5',
    '1e',
    '1e+',
    '1e1.5',
    '--5',
    '0x5',
    '0b1',
    '1_000',
    '1,000',
    '5n',
    'infin',
    'infe5',
    'nan1',
    'true',
    '٥',
  ])('does not take %j for a number', (text) => {
    expect(numberFromText(text)).toBeUndefined();
  });

  it('reads what JavaScript writes of any number', () => {
    fc.assert(
      fc.property(fc.double(), (number) => {
        expect(numberFromText(String(number))).toBe(Object.is(number, -0) ? 0 : number);
      }),
    );
  });
});

describe('numberOf', () => {
  it.each<[value: Parameters<typeof numberOf>[0], number: number | undefined]>([
    [5, 5],
    ['5', 5],
    [true, undefined],
    [false, undefined],
    [null, undefined],
    [undefined, undefined],
    [['5'], undefined],
    [{ a: 5 }, undefined],
  ])('of %j is %s', (value, number) => {
    expect(numberOf(value)).toBe(number);
  });
});

describe('integerFromText', () => {
  it.each<[text: string, integer: number]>([
    ['0', 0],
    ['-7', -7],
    ['+7', 7],
    ['007', 7],
    ['9223372036854775807', 2 ** 63],
    ['-9223372036854775808', -(2 ** 63)],
    ['+0000000000000000000000000005', 5],
  ])('reads %j as %d', (text, integer) => {
    expect(integerFromText(text)).toBe(integer);
  });

  it.each(['', '5.0', '1e3', ' 5', '9223372036854775808', '-9223372036854775809', '+', 'inf'])(
    'does not take %j for a whole number of 64 bits',
    (text) => {
      expect(integerFromText(text)).toBeUndefined();
    },
  );
});
