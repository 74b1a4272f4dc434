/** How delays grow from attempt to attempt. */
export interface BackoffRule {
  /** Delay after the first failure, before jitter. Unit: milliseconds. */
  readonly baseMs: number;
  /** No delay is longer than this, before jitter. Unit: milliseconds. */
  readonly maxMs: number;
}

/** Share of the delay that chance may add, so that processes that failed together do not come back together. */
const jitterShare = 0.25;

/**
 * The pause before trying again: `baseMs` doubled with each failure, up to `maxMs`, plus up to a quarter.
 * @param failures how many attempts have failed so far, from 1.
 * @param random a number from 0 up to 1, exclusive.
 * @returns milliseconds, not rounded.
 */
export function backoffDelayMs(failures: number, { baseMs, maxMs }: BackoffRule, random: number): number {
  const delayMs = Math.min(baseMs * 2 ** (failures - 1), maxMs);
  return delayMs * (1 + jitterShare * random);
}
