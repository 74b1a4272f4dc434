import type { Timers } from './timers.js';

/**
 * Waits until the work has settled, but no longer than the limit. The work itself goes on. Never rejects, and does not keep
 * the process alive.
 *
 * @param limitMs unit: milliseconds; 0 lets only work through that is over already
 * @returns whether the work was done in time; false also when it failed
 */
export function waitAtMost(work: Promise<unknown>, limitMs: number, timers: Timers): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = timers.schedule(limitMs, () => resolve(false));
    const finish = (isDone: boolean): void => {
      cancel();
      resolve(isDone);
    };
    work.then(
      () => finish(true),
      () => finish(false),
    );
  });
}
