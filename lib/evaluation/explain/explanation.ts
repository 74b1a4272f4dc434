import type { JsonObject, JsonValue } from '../../specs/json-value.js';
import type { UserValue } from '../../users/user-value.js';
import type { EvaluationDetails } from '../evaluation-details.js';
import type { EvaluationKind } from '../evaluation.js';

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
  /** The values of a config, experiment or layer; undefined for gates. */
  readonly values: JsonObject | undefined;
  readonly ruleID: string;
  readonly groupName: string | null;
  readonly details: EvaluationDetails;
  /** What was evaluated, from the outside in. */
  readonly decision: SpecExplanation;
}

/** How one gate, config, experiment or layer came to its answer. */
export interface SpecExplanation {
  readonly kind: EvaluationKind;
  readonly name: string;
  /**
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
   */
  decidedBy:
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
    | 'too-deep';
  value: boolean;
  ruleID: string;
  /** False when the console switched it off: then the default's rule id is `disabled`. */
  isEnabled: boolean;
  /** The rules that were tried, in order; the last one decided, unless the default did. */
  readonly rules: RuleExplanation[];
  /** Rules of config mappings that were tried before. */
  readonly redirectRules: RuleExplanation[];
  /** Where a mapping led. */
  redirectedTo: SpecExplanation | undefined;
}

/** How one rule was tried. */
export interface RuleExplanation {
  readonly id: string;
  readonly groupName: string | undefined;
  readonly conditions: ConditionExplanation[];
  doConditionsHold: boolean;
  /** Undefined when the percentage was not asked. */
  percentage: PercentageExplanation | undefined;
  /** The experiment that decided in the rule's place. */
  delegate: SpecExplanation | undefined;
}

/** How a percentage decided. */
export interface PercentageExplanation {
  readonly passPercentage: number;
  readonly doesPass: boolean;
  /** The text whose SHA-256 gives the bucket; undefined at 0 and 100 %, where nothing is hashed. */
  readonly hashInput: string | undefined;
  /** Range: 0 to 9,999. */
  readonly bucket: number | undefined;
  /** Buckets below this pass. */
  readonly threshold: number;
}

/** How one condition was tested. */
export interface ConditionExplanation {
  /** The condition's type on the wire: `user_field`, `pass_gate`, `ip_based` … */
  readonly type: string;
  readonly field: string | undefined;
  readonly operator: string | undefined;
  readonly target: JsonValue;
  /** What the user has there; undefined when nothing. A private attribute is `(private)` unless asked for. */
  seen: UserValue | undefined;
  /** Whether `seen` stands for a private attribute. */
  isPrivate: boolean;
  holds: boolean;
  isSupported: boolean;
  /** The gate or experiment that the condition consulted. */
  consulted: SpecExplanation | undefined;
}
