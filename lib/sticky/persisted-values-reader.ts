import type { KeptDecision, KeptDecisions } from '../evaluation/kept-decision.js';
import { loadedKeysOf } from './loaded-values.js';
import { parseStickyValues } from './parse-sticky-values.js';

/** Reads what calls are given as `userPersistedValues`. */
export class PersistedValuesReader {
  readonly #complain: (complaint: string) => void;
  /** What `loadPersistedValues()` gave is frozen, so it is read once for all calls of a request. */
  readonly #known = new WeakMap<object, KeptDecisions>();

  /** @param complain told what is wrong with values that cannot be used, in a sentence */
  constructor(complain: (complaint: string) => void) {
    this.#complain = complain;
  }

  /**
   * The decisions among the values; undefined when there are no values, or when they cannot be used: as in the official SDK
   * one malformed entry makes all of them count as not given (evaluation §15). Never throws.
   */
  read(input: unknown): KeptDecisions | undefined {
    if (input === undefined || input === null) return undefined;
    if (typeof input !== 'object') return this.#refuse(`expected an object, received a ${typeof input}`);
    const known = this.#known.get(input);
    if (known !== undefined) return known;
    try {
      const decisions = new Map<string, KeptDecision>();
      for (const [name, entry] of Object.entries(input) as [string, unknown][]) {
        if (entry === undefined) continue;
        const decision = parseStickyValues(entry);
        if (decision === undefined) return this.#refuse(`the entry ${JSON.stringify(name)} is malformed`);
        decisions.set(name, decision);
      }
      const kept = { decisions, loadedKeys: loadedKeysOf(input) };
      if (kept.loadedKeys !== undefined && Object.isFrozen(input)) this.#known.set(input, kept);
      return kept;
    } catch {
      // A getter or proxy of the caller's threw, or the values contain themselves.
      return this.#refuse('they cannot be read');
    }
  }

  #refuse(fault: string): undefined {
    this.#complain(`userPersistedValues were given and count as not given: ${fault}.`);
    return undefined;
  }
}
