/** A config, experiment or layer and the parameters to read from it. */
export interface PlannedObject {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** A config; a quiet one is evaluated without exposures. */
export interface PlannedConfig extends PlannedObject {
  readonly isQuiet: boolean;
}

/** What is evaluated for each user. Each config name is asked for as a dynamic config and as an experiment. */
export interface EvaluationPlan {
  /** Gates that are asked once and never logged. */
  readonly probes: readonly string[];
  readonly gates: readonly string[];
  readonly configs: readonly PlannedConfig[];
  readonly layers: readonly PlannedObject[];
}

/** Which call an answer belongs to. */
export interface PlanLabel {
  readonly api: 'checkGate' | 'getFeatureGate' | 'getDynamicConfig' | 'getExperiment' | 'getLayer' | 'layer.get';
  readonly name: string;
  readonly parameter?: string;
}

/** Which calls log exposures: none, `checkGate` and `getDynamicConfig`, or `getFeatureGate` and `getExperiment`;
 *  layers log with both of the latter two. */
export type PlanLogging = 'none' | 'first' | 'second';

interface Evaluated {
  readonly name: string;
  readonly ruleID: string;
  readonly idType: string;
  readonly details: {
    readonly reason: string;
    readonly lcut?: number | null | undefined;
    readonly receivedAt?: number | null | undefined;
    readonly version?: number | null | undefined;
  };
  readonly secondaryExposures: readonly { readonly gate: string; readonly gateValue: string }[];
}

interface EvaluatedObject extends Evaluated {
  get(key: string, fallback: unknown): unknown;
  getValue(key: string, fallback?: unknown): unknown;
}

/** The methods that a contestant must have; `User` is whatever it takes for a user. */
export interface EvaluationClient<User> {
  checkGate(user: User, name: string, options: { disableExposureLogging?: boolean }): boolean;
  getFeatureGate(
    user: User,
    name: string,
    options: { disableExposureLogging?: boolean },
  ): Evaluated & { readonly value: boolean };
  getDynamicConfig(
    user: User,
    name: string,
    options: { disableExposureLogging?: boolean },
  ): EvaluatedObject & { readonly value: Record<string, unknown> };
  getExperiment(
    user: User,
    name: string,
    options: { disableExposureLogging?: boolean },
  ): EvaluatedObject & { readonly value: Record<string, unknown>; readonly groupName?: string | null | undefined };
  getLayer(
    user: User,
    name: string,
    options: { disableExposureLogging?: boolean },
  ): EvaluatedObject & {
    readonly groupName?: string | null | undefined;
    readonly allocatedExperimentName?: string | null | undefined;
  };
}

/** The answer of `layer.get` for a parameter that the layer does not have. */
export const READS_OF_UNSET_PARAMETER: string;

/** The calls of a plan, in the order in which `answerPlan` returns their answers. */
export function planLabels(plan: EvaluationPlan): PlanLabel[];

/** Runs a plan for one user. Each answer is canonical JSON text; a call that throws answers `{"threw": …}`. */
export function answerPlan<User>(
  client: EvaluationClient<User>,
  user: User,
  plan: EvaluationPlan,
  logging: PlanLogging,
): string[];
