import process from 'node:process';
import { fixedSeed } from '../support/fixed-seed.js';

/** Size and seed of a fuzz run. */
export interface FuzzParameters {
  /** Project number `n` of the run, and its users, are generated from `seed + n`. */
  readonly seed: number;
  /** How many evaluations are made at least. */
  readonly evaluations: number;
}

/**
 * Reads `FUZZ_SEED` (default: the same each run) and `FUZZ_EVALUATIONS` (500,000).
 * @throws RangeError when one of them is set and not a non-negative integer.
 */
export function readFuzzParameters(): FuzzParameters {
  return {
    seed: readInteger('FUZZ_SEED') ?? fixedSeed,
    evaluations: readInteger('FUZZ_EVALUATIONS') ?? 500_000,
  };
}

function readInteger(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} is "${text}"; expected an integer of 0 or more.`);
  }
  return value;
}
