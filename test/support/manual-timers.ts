import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { Timers } from '../../lib/timing/timers.js';

const compress = promisify(gzip);

/** Timers whose time moves only when the test says so. */
export interface ManualTimers extends Timers {
  /** Moves time on, calling what comes due on the way, and lets promises settle after each call. */
  advance(byMs: number): Promise<void>;
  /** Moves the wall clock alone, as it looks to a process that was frozen. */
  freeze(byMs: number): void;
  /** How many callbacks wait. */
  readonly waitingCount: () => number;
}

/** Makes timers that stand at the given instant. */
export function createManualTimers(startMs = 1_000_000): ManualTimers {
  let nowMs = startMs;
  let frozenMs = 0;
  let waiting: { atMs: number; callback: () => void }[] = [];
  const nextUntil = (endMs: number): { atMs: number; callback: () => void } | undefined =>
    waiting.filter(({ atMs }) => atMs <= endMs).toSorted((one, other) => one.atMs - other.atMs)[0];
  return {
    nowMs: () => nowMs + frozenMs,
    elapsedMs: () => nowMs,
    schedule: (delayMs, callback) => {
      const entry = { atMs: nowMs + delayMs, callback };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    advance: async (byMs) => {
      const endMs = nowMs + byMs;
      await settle();
      for (let next = nextUntil(endMs); next !== undefined; next = nextUntil(endMs)) {
        const due = next;
        waiting = waiting.filter((other) => other !== due);
        nowMs = Math.max(nowMs, due.atMs);
        due.callback();
        await settle();
      }
      nowMs = endMs;
    },
    freeze: (byMs) => {
      frozenMs += byMs;
    },
    waitingCount: () => waiting.length,
  };
}

/**
 * Lets promises settle, compression included: that runs on a few threads in turn, so it is over when as many compressions
 * that were asked for later are over. Three rounds, because one step of work may ask for the next.
 */
async function settle(): Promise<void> {
  for (let round = 0; round < 3; round++) {
    await Promise.all(Array.from({ length: 8 }, () => compress('x')));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
