import { describe, expect, it } from 'vitest';

import { runInSlices } from '../../../lib/timing/run-in-slices.js';

/** Work of so many steps, each of which moves the clock. */
function createWork(
  steps: number,
  stepMs: number,
): { timers: { elapsedMs: () => number }; work: Generator<void, string> } {
  let nowMs = 0;
  function* run(): Generator<void, string> {
    for (let step = 0; step < steps; step += 1) {
      nowMs += stepMs;
      yield;
    }
    return 'done';
  }
  return { timers: { elapsedMs: () => nowMs }, work: run() };
}

/** How often the event loop looked at everything else until the promise settled. */
async function countTurns(running: Promise<unknown>): Promise<number> {
  let [turns, isRunning] = [0, true];
  const count = (): void => {
    if (!isRunning) return;
    turns += 1;
    setImmediate(count);
  };
  setImmediate(count);
  await running.finally(() => (isRunning = false));
  return turns;
}

describe('runInSlices', () => {
  it('does short work at once, before it returns', () => {
    const { work, timers } = createWork(3, 1);
    void runInSlices(work, { timers, sliceMs: 5 });
    expect(work.next().done).toBe(true);
  });

  it('gives the result, and everything else its turn after each slice', async () => {
    const { work, timers } = createWork(100, 1);
    const running = runInSlices(work, { timers, sliceMs: 5 });
    expect(await countTurns(running)).toBe(19);
    await expect(running).resolves.toBe('done');
  });

  it('rejects with what the work throws', async () => {
    const { work, timers } = createWork(100, 1);
    const failure = new Error('no');
    function* fail(): Generator<void, string> {
      for (let step = 0; step < 10; step += 1) {
        work.next();
        yield;
      }
      throw failure;
    }
    await expect(runInSlices(fail(), { timers, sliceMs: 5 })).rejects.toBe(failure);
  });

  it('gives up at the next pause, with the reason', async () => {
    const { work, timers } = createWork(100, 1);
    const reason = new Error('enough');
    const controller = new AbortController();
    const running = runInSlices(work, { timers, sliceMs: 5, signal: controller.signal });
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    expect(timers.elapsedMs()).toBe(5);
  });
});
