import type { Timers } from '../timing/timers.js';

/** The end of the time that some work has. */
export interface TimeLimit {
  /** On the clock `elapsedMs`. Unit: milliseconds. */
  readonly deadlineMs: number;
  /** Aborted when it has come. */
  readonly over: AbortSignal;
}

/** Runs work that has to keep to a limit. The limit never comes once the work has settled. */
export async function withTimeLimit<Result>(
  limitMs: number,
  timers: Timers,
  work: (limit: TimeLimit) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController();
  const cancel = timers.schedule(limitMs, () => over.abort());
  try {
    return await work({ deadlineMs: timers.elapsedMs() + limitMs, over: over.signal });
  } finally {
    cancel();
  }
}
