import type { ExplainOptions } from '../evaluation/explain/explaining-run.js';
import type { UserPersistedValues } from '../sticky/persistent-storage.js';

/** How one check is made. */
export interface EvaluationOptions {
  /** Whether the check leaves no exposure event. @default false */
  readonly disableExposureLogging?: boolean;
  /**
   * Is given the exposures of the check in place of the log: a function that logs what was decided now, to be called when it is
   * certain that somebody sees it, or never. Is called once for each exposure: of a layer, once for each parameter that is read.
   * Has no effect with `disableExposureLogging`.
   * @default they are logged at once
   */
  readonly holdExposure?: ExposureHolder | undefined;
}

/** Takes a function that logs an exposure, to call it later. */
export type ExposureHolder = (log: () => void) => void;

/** How one check treats decisions that were kept for the user. They have an effect with the option `persistentStorage` alone. */
export interface StickyOptions {
  /**
   * What is kept for the user, from `loadPersistedValues()`. A decision among them is the answer, as long as the experiment is
   * running; where there is none, the user's group is kept from now on.
   * @default none, which forgets what is kept of this experiment or layer for the user
   */
  readonly userPersistedValues?: UserPersistedValues | null | undefined;
  /** Whether the console's overrides of the experiment go before a kept decision. @default false */
  readonly enforceOverrides?: boolean | undefined;
  /** Whether a kept decision counts only while the experiment's targeting lets the user in. @default false */
  readonly enforceTargeting?: boolean | undefined;
}

/** Options of `checkGate` and `getFeatureGate`. */
export interface FeatureGateEvaluationOptions extends EvaluationOptions {}

/** Options of `getDynamicConfig`. */
export interface DynamicConfigEvaluationOptions extends EvaluationOptions {}

/** Options of `getExperiment`. */
export interface ExperimentEvaluationOptions extends EvaluationOptions, StickyOptions {}

/** Options of `getLayer`; they hold for every parameter that is read from it. */
export interface LayerEvaluationOptions extends EvaluationOptions, StickyOptions {}

/** Options of `getParameterStore`; they hold for everything that is read from it. */
export interface ParameterStoreEvaluationOptions extends EvaluationOptions {}

/** Options of `loadPersistedValues`. */
export interface LoadPersistedValuesOptions {
  /** The longest to wait for the storage. Unit: milliseconds. @default 1000 */
  readonly timeoutMs?: number | undefined;
}

/** Options of `explainExperiment` and `explainLayer`. Nothing is kept or forgotten by them. */
export interface StickyExplainOptions extends ExplainOptions, StickyOptions {}
