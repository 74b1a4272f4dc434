import { describe, expect, it } from 'vitest';

import { sleep } from '../../../lib/timing/sleep.js';
import { createManualTimers } from '../../support/manual-timers.js';

describe('sleep', () => {
  it('resolves when the time is over, and not before', async () => {
    const timers = createManualTimers();
    let isAwake = false;
    void sleep(100, { timers }).then(() => (isAwake = true));
    await timers.advance(99);
    expect(isAwake).toBe(false);
    await timers.advance(1);
    expect(isAwake).toBe(true);
  });

  it('resolves at once and leaves no timer when it is aborted', async () => {
    const timers = createManualTimers();
    const controller = new AbortController();
    const sleeping = sleep(100, { timers, signal: controller.signal });
    expect(timers.waitingCount()).toBe(1);
    controller.abort();
    await sleeping;
    expect(timers.waitingCount()).toBe(0);
    await sleep(100, { timers, signal: controller.signal });
    expect(timers.waitingCount()).toBe(0);
  });
});
