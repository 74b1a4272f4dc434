import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { backoffDelayMs } from '../../../lib/timing/backoff-delay.js';

describe('backoffDelayMs', () => {
  const rule = { baseMs: 200, maxMs: 800 };

  it('doubles with each failure up to the longest delay', () => {
    expect([1, 2, 3, 4, 5000].map((failures) => backoffDelayMs(failures, rule, 0))).toEqual([200, 400, 800, 800, 800]);
  });

  it('adds up to a quarter by chance', () => {
    expect(backoffDelayMs(1, rule, 0.5)).toBe(225);
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), unit, (failures, random) => {
        const least = backoffDelayMs(failures, rule, 0);
        const delay = backoffDelayMs(failures, rule, random);
        expect(delay).toBeGreaterThanOrEqual(least);
        expect(delay).toBeLessThanOrEqual(least * 1.25);
      }),
    );
  });
});
