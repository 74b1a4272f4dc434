import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserMemory } from '../../../lib/users/user-memory.js';

describe('UserMemory', () => {
  it('gives what was kept last under each key, like a map', () => {
    const keys = Array.from({ length: 4 }, () => ({}));
    const step = fc.record({ key: fc.constantFrom(...keys), value: fc.constantFrom(1, 'two', false, undefined) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const memory = new UserMemory();
        const map = new Map<object, unknown>();
        for (const { key, value } of steps) {
          memory.set(key, value);
          map.set(key, value);
          expect(keys.map((one) => memory.get(one))).toEqual(keys.map((one) => map.get(one)));
        }
      }),
    );
  });
});
