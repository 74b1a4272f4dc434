import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { cutObject } from './cut-object.js';
import { readSpecs } from './read-specs.js';
import { runToEnd } from './run-to-end.js';
import type { SpecSnapshot } from './spec-snapshot.js';

/** What `parseSpecs` gives. */
export interface ParsedSpecs {
  readonly snapshot: SpecSnapshot;
  /** One complaint for each spec that was left out because it is malformed; it behaves as if it did not exist. */
  readonly skipped: readonly InvalidSpecsError[];
}

/**
 * Turns a downloaded document (format `dcs-v2`, already parsed from JSON) into an immutable snapshot, at once.
 *
 * As tolerant as the official SDK (evaluation §1): unknown keys are ignored; a malformed gate, config or layer is left
 * out alone; a missing or wrongly typed top-level field, condition, parameter store, mapping or bandit rejects the
 * document as a whole, and so does `has_updates: false`, which brings nothing to apply.
 *
 * @throws InvalidSpecsError with the path, what was expected and what was found; nothing is half applied.
 */
export function parseSpecs(input: unknown): ParsedSpecs {
  const read = runToEnd(readSpecs(cutObject(input)));
  if (read === 'no-updates') {
    throw new InvalidSpecsError({
      path: 'has_updates',
      expected: 'true',
      found: 'false: the document brings no specs',
    });
  }
  return { snapshot: read.snapshot, skipped: read.skipped };
}
