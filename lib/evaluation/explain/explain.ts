import type { UserData } from '../../users/user-data.js';
import { type SpecsOrigin, detailsOf } from '../evaluation-details.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { Evaluation, EvaluationKind } from '../evaluation.js';
import { unevaluated } from '../unevaluated.js';
import { type ExplainOptions, ExplainingRun } from './explaining-run.js';
import { draftSpec } from './explanation-draft.js';
import { sentenceFor } from './explanation-sentence.js';
import type { Explanation, SpecExplanation } from './explanation.js';

/** What is to be explained, and how much of it is shown. */
export interface ExplainRequest extends ExplainOptions {
  readonly kind: EvaluationKind;
  readonly name: string;
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;
  readonly origin: SpecsOrigin;
}

/** Explains an answer: evaluates as a check does, and writes down each step. Logs nothing and remembers nothing. */
export function explain({ kind, name, user, context, origin, ...options }: ExplainRequest): Explanation {
  const run = new ExplainingRun(options, user, context);
  const evaluation = run.conclude(kind, name);
  return toExplanation(evaluation, run.root ?? draftSpec(kind, name), origin);
}

/** The explanation of an answer that could not be made. */
export function explainFailure(kind: EvaluationKind, name: string, origin: SpecsOrigin): Explanation {
  const decision: SpecExplanation = { ...draftSpec(kind, name), decidedBy: 'failed' };
  return toExplanation(unevaluated(kind, name, 'failed'), decision, origin);
}

function toExplanation(evaluation: Evaluation, decision: SpecExplanation, origin: SpecsOrigin): Explanation {
  const { kind, name, value, json, ruleID, groupName } = evaluation;
  const details = detailsOf(evaluation, origin);
  return {
    kind,
    name,
    sentence: sentenceFor({ evaluation, decision, details }),
    value,
    values: kind === 'gate' ? undefined : structuredClone(json),
    ruleID,
    groupName,
    details,
    decision,
  };
}
