import { StatsigError } from './statsig-error.js';

/** One place that had no specs, and why. */
export interface SpecsPlaceFailure {
  /** In the words of evaluation details: `Network`, `Adapter(DataStore)`. */
  readonly place: string;
  readonly error: Error;
}

/** Specs were asked for in several places, and none had any. Defaults are served until a later sync brings some. */
export class SpecsUnavailableError extends StatsigError {
  override readonly name = 'SpecsUnavailableError';
  readonly code = 'specs_unavailable';
  /** The places in the order in which they were asked. */
  readonly failures: readonly SpecsPlaceFailure[];

  constructor(failures: readonly SpecsPlaceFailure[]) {
    const told = failures.map(({ place, error }) => `${place}: ${error.message}`).join(' ');
    super(`No place had specs, so defaults are served until a later sync brings some. ${told}`, {
      cause: failures[0]?.error,
    });
    this.failures = failures;
  }
}
