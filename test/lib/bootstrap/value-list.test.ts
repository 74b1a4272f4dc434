import { describe, expect, it } from 'vitest';
import { Fragments } from '../../../lib/bootstrap/fragments.js';
import { ValueList } from '../../../lib/bootstrap/value-list.js';

describe('ValueList', () => {
  it('lists each value once and numbers them in the order of first use', () => {
    const values = new ValueList(new Fragments('none'));
    const references = [{ a: 1, b: 2 }, {}, { b: 2, a: 1 }, {}, { a: 1 }].map((value) => values.refer(value));
    expect(references).toEqual(['"0"', '"1"', '"0"', '"1"', '"2"']);
    expect(values.listed).toBe('{"0":{"a":1,"b":2},"1":{},"2":{"a":1}}');
  });

  it('is empty to begin with, also when another list on the same specs is not', () => {
    const fragments = new Fragments('none');
    new ValueList(fragments).refer({ a: 1 });
    expect(new ValueList(fragments).listed).toBe('{}');
  });
});
