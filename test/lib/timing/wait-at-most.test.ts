import { describe, expect, it } from 'vitest';

import { waitAtMost } from '../../../lib/timing/wait-at-most.js';
import { createManualTimers } from '../../support/manual-timers.js';

describe('waiting for work', () => {
  it('is over when the work is done, and leaves no timer', async () => {
    const timers = createManualTimers();
    expect(await waitAtMost(Promise.resolve(5), 100, timers)).toBe(true);
    expect(timers.waitingCount()).toBe(0);
  });

  it('is over when the work has failed', async () => {
    const timers = createManualTimers();
    expect(await waitAtMost(Promise.reject(new Error('broken')), 100, timers)).toBe(false);
    expect(timers.waitingCount()).toBe(0);
  });

  it('is over when the time is', async () => {
    const timers = createManualTimers();
    let isDone: boolean | undefined;
    void waitAtMost(new Promise(() => undefined), 100, timers).then((value) => (isDone = value));
    await timers.advance(99);
    expect(isDone).toBeUndefined();
    await timers.advance(1);
    expect(isDone).toBe(false);
  });
});
