import type { JsonObject, JsonValue } from './json-value.js';

/**
 * The shapes of a project's specs, as evaluation and introspection read them.
 *
 * What lives in this folder: the types below and `parseSpecs`, which turns a downloaded document into them. What must
 * not: how a rule is decided (that is `evaluation`), and names of the wire format outside the parser.
 */

/** What a rule returns: a boolean for gates, an object for the rest. Anything else on the wire reads as `{}`. */
export type ReturnValue = boolean | null | JsonObject;

/** One downloaded state of a project: immutable, and replaced as a whole by the next one. */
export interface SpecSnapshot {
  /** When the project last changed. Unit: milliseconds since the Unix epoch. The "lcut" of evaluation details. */
  readonly time: number;
  /** The service's checksum of the document, when it gave one. */
  readonly checksum: string | undefined;
  /** Feature gates, segments (`segment:` names) and holdouts. */
  readonly featureGates: ReadonlyMap<string, Spec>;
  /** Dynamic configs, experiments and autotunes. */
  readonly dynamicConfigs: ReadonlyMap<string, Spec>;
  readonly layerConfigs: ReadonlyMap<string, Spec>;
  /** Conditions by id; rules refer to them. */
  readonly conditions: ReadonlyMap<string, ConditionSpec>;
  readonly paramStores: ReadonlyMap<string, ParamStoreSpec>;
  readonly cmabs: ReadonlyMap<string, CmabSpec>;
  /** Redirections by the name that they redirect; undefined when the project has none. */
  readonly mappings: ReadonlyMap<string, readonly ConfigMapping[]> | undefined;
  /** The rules that mappings refer to by name; undefined when the project has none. */
  readonly mappingRules: ReadonlyMap<string, RuleSpec> | undefined;
  /** The environment tier when neither the user nor the client says one. */
  readonly defaultEnvironment: string | undefined;
  /** The value that `target_app` conditions test. */
  readonly appId: JsonValue;
  /** The apps that client SDK keys belong to: by the key itself, and by its djb2 hash. Undefined when the project says none. */
  readonly appsByKey: ReadonlyMap<string, JsonValue> | undefined;
  readonly appsByHashedKey: ReadonlyMap<string, JsonValue> | undefined;
  /** How browsers are to record sessions; undefined when the project says nothing of it. */
  readonly sessionReplay: SessionReplaySpec | undefined;
  /** Settings of the SDK itself, for example of exposure sampling. */
  readonly sdkConfigs: ReadonlyMap<string, JsonValue>;
  /** How many of 10 000 events that tell of starts and syncs are wanted, by their kind. */
  readonly diagnosticRates: ReadonlyMap<string, number>;
}

/** A gate, dynamic config, experiment, autotune or layer. */
export interface Spec {
  readonly name: string;
  /** `feature_gate`, `segment`, `holdout`, `dynamic_config`, `experiment`, `autotune`, `layer`, or a kind yet unknown. */
  readonly entity: string;
  readonly salt: string;
  readonly defaultValue: ReturnValue;
  /** Only decides between the rule ids `default` and `disabled` when no rule matched. */
  readonly isEnabled: boolean;
  readonly rules: readonly RuleSpec[];
  readonly idType: string;
  readonly explicitParameters: readonly string[] | undefined;
  /** Whether the experiment lives in a layer. */
  readonly hasSharedParams: boolean | undefined;
  /** Whether the experiment is running. */
  readonly isActive: boolean | undefined;
  readonly version: number | undefined;
  readonly targetAppIDs: readonly string[] | undefined;
  readonly forwardAllExposures: boolean | undefined;
  readonly fieldsUsed: readonly string[];
  /** Layers only: parameters come from several rules (evaluation §4.7). */
  readonly usesNewLayerEvaluation: boolean;
}

/** One rule: all its conditions must hold; then its percentage of units passes. */
export interface RuleSpec {
  readonly id: string;
  /** Percent from 0 to 100, possibly fractional. */
  readonly passPercentage: number;
  readonly returnValue: ReturnValue;
  /** Ids into `SpecSnapshot.conditions`. */
  readonly conditionIds: readonly string[];
  /** The unit that the percentage is taken of. */
  readonly idType: string;
  /** Undefined: the rule's id serves. An empty salt is used as it is. */
  readonly salt: string | undefined;
  readonly groupName: string | undefined;
  /** The experiment that decides in this rule's place. */
  readonly delegate: string | undefined;
  readonly isExperimentGroup: boolean | undefined;
  readonly samplingRate: number | undefined;
}

