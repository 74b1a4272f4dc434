import { nextTurn } from './next-turn.js';
import type { Timers } from './timers.js';

/**
 * How long work goes on before everything else has its turn. Long enough that the turns cost nothing beside it, and short
 * beside what one request takes. Unit: milliseconds.
 */
const defaultSliceMs = 4;

/** How {@link runInSlices} works. */
export interface SliceSettings {
  readonly timers: Pick<Timers, 'elapsedMs'>;
  /** Gives up the work at the next pause, which then rejects with the reason. */
  readonly signal?: AbortSignal | undefined;
  /** Unit: milliseconds. @default 4 */
  readonly sliceMs?: number | undefined;
}

/**
 * Does work that offers pauses, and takes one whenever a slice of time is over. Work shorter than a slice is done at once, before
 * this returns. The process stays alive until the work is done.
 */
export async function runInSlices<Result>(
  steps: Generator<void, Result>,
  { timers, signal, sliceMs = defaultSliceMs }: SliceSettings,
): Promise<Result> {
  let endsAtMs = timers.elapsedMs() + sliceMs;
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (timers.elapsedMs() < endsAtMs) continue;
    await nextTurn();
    signal?.throwIfAborted();
    endsAtMs = timers.elapsedMs() + sliceMs;
  }
}
