/**
 * A Statsig project as a person writes it: the shape of the project file, and of a project given as an object.
 * Every part is optional. What is absent has the default named at its field. `docs/project-file.md` describes the same
 * shape for readers; names are the console's words in camelCase, operators are the wire's names.
 */
export interface Project {
  /** Version of this format. Only `1` exists. @default 1 */
  readonly version?: 1;
  /** The tier that applies when the SDK sets no environment of its own. @default none */
  readonly environment?: string;
  /** Informational; SDKs pass it on. @default none */
  readonly companyId?: string;
  /** What `{ app: id }` conditions compare with: the app that this project's server key belongs to. @default none */
  readonly appId?: string;
  readonly segments?: Readonly<Record<string, Segment>>;
  readonly holdouts?: Readonly<Record<string, Holdout>>;
  readonly gates?: Readonly<Record<string, Gate>>;
  readonly dynamicConfigs?: Readonly<Record<string, DynamicConfig>>;
  readonly experiments?: Readonly<Record<string, Experiment>>;
  readonly layers?: Readonly<Record<string, Layer>>;
  readonly parameterStores?: Readonly<Record<string, Readonly<Record<string, Parameter>>>>;
  readonly targetApps?: Readonly<Record<string, TargetApp>>;
  /** Path of a wire-format payload that is merged in, relative to the project file. A name in both is an error. */
  readonly raw?: string;
}

/** Any value that JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of JSON values: what dynamic configs, experiments and layers return. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** What gates, dynamic configs, experiments and layers have in common. */
export interface SpecSettings {
  /** For people; shown by the emulator, not sent to SDKs. */
  readonly description?: string;
  /** The unit that percentages count by. @default 'userID' */
  readonly idType?: string;
  /** Decides which users fall on which side of a percentage. @default derived from the kind and the name */
  readonly salt?: string;
  /** Reported as `configVersion` in exposures. @default 1 */
  readonly configVersion?: number;
}

/** Users that other parts refer to as `segment: NAME`: by rules, or by a list of ids. Exactly one of the three. */
export interface Segment {
  readonly description?: string;
  /** For rules: the unit of their percentages. For a list: the unit whose ids it holds. @default 'userID' */
  readonly idType?: string;
  readonly rules?: readonly Rule[];
  readonly idList?: readonly string[];
  /** Path of a text file with one id per line, relative to the project file. */
  readonly idListFile?: string;
}

/** A share of users who get none of the listed features. */
export interface Holdout {
  readonly description?: string;
  /** Percent of units that are held out, 0–100, at most two decimals. */
  readonly percentage: number;
  readonly idType?: string;
  readonly salt?: string;
  /** Rule id reported for users who are held out. @default the holdout's name */
  readonly id?: string;
  readonly gates?: readonly string[];
  readonly dynamicConfigs?: readonly string[];
  readonly experiments?: readonly string[];
  readonly layers?: readonly string[];
}

/** A feature gate: on for the users whose first matching rule passes. */
export interface Gate extends SpecSettings {
  /** `false` turns the gate off for everyone. @default true */
  readonly enabled?: boolean;
  readonly rules?: readonly Rule[];
  readonly forwardAllExposures?: boolean;
}

/** A dynamic config: the first matching rule decides the value. */
export interface DynamicConfig extends SpecSettings {
  /** `false` gives everyone the default value. @default true */
  readonly enabled?: boolean;
  /** The value where no rule decides. */
  readonly default: JsonObject;
  readonly rules?: readonly ConfigRule[];
  readonly forwardAllExposures?: boolean;
}

/** One rule. It applies to a user when all its conditions hold; the first rule that applies decides. */
export interface Rule {
  /** Shown in events as the rule id. Unnamed rules are `rule_1`, `rule_2`, … by position. */
  readonly name?: string;
  /** @default the name */
  readonly id?: string;
  /** @default derived from the spec's name and the rule's id */
  readonly salt?: string;
  /** @default the idType of the spec */
  readonly idType?: string;
  /** All must hold. @default everyone */
  readonly if?: readonly Condition[];
  /** Percent of units for whom the rule passes, 0–100, at most two decimals. @default 100 */
  readonly pass?: number;
  /** One in so many exposures of this rule is kept where the project samples exposures. @default not sampled */
  readonly samplingRate?: number;
}

/** A rule of a dynamic config: what the users who pass it get. */
export interface ConfigRule extends Rule {
  readonly value: JsonObject;
  readonly groupName?: string;
}

