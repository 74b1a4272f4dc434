import { describe, expect, it } from 'vitest';
import { IdListPoller } from '../../../lib/sync/id-list-poller.js';
import type { IdListSyncOutcome } from '../../../lib/sync/id-list-sync.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';

const well: IdListSyncOutcome = { hasManifest: true, isComplete: true, retryAfterMs: undefined };
const failed: IdListSyncOutcome = { hasManifest: false, isComplete: false, retryAfterMs: undefined };

function setUp(
  outcomes: readonly IdListSyncOutcome[],
  { random = 0.5, intervalMs = 60_000 } = {},
): { poller: IdListPoller; timers: ManualTimers; looksAtMs: number[] } {
  const timers = createManualTimers(0);
  const looksAtMs: number[] = [];
  const sync = {
    run: async () => {
      looksAtMs.push(timers.nowMs());
      return outcomes[looksAtMs.length - 1] ?? well;
    },
  };
  return { poller: new IdListPoller({ sync, intervalMs, random: () => random, timers }), timers, looksAtMs };
}

describe('the poller of ID lists', () => {
  it('looks at once, and again after each interval', async () => {
    const { poller, timers, looksAtMs } = setUp([]);
    await poller.start();
    expect(looksAtMs).toEqual([0]);
    await timers.advance(180_000);
    expect(looksAtMs).toEqual([0, 60_000, 120_000, 180_000]);
  });

  it.each([
    [0, 54_000],
    [0.999_999, 66_000],
  ])('with chance %d waits about %d ms', async (chance, pauseMs) => {
    const { poller, timers, looksAtMs } = setUp([], { random: chance });
    await poller.start();
    await timers.advance(70_000);
    expect(looksAtMs[1]).toBeCloseTo(pauseMs, -1);
  });

  it('waits longer from the sixth failure on, and as usual after a success', async () => {
    const { poller, timers, looksAtMs } = setUp([...Array.from({ length: 8 }, () => failed), well], {
      intervalMs: 1000,
    });
    await poller.start();
    await timers.advance(20_500);
    const pauses = looksAtMs.slice(1).map((atMs, index) => atMs - (looksAtMs[index] ?? 0));
    expect(pauses).toEqual([1000, 1000, 1000, 1000, 1000, 2000, 4000, 8000, 1000]);
  });

  it('waits as long as the server asked for', async () => {
    const { poller, timers, looksAtMs } = setUp([{ ...failed, retryAfterMs: 100_000 }]);
    await poller.start();
    await timers.advance(160_000);
    expect(looksAtMs).toEqual([0, 100_000, 160_000]);
  });

  it('looks soon when it is asked to, not too often, and as usual afterwards', async () => {
    const { poller, timers, looksAtMs } = setUp([]);
    poller.lookSoon();
    await poller.start();
    await timers.advance(10_000);
    poller.lookSoon();
    poller.lookSoon();
    await timers.advance(100);
    poller.lookSoon();
    await timers.advance(60_500);
    expect(looksAtMs).toEqual([0, 10_000, 10_500, 70_500]);
    await poller.stop();
    poller.lookSoon();
    await timers.advance(100_000);
    expect(looksAtMs).toHaveLength(4);
  });

  it('looks once more after the look in which it is asked to', async () => {
    const timers = createManualTimers(0);
    const ends: (() => void)[] = [];
    const sync = { run: () => new Promise<IdListSyncOutcome>((resolve) => ends.push(() => resolve(well))) };
    const poller = new IdListPoller({ sync, intervalMs: 60_000, random: () => 0.5, timers });
    const started = poller.start();
    poller.lookSoon();
    await timers.advance(1000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await started;
    await timers.advance(10);
    expect(ends).toHaveLength(2);
  });

  it('looks no more when it is stopped, and can be started again', async () => {
    const { poller, timers, looksAtMs } = setUp([]);
    await poller.start();
    await poller.stop();
    expect(timers.waitingCount()).toBe(0);
    await timers.advance(200_000);
    expect(looksAtMs).toEqual([0]);
    await poller.start();
    expect(looksAtMs).toEqual([0, 200_000]);
  });

  it('is started once, however often it is told to', async () => {
    const { poller, timers, looksAtMs } = setUp([]);
    await Promise.all([poller.start(), poller.start()]);
    expect([looksAtMs, timers.waitingCount()]).toEqual([[0], 1]);
  });

  it('gives up the look under way when it is stopped', async () => {
    const timers = createManualTimers(0);
    const run = (signal: AbortSignal): Promise<IdListSyncOutcome> =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(failed));
      });
    const poller = new IdListPoller({ sync: { run }, intervalMs: 1000, timers });
    const starting = poller.start();
    await poller.stop();
    await starting;
    expect(timers.waitingCount()).toBe(0);
  });
});
