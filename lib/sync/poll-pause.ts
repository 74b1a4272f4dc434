/** Share of a pause by which it may be shorter or longer, so that many processes do not ask at once. */
const jitterShare = 0.1;

/** So many failures in a row change nothing: short outages are over soon, and the fallback is asked after the fifth. */
const toleratedFailures = 5;

/** Pauses do not grow beyond this, unless the interval is longer. Unit: milliseconds. */
const longestPauseMs = 60_000;

/** What the pause before the next poll depends on. */
export interface PollPauseFacts {
  /** The option `specsSyncIntervalMs`, or `idListsSyncIntervalMs`. */
  readonly intervalMs: number;
  /** Polls that have failed in a row. */
  readonly failureCount: number;
  /** A number from 0 up to 1. */
  readonly random: number;
}

/**
 * The pause before the next poll: the interval ±10 %. From the sixth failure in a row on it doubles with each, up to a minute.
 * The official SDK asks in lockstep, and as often as ever (runtime §3.1).
 * @returns milliseconds, not rounded.
 */
export function pollPauseMs({ intervalMs, failureCount, random }: PollPauseFacts): number {
  const doublings = Math.max(0, failureCount - toleratedFailures);
  const pauseMs =
    doublings === 0 ? intervalMs : Math.min(intervalMs * 2 ** doublings, Math.max(intervalMs, longestPauseMs));
  return pauseMs * (1 + jitterShare * (2 * random - 1));
}
