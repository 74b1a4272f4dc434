/** How one check is made. */
export interface EvaluationOptions {
  /** Whether the check leaves no exposure event. @default false */
  readonly disableExposureLogging?: boolean;
}

/** Options of `checkGate` and `getFeatureGate`. */
export interface FeatureGateEvaluationOptions extends EvaluationOptions {}

/** Options of `getDynamicConfig`. */
export interface DynamicConfigEvaluationOptions extends EvaluationOptions {}

/** Options of `getExperiment`. */
export interface ExperimentEvaluationOptions extends EvaluationOptions {}

/** Options of `getLayer`; they hold for every parameter that is read from it. */
export interface LayerEvaluationOptions extends EvaluationOptions {}

/** Options of `getParameterStore`; they hold for everything that is read from it. */
export interface ParameterStoreEvaluationOptions extends EvaluationOptions {}
