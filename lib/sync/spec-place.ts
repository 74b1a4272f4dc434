import type { SpecFetchLimits, SpecSource } from './spec-source.js';

/** A source that can begin before its turn. */
export interface EarlyFetch {
  /** Begins to fetch for the first time. What comes of it shows when the source is asked in its turn. */
  prepare(limits: Pick<SpecFetchLimits, 'timeoutMs' | 'signal'>): void;
  /** Forgets what was fetched, if nobody has asked for it. */
  release(): void;
}

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
  /** Fetched while earlier places are asked, so that it is there when they have failed. */
  readonly early: EarlyFetch | undefined;
  /** A limit of its own in the place of that share. Unit: milliseconds. */
  readonly limitMs: number | undefined;
}