/** One condition: a subject, an operator, and what the operator compares with. */
export interface ConditionSpec {
  readonly type: string;
  readonly idType: string;
  readonly operator: string | undefined;
  readonly field: string | undefined;
  readonly targetValue: JsonValue;
  /** The salt of `user_bucket` conditions. */
  readonly salt: string;
}

/** Sends the users whom one of `rules` matches to another config. */
export interface ConfigMapping {
  readonly newConfigName: string;
  readonly rules: readonly {
    readonly ruleName: string;
    /** Unit: milliseconds since the Unix epoch. */
    readonly startTime: number;
  }[];
}

/** How browsers record sessions. */
export interface SessionReplaySpec {
  /** Share of the sessions that are recorded. Range: 0 to 1. */
  readonly samplingRate: number | undefined;
  /** The gate that users must pass for being recorded. */
  readonly targetingGate: string | undefined;
  readonly isRecordingBlocked: boolean | undefined;
  /** What starts a recording: events by name. */
  readonly eventTriggers: ReadonlyMap<string, ReplayTrigger> | undefined;
  /** What starts a recording: exposures, by the name of the gate or experiment. */
  readonly exposureTriggers: ReadonlyMap<string, ReplayTrigger> | undefined;
  /** What of the page is hidden, in the service's own form. */
  readonly privacySettings: JsonObject | undefined;
}

/** When an event or an exposure starts a recording. */
export interface ReplayTrigger {
  /** The values that count; undefined: every one. */
  readonly values: readonly string[] | undefined;
  /** Share of the cases that count. Range: 0 to 1; undefined: all. */
  readonly samplingRate: number | undefined;
}

/** A parameter store: what each parameter is an alias of. */
export interface ParamStoreSpec {
  readonly parameters: ReadonlyMap<string, ParameterSpec>;
  /** What the project calls the parameters' kinds; browsers are told, and this SDK does not look at it. */
  readonly labels: ReadonlyMap<string, ParameterLabels>;
  readonly targetAppIDs: readonly string[] | undefined;
}

/** The words of the wire format for one parameter. */
export interface ParameterLabels {
  /** `static`, `gate`, `dynamic_config`, `experiment`, `layer`. */
  readonly refType: string;
  /** `string`, `boolean`, `number`, `object`, `array`. */
  readonly paramType: string;
}

/** Where a parameter of a store takes its value from. */
export type ParameterSpec =
  | { readonly kind: 'static'; readonly value: JsonValue }
  | { readonly kind: 'gate'; readonly gate: string; readonly passValue: JsonValue; readonly failValue: JsonValue }
  | { readonly kind: 'dynamic-config'; readonly source: string; readonly param: string }
  | { readonly kind: 'experiment'; readonly source: string; readonly param: string }
  | { readonly kind: 'layer'; readonly source: string; readonly param: string };

/** A contextual autotune (contextual multi-armed bandit). */
export interface CmabSpec {
  readonly salt: string;
  readonly defaultValue: JsonObject;
  readonly idType: string;
  readonly isEnabled: boolean;
  readonly version: number;
  /** Share of users that explore. Range: 0 to 1. */
  readonly sampleRate: number;
  readonly higherIsBetter: boolean;
  readonly groups: readonly { readonly name: string; readonly id: string; readonly parameters: JsonObject }[];
  /** The trained weights by group id; undefined before the first training. */
  readonly weights: ReadonlyMap<string, CmabWeights> | undefined;
  readonly targetingGate: string | undefined;
  readonly targetAppIDs: readonly string[] | undefined;
}

/** The trained model of one group. */
export interface CmabWeights {
  readonly alpha: number;
  readonly intercept: number;
  /** How many records the group was trained on. */
  readonly records: number;
  readonly numerical: ReadonlyMap<string, number>;
  readonly categorical: ReadonlyMap<string, ReadonlyMap<string, number>>;
}
