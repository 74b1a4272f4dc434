import { expect, it } from 'vitest';

import { systemTimers } from '../../../lib/timing/timers.js';

it('timers wait for the longest time that Node takes when asked for longer, instead of firing at once', async () => {
  let isCalled = false;
  const cancel = systemTimers.schedule(Infinity, () => (isCalled = true));
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(isCalled).toBe(false);
  cancel();
});

it('a timer that was cancelled does not call back', async () => {
  let isCalled = false;
  systemTimers.schedule(5, () => (isCalled = true))();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(isCalled).toBe(false);
});
