import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Part } from '../../../lib/cluster/cluster-message.js';
import { SpecsAssembly, splitSpecs } from '../../../lib/cluster/specs-parts.js';

function partsOf(text: string, version: number): Part[] {
  const texts = splitSpecs(text);
  return texts.map((part, index) => ({
    kind: 'part',
    channel: 'c',
    reader: 'r',
    version,
    isPinned: version === 1,
    index,
    count: texts.length,
    // As Node sends it: a pair of surrogates may be cut in two.
    text: JSON.parse(JSON.stringify(part)) as string,
  }));
}

describe('specs in parts', () => {
  it('are the same text when they are put together', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 1 }),
        fc.integer({ min: 1, max: 200_000 }),
        (unit, times) => {
          const text = unit.repeat(Math.ceil(times / unit.length));
          const assembly = new SpecsAssembly();
          const results = partsOf(text, 1).map((part) => assembly.take(part));
          expect(results.at(-1)).toEqual({ text, isPinned: true });
          expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('are sent in messages of a bounded length', () => {
    const parts = splitSpecs('x'.repeat(1_000_000));
    expect(parts).toHaveLength(16);
    expect(Math.max(...parts.map(({ length }) => length))).toBe(65_536);
  });

  it('take the place of an older version that is not complete', () => {
    const assembly = new SpecsAssembly();
    const [first, second] = [partsOf('a'.repeat(100_000), 1), partsOf('b'.repeat(100_000), 2)];
    for (const part of [...first.slice(0, 1), ...second.slice(0, 1)]) expect(assembly.take(part)).toBeUndefined();
    expect(second.slice(1).map((part) => assembly.take(part))).toEqual([
      { text: 'b'.repeat(100_000), isPinned: false },
    ]);
  });

  it('are not taken from the middle on', () => {
    const assembly = new SpecsAssembly();
    for (const part of partsOf('a'.repeat(200_000), 7).slice(1)) expect(assembly.take(part)).toBeUndefined();
  });
});
