import type { JsonObject, JsonValue } from '../../specs/json-value.js';
import type { UserValue } from '../../users/user-value.js';
import type { EvaluationDetails } from '../evaluation-details.js';
import type { EvaluationKind, OverrideReason } from '../evaluation.js';
import type { StickyStep } from '../kept-decision.js';

/**
 * Why a user got an answer: the tree of everything that was looked at.
 *
 * What lives in this folder: recording an evaluation step by step, and telling it. What must not: deciding anything; the
 * very rules of an ordinary check are run, and a check that is not explained pays nothing.
 */
export interface Explanation {
  readonly kind: EvaluationKind;
  readonly name: string;
  /** The whole answer in one sentence, fit for a support ticket. */
  readonly sentence: string;
  /** Gates: the answer. Others: whether the user passed the deciding rule. */
  readonly value: boolean;
  /** The values of a config, experiment or layer, as a copy; undefined for gates. */
  readonly values: JsonObject | undefined;
  readonly ruleID: string;
  readonly groupName: string | null;
  readonly details: EvaluationDetails;
  /** What was evaluated, from the outside in. Where a kept decision is the answer, what would have been the answer without. */
  readonly decision: SpecExplanation;
  /** What decisions that were kept for the user have to do with it; undefined when nothing, as without a storage of them. */
  readonly sticky: StickyExplanation | undefined;
}

/** What kept decisions have to do with an answer. */
export interface StickyExplanation {
  readonly step: StickyStep;
  /** What a check with the same options would do with the storage. An explanation does neither. */
  readonly wouldDo: 'keep' | 'forget' | undefined;
}

/**
 * What decided.
 * - `rule`: a rule matched and let the user pass.
 * - `percentage`: a rule matched, and its percentage turned the user away.
 * - `delegate`: a rule left it to an experiment.
 * - `default`: no rule matched.
 * - `override`: this process has set the value.
 * - `redirect`: a config mapping led to another config.
 * - `autotune`: a contextual autotune chose.
 * - `layer`: several rules of a new-style layer contributed parameters.
 * - `unknown`: there is no spec of that name.
 * - `unsupported`: a condition or operator is not known to this version.
 * - `too-deep`: gates refer to each other without end.
 * - `failed`: evaluating threw, which is a defect of this SDK.
 */
export type DecidedBy =
  | 'rule'
  | 'percentage'
  | 'delegate'
  | 'default'
  | 'override'
  | 'redirect'
  | 'autotune'
  | 'layer'
  | 'unknown'
  | 'unsupported'
  | 'too-deep'
  | 'failed';

/** How one gate, config, experiment or layer came to its answer. */
export interface SpecExplanation {
  readonly kind: EvaluationKind;
  readonly name: string;
  readonly decidedBy: DecidedBy;
  readonly value: boolean;
  readonly ruleID: string;
  /** False when the console switched it off: then the default's rule id is `disabled`. */
  readonly isEnabled: boolean;
  /** The rules that were tried, in order; the last one decided, unless the default did. */
  readonly rules: readonly RuleExplanation[];
  /** Rules of config mappings that were tried before. */
  readonly redirectRules: readonly RuleExplanation[];
  /** Where a mapping led. */
  readonly redirectedTo: SpecExplanation | undefined;
  /** How a contextual autotune chose. */
  readonly autotune: AutotuneExplanation | undefined;
  /** New-style layers: the rule that each parameter came from; `default` for the layer's defaults. */
  readonly parameterRuleIDs: { readonly [parameter: string]: string } | undefined;
  /** Whether a gate was consulted before in the same evaluation: then its rules stand there, and not here again. */
  readonly isRepeated: boolean;
}

/** How one rule was tried. */
export interface RuleExplanation {
  readonly id: string;
  readonly groupName: string | undefined;
  readonly conditions: readonly ConditionExplanation[];
  readonly doConditionsHold: boolean;
  /** Undefined when the percentage was not asked: the conditions did not hold, or a delegate decided before. */
  readonly percentage: PercentageExplanation | undefined;
  /** The experiment that decided in the rule's place. */
  readonly delegate: SpecExplanation | undefined;
}

/** How a percentage decided. */
export interface PercentageExplanation {
  readonly passPercentage: number;
  readonly doesPass: boolean;
  /** The ID type of the unit that is hashed. */
  readonly idType: string;
  /** Whether the user has such an ID. Users without one are all the same unit, the empty one. */
  readonly hasUnit: boolean;
  /** The text whose SHA-256 gives the bucket; undefined at 0 and 100 %, where nothing is hashed. */
  readonly hashInput: string | undefined;
  /** Range: 0 to 9,999. */
  readonly bucket: number | undefined;
  /** Buckets below this pass. */
  readonly threshold: number;
}

/** How a contextual autotune chose. */
export interface AutotuneExplanation {
  /** The gate that a user has to pass first. */
  readonly targetingGate: SpecExplanation | undefined;
  /** The text whose SHA-256 gives the bucket. */
  readonly hashInput: string;
  /** Range: 0 to 9,999. */
  readonly bucket: number;
  /** Buckets below this explore at random; undefined before the first training, when all are split evenly. */
  readonly exploresBelow: number | undefined;
}

/** How one condition was tested. */
export interface ConditionExplanation {
  /** The condition's type on the wire: `user_field`, `pass_gate`, `ip_based` …; `missing` when the specs lack it. */
  readonly type: string;
  /** The field that is looked at; for `experiment_group` the experiment. */
  readonly field: string | undefined;
  /** The ID type that `unit_id` and `user_bucket` look at. */
  readonly idType: string;
  readonly operator: string | undefined;
  /** What the operator compares with; for `missing` the condition's id. */
  readonly target: JsonValue;
  /** What the user has there; undefined when nothing. A private attribute is `(private)` unless asked for. */
  readonly seen: UserValue | undefined;
  /** Whether `seen` comes from a private attribute, be it shown or not. */
  readonly isPrivate: boolean;
  /** What `seen` was derived from, because the user does not state it. */
  readonly derivedFrom: 'ip' | 'userAgent' | undefined;
  /** Why `seen` was not derived although it could have been. */
  readonly underived: OverrideReason | undefined;
  /** `user_bucket`: the text whose SHA-256 gives the bucket. */
  readonly hashInput: string | undefined;
  readonly holds: boolean;
  readonly isSupported: boolean;
  /** The gate or experiment that the condition consulted. */
  readonly consulted: SpecExplanation | undefined;
}
