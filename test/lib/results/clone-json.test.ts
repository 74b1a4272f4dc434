import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cloneJson, cloneObject } from '../../../lib/results/clone-json.js';
import type { JsonValue } from '../../../lib/specs/json-value.js';

/** Every array and object within a value. */
function containersIn(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersIn)];
}

describe('cloneJson', () => {
  it('gives an equal value that shares no array or object', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = cloneJson(value as JsonValue);
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        const originals = new Set(containersIn(value));
        expect(containersIn(copy).filter((container) => originals.has(container))).toEqual([]);
      }),
    );
  });

  it('keeps keys named __proto__ as ordinary keys, at every level', () => {
    const text = '{"__proto__":{"admin":true},"list":[{"__proto__":[1]}]}';
    const copy = cloneObject(JSON.parse(text));
    expect(JSON.stringify(copy)).toBe(text);
    expect(copy['admin']).toBeUndefined();
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });
});
