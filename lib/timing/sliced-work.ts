import { nextTurn } from './next-turn.js';
import { runInSlices } from './run-in-slices.js';
import type { Timers } from './timers.js';

/** How {@link SlicedWork} is done. */
export interface SlicedWorkSettings {
  readonly timers: Pick<Timers, 'elapsedMs'>;
  /** How long work goes on before everything else has its turn. Unit: milliseconds. */
  readonly sliceMs: number;
}

/**
 * Does several works that offer pauses one after the other, so that the slices of works that come together do not add up: there
 * is one slice in a turn of the event loop.
 */
export class SlicedWork {
  readonly #settings: SlicedWorkSettings;
  #earlier: Promise<unknown> = Promise.resolve();

  constructor(settings: SlicedWorkSettings) {
    this.#settings = settings;
  }

  /** Begins when all works given before are over. Rejects with what a step throws. */
  run<Result>(steps: Generator<void, Result>): Promise<Result> {
    const work = this.#earlier.then(nextTurn).then(() => runInSlices(steps, this.#settings));
    this.#earlier = work.catch(() => undefined);
    return work;
  }
}
