import { describe, expect, it } from 'vitest';

import { textOf } from '../../../../lib/evaluation/values/text-form.js';

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
