import type { EvaluationKind } from '../evaluation.js';
import type { AutotuneExplanation, ConditionExplanation, RuleExplanation, SpecExplanation } from './explanation.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The explanation of a spec while it is being evaluated. */
export interface SpecDraft extends Writable<SpecExplanation> {
  readonly rules: RuleDraft[];
  readonly redirectRules: RuleDraft[];
  autotune: Writable<AutotuneExplanation> | undefined;
}

/** The explanation of a rule while it is being tried. */
export interface RuleDraft extends Writable<RuleExplanation> {
  readonly conditions: ConditionDraft[];
}

/** The explanation of a condition while it is being tested. */
export type ConditionDraft = Writable<ConditionExplanation>;

/** The explanation of a spec of which nothing is known yet. */
export function draftSpec(kind: EvaluationKind, name: string): SpecDraft {
  return {
    kind,
    name,
    decidedBy: 'unknown',
    value: false,
    ruleID: '',
    isEnabled: true,
    rules: [],
    redirectRules: [],
    redirectedTo: undefined,
    autotune: undefined,
    parameterRuleIDs: undefined,
    isRepeated: false,
  };
}

/** The explanation of a condition that was not tested yet. */
export function draftCondition(
  known: Pick<ConditionExplanation, 'type' | 'field' | 'idType' | 'operator' | 'target' | 'isSupported'>,
): ConditionDraft {
  return {
    ...known,
    seen: undefined,
    isPrivate: false,
    derivedFrom: undefined,
    underived: undefined,
    hashInput: undefined,
    holds: false,
    consulted: undefined,
  };
}
