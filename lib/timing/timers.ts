/**
 * `timing/` holds what waits: the timer port, the rule by which delays grow, and keeping the process alive. It imports nothing.
 */

/** Clock and timer, as arguments, so that tests move time themselves. */
export interface Timers {
  /** The wall clock. Unit: milliseconds since the Unix epoch. */
  nowMs(): number;
  /** A clock that only goes forward, for measuring waits: setting the wall clock does not move it. Unit: milliseconds. */
  elapsedMs(): number;
  /** Calls back once after the delay, unless the returned function is called before. Never keeps the process alive. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** The longest delay that Node's timers take; a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** Node's own clock and timers. */
export const systemTimers: Timers = {
  nowMs: () => Date.now(),
  elapsedMs: () => performance.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, Math.min(delayMs, longestTimerMs)).unref();
    return () => clearTimeout(timer);
  },
};
