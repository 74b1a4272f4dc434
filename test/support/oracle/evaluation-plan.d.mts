import type { OverrideStep } from './oracle-job.js';

/** A config, experiment or layer and the parameters to read from it. */
export interface PlannedObject {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** A parameter store, its parameters, and what each of them refers to. */
export interface PlannedStore {
  readonly name: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly source?: {
      readonly api: 'getFeatureGate' | 'getDynamicConfig' | 'getExperiment' | 'getLayer';
      readonly name: string;
    };
  }[];
}

/** A group of an experiment to look up, by its name and by the ID of its rule. */
export interface PlannedGroup {
  readonly name: string;
  readonly groupName: string;
  readonly ruleID: string;
}

/** What is evaluated for each user. Each config name is asked for as a dynamic config and as an experiment. */
export interface EvaluationPlan {
  /** Gates that are asked once and never logged. */
  readonly probes: readonly string[];
  readonly gates: readonly string[];
  readonly configs: readonly PlannedObject[];
  readonly layers: readonly PlannedObject[];
  readonly stores: readonly PlannedStore[];
  /** Looked up once, without a user. */
  readonly groups: readonly PlannedGroup[];
}

/** Which call an answer belongs to. */
export interface PlanLabel {
  readonly api:
    | 'getParsedUserAgentValueForUser'
    | 'checkGate'
    | 'getFeatureGate'
    | 'getDynamicConfig'
    | 'getExperiment'
    | 'getLayer'
    | 'layer.get'
    | 'getParameterStore'
    | 'store.getValue';
  readonly name: string;
  readonly parameter?: string;
}

/** Which call about the project itself an answer belongs to. */
export interface ProjectLabel {
  readonly api:
    | 'getFeatureGateList'
    | 'getDynamicConfigList'
    | 'getExperimentList'
    | 'getAutotuneList'
    | 'getLayerList'
    | 'getParameterStoreList'
    | 'getFieldsNeededForGate'
    | 'getFieldsNeededForDynamicConfig'
    | 'getFieldsNeededForExperiment'
    | 'getFieldsNeededForLayer'
    | 'getExperimentGroups'
    | 'getExperimentByGroupName'
    | 'getExperimentByGroupIdAdvanced';
  readonly name: string;
  readonly parameter?: string;
}

/**
 * Which calls log exposures: none; all but `getFeatureGate`, with parameter stores asked last (`checks`) or first (`stores`);
 * or all but `checkGate` and parameter stores (`objects`).
 */
export type PlanLogging = 'none' | 'checks' | 'objects' | 'stores';

interface Details {
  readonly reason: string;
  readonly lcut?: number | null | undefined;
  readonly receivedAt?: number | null | undefined;
  readonly version?: number | null | undefined;
}

interface Evaluated {
  readonly name: string;
  readonly ruleID: string;
  readonly idType: string;
  readonly details: Details;
  readonly secondaryExposures: readonly { readonly gate: string; readonly gateValue: string }[];
}

interface EvaluatedObject extends Evaluated {
  get(key: string, fallback: unknown): unknown;
  getValue(key: string, fallback?: unknown): unknown;
}

interface EvaluatedExperiment extends EvaluatedObject {
  readonly value: Record<string, unknown>;
  readonly groupName?: string | null | undefined;
}

/** The methods that a contestant must have; `User` is whatever it takes for a user. */
export interface EvaluationClient<User> {
  getParsedUserAgentValueForUser(user: User): unknown;
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
  getExperiment(user: User, name: string, options: { disableExposureLogging?: boolean }): EvaluatedExperiment;
  getLayer(
    user: User,
    name: string,
    options: { disableExposureLogging?: boolean },
  ): EvaluatedObject & {
    readonly groupName?: string | null | undefined;
    readonly allocatedExperimentName?: string | null | undefined;
  };
  getParameterStore(
    user: User,
    name: string,
    options: { disableExposureLogging?: boolean },
  ): {
    readonly name: string;
    getValue(parameter: string, fallback?: unknown): unknown;
    getEvaluationDetails(): Details;
  };
}

/** The methods about the project itself. */
export interface ProjectClient {
  getFeatureGateList(): string[];
  getDynamicConfigList(): string[];
  getExperimentList(): string[];
  getAutotuneList(): string[];
  getLayerList(): string[];
  getParameterStoreList(): string[];
  getFieldsNeededForGate(name: string): string[];
  getFieldsNeededForDynamicConfig(name: string): string[];
  getFieldsNeededForExperiment(name: string): string[];
  getFieldsNeededForLayer(name: string): string[];
  getExperimentGroups(name: string): unknown;
  getExperimentByGroupName(name: string, groupName: string): EvaluatedExperiment;
  getExperimentByGroupIdAdvanced(name: string, ruleID: string): EvaluatedExperiment;
}

/** The methods that set and remove overrides. */
export type OverridableClient = Readonly<Record<OverrideStep[0], (...args: never[]) => void>>;

/** Which exposures are logged for the user at this place of a job. */
export function loggingFor(index: number, exposedUsers: number): PlanLogging;

/** The calls of a plan, in the order in which `answerPlan` returns their answers. */
export function planLabels(plan: EvaluationPlan): PlanLabel[];

/** Runs a plan for one user. Each answer is canonical JSON text; a call that throws answers `{"threw": …}`. */
export function answerPlan<User>(
  client: EvaluationClient<User>,
  user: User,
  plan: EvaluationPlan,
  logging: PlanLogging,
): string[];

/** The calls about the project itself, in the order in which `answerProject` returns their answers. */
export function projectLabels(plan: EvaluationPlan): ProjectLabel[];

/** Asks for what needs no user: names, fields, groups. Each answer is canonical JSON text. */
export function answerProject(client: ProjectClient, plan: EvaluationPlan): string[];

/** Sets and removes overrides, in order. */
export function applyOverrides(client: OverridableClient, overrides: readonly OverrideStep[]): void;
