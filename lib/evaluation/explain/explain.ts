import type { UserData } from '../../users/user-data.js';
import { type SpecsOrigin, detailsOf } from '../evaluation-details.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { Evaluation, EvaluationKind } from '../evaluation.js';
import { type ExplainOptions, ExplainingRun } from './explaining-run.js';
import type { Explanation, SpecExplanation } from './explanation.js';
import { sentenceFor } from './explanation-sentence.js';

/** What is to be explained, and how much of it is shown. */
export interface ExplainRequest extends ExplainOptions {
  readonly kind: EvaluationKind;
  readonly name: string;
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;
  readonly origin: SpecsOrigin;
}

/**
 * Explains an answer: evaluates as a check does, and writes down each step. Logs nothing and remembers nothing; never
 * throws.
 */
export function explain({ kind, name, user, context, origin, ...options }: ExplainRequest): Explanation {
  const run = new ExplainingRun(options, user, context);
  const evaluation = run.conclude(kind, name);
  const decision = run.root ?? unexplained(kind, name);
  if (evaluation.outcome === 'too-deep') decision.decidedBy = 'too-deep';
  const details = detailsOf(evaluation, origin);
  return {
    kind,
    name,
    sentence: sentenceFor({ evaluation, decision, details }),
    value: evaluation.value,
    values: kind === 'gate' ? undefined : evaluation.json,
    ruleID: evaluation.ruleID,
    groupName: evaluation.groupName,
    details,
    decision: withAnswer(decision, evaluation),
  };
}

/** The tree with the final answer at its root: an unsupported evaluation is closed whatever its last step said. */
function withAnswer(decision: SpecExplanation, { value, ruleID }: Evaluation): SpecExplanation {
  return { ...decision, value, ruleID };
}

function unexplained(kind: EvaluationKind, name: string): SpecExplanation {
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
  };
}
