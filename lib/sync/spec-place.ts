import type { SpecSource } from './spec-source.js';

/** One of the places that first specs are taken from, in order. */
export interface SpecPlace {
  readonly source: SpecSource;
  /**
   * What the place holds is at hand, so that nothing has to be waited for: no time limit applies, because one would only end
   * work that is nearly done.
   */
  readonly isAtHand: boolean;
  /** How much of the time that is left the place may take, in relation to those after it. */
  readonly weight: number;
  /** A limit of its own in the place of that share. Unit: milliseconds. */
  readonly limitMs: number | undefined;
}
