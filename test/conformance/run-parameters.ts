import process from 'node:process';
import { fixedSeed } from '../support/fixed-seed.js';

/** Size and seed of a differential run. */
export interface RunParameters {
  /** Project number `n` of the run is generated from `seed + n`. */
  readonly seed: number;
  readonly specs: number;
  readonly users: number;
}

/** How many of a project's users have their exposure events compared. */
export const EXPOSED_USERS = 12;

/**
 * Reads `CONFORMANCE_SEED` (default: the same each run), `CONFORMANCE_SPECS` (300) and `CONFORMANCE_USERS` (60), which
 * `npm run test:conformance -- --seed … --specs … --users …` sets; without `--seed` to another one each time.
 * @throws RangeError when one of them is set and not a non-negative integer.
 */
export function readRunParameters(): RunParameters {
  return {
    seed: readInteger('CONFORMANCE_SEED') ?? fixedSeed,
    specs: readInteger('CONFORMANCE_SPECS') ?? 300,
    users: readInteger('CONFORMANCE_USERS') ?? 60,
  };
}

/** Whether this is a run in which nothing may be skipped. */
export const isContinuousIntegration = process.env['CI'] === 'true';

function readInteger(name: string): number | undefined {
  const text = process.env[name];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} is "${text}"; expected an integer of 0 or more.`);
  }
  return value;
}