/** An experiment: users who take part are split over the groups by weight. */
export interface Experiment extends SpecSettings {
  /** The layer that this experiment lives in. @default none */
  readonly layer?: string | null;
  /** Percent of units that take part, 0–100, at most one decimal. In a layer, experiments never share units. @default 100 */
  readonly allocation?: number;
  /** Only users who pass this gate take part. @default everyone */
  readonly targetingGate?: string | null;
  /** The value for users who do not take part; also completes the groups' values. @default {} */
  readonly default?: JsonObject;
  readonly groups: readonly ExperimentGroup[];
  /** `false`: not started, everyone gets the default value. @default true */
  readonly active?: boolean;
  /** Parameters whose exposures count for this experiment. @default in a layer, those that its groups set */
  readonly explicitParameters?: readonly string[];
  readonly forwardAllExposures?: boolean;
}

/** One group of an experiment. */
export interface ExperimentGroup {
  readonly name: string;
  /** Rule id reported for the group. @default the name */
  readonly id?: string;
  /** Percent of those who take part, 0–100, at most one decimal. All weights together are 100. */
  readonly weight: number;
  readonly value: JsonObject;
  /** Ids that are always in this group, by unit: `{ userID: [qa-7] }`. */
  readonly overrides?: Readonly<Record<string, readonly string[]>>;
}

/** A layer: parameters that several experiments may set, each for its own users. */
export interface Layer extends SpecSettings {
  readonly default: JsonObject;
  /** Holdouts whose users get the layer's default values. */
  readonly holdouts?: readonly string[];
}

/** One entry of a parameter store: a fixed value, or where the value comes from. */
export type Parameter =
  | { readonly static: JsonValue }
  | { readonly gate: string; readonly pass: JsonValue; readonly fail: JsonValue }
  | { readonly dynamicConfig: string; readonly param: string; readonly default?: JsonValue }
  | { readonly experiment: string; readonly param: string; readonly default?: JsonValue }
  | { readonly layer: string; readonly param: string; readonly default?: JsonValue };

/** A client application: its keys, and what it may see. */
export interface TargetApp {
  /** @default the app's name */
  readonly id?: string;
  readonly clientKeys?: readonly string[];
  readonly gates?: readonly string[];
  readonly dynamicConfigs?: readonly string[];
  readonly experiments?: readonly string[];
  readonly layers?: readonly string[];
  readonly parameterStores?: readonly string[];
}

/** What a condition looks at. Exactly one of these keys stands in a condition. */
export interface ConditionSubject {
  /** A user field or custom attribute. */
  readonly field?: string;
  /** The user's country: the given one, else by IP address. */
  readonly ip?: 'country';
  readonly userAgent?: UserAgentField;
  /** A field of the environment, usually `tier`. */
  readonly environment?: string;
  readonly time?: 'now';
  /** An id type: `userID`, `stableID`, or a custom id. */
  readonly unit?: string;
  /** A number 0–999 that depends only on the salt and the unit's id. */
  readonly bucket?: { readonly salt: string; readonly idType?: string };
  readonly app?: 'id';
  readonly experimentGroup?: string;
  readonly gate?: string;
  readonly notGate?: string;
  readonly segment?: string;
  readonly notSegment?: string;
  readonly everyone?: true;
}

/** What can be read out of a user agent. */
export type UserAgentField = 'browser_name' | 'browser_version' | 'os_name' | 'os_version';

/** One condition: a subject, and for most subjects one operator with what to compare with. */
export type Condition = ConditionSubject & { readonly [O in OperatorName]?: JsonValue };

/** The wire's operator names. */
export type OperatorName =
  | 'any'
  | 'none'
  | 'any_case_sensitive'
  | 'none_case_sensitive'
  | 'str_starts_with_any'
  | 'str_ends_with_any'
  | 'str_contains_any'
  | 'str_contains_none'
  | 'str_matches'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'version_gt'
  | 'version_gte'
  | 'version_lt'
  | 'version_lte'
  | 'version_eq'
  | 'version_neq'
  | 'before'
  | 'after'
  | 'on'
  | 'eq'
  | 'neq'
  | 'in_segment_list'
  | 'not_in_segment_list'
  | 'array_contains_any'
  | 'array_contains_none'
  | 'array_contains_all'
  | 'not_array_contains_all';
