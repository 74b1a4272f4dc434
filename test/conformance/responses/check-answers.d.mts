import type { EntityMap } from './response-causes.js';

/** What is to be checked one by one. */
export interface CheckPlan {
  readonly gates: readonly string[];
  readonly dynamicConfigs: readonly string[];
  /** And autotunes. */
  readonly experiments: readonly string[];
  readonly layers: readonly string[];
  /** What layers are asked for: they do not tell all that they have. */
  readonly parameters: readonly string[];
}

/** What the check of one entity says, in the words of responses. */
export interface CheckAnswer {
  readonly value: unknown;
  readonly rule_id: string;
  readonly group_name: string | undefined;
  readonly allocated_experiment_name: string | undefined;
  readonly secondary_exposures: readonly {
    readonly gate: string;
    readonly gateValue: string;
    readonly ruleID: string;
  }[];
}

/** Checks entities for one user, without exposures. The official client and ours have the same methods. */
export function answerChecks(
  client: object,
  user: object,
  plan: CheckPlan,
): Readonly<Record<EntityMap, Readonly<Record<string, CheckAnswer>>>>;
