/**
 * `timing/` holds what waits: the timer port, the rule by which delays grow, and keeping the process alive. It imports nothing.
 */

/** Clock and timer, as arguments, so that tests move time themselves. */
export interface Timers {
  /** The wall clock. Unit: milliseconds since the Unix epoch. */
  nowMs(): number;
  /** Calls back once after the delay, unless the returned function is called before. Never keeps the process alive. */
  schedule(delayMs: number, callback: () => void): () => void;
}

/** Node's own clock and timers. */
export const systemTimers: Timers = {
  nowMs: () => Date.now(),
  schedule: (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  },
};
