import { describe, expect, it } from 'vitest';

import { onBeforeExit } from '../../../lib/timing/before-exit.js';

describe('onBeforeExit', () => {
  it('needs one listener for any number of callbacks, and none without', () => {
    const before = process.listenerCount('beforeExit');
    const called: number[] = [];
    const removers = Array.from({ length: 20 }, (_, index) => onBeforeExit(() => called.push(index)));
    expect(process.listenerCount('beforeExit')).toBe(before + 1);
    removers[3]?.();
    removers[3]?.();
    process.emit('beforeExit', 0);
    expect(called).toEqual(Array.from({ length: 20 }, (_, index) => index).filter((index) => index !== 3));
    for (const remove of removers) remove();
    expect(process.listenerCount('beforeExit')).toBe(before);
    const again = onBeforeExit(() => undefined);
    expect(process.listenerCount('beforeExit')).toBe(before + 1);
    again();
  });
});
