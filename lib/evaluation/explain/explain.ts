import type { UserData } from '../../users/user-data.js';
import { type SpecsOrigin, detailsOf, keptOrigin } from '../evaluation-details.js';
import type { EvaluationContext } from '../evaluation-context.js';
import type { Evaluation, EvaluationKind } from '../evaluation.js';
import type { StickyAnswer } from '../keep-decision.js';
import { unevaluated } from '../unevaluated.js';
import { type ExplainOptions, ExplainingRun } from './explaining-run.js';
import { draftSpec } from './explanation-draft.js';
import { type ExplainedFacts, sentenceFor } from './explanation-sentence.js';
import type { Explanation, SpecExplanation } from './explanation.js';

/** What is to be explained, and how much of it is shown. */
export interface ExplainRequest extends ExplainOptions {
  readonly kind: EvaluationKind;
  readonly name: string;
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;
  readonly origin: SpecsOrigin;
  /** Looks at decisions that were kept for the user; undefined where none are. */
  readonly look?: ((live: Evaluation) => StickyAnswer) | undefined;
}

/** Explains an answer: evaluates as a check does, and writes down each step. Logs nothing and remembers nothing. */
export function explain({ kind, name, user, context, origin, look, ...options }: ExplainRequest): Explanation {
  const run = new ExplainingRun(options, user, context);
  const live = run.conclude(kind, name);
  const decision = run.root ?? draftSpec(kind, name);
  const answer = look?.(live);
  const details = detailsOf(live, origin);
  if (answer?.step === undefined) return toExplanation({ evaluation: live, decision, details, sticky: undefined });
  const { evaluation, step, kept, change } = answer;
  const keptDetails = kept && detailsOf(evaluation, keptOrigin(kept, context.now()));
  const wouldDo = change && (change.decision === undefined ? 'forget' : 'keep');
  return toExplanation({ evaluation, decision, details: keptDetails ?? details, sticky: { step, wouldDo } });
}

/** The explanation of an answer that could not be made. */
export function explainFailure(kind: EvaluationKind, name: string, origin: SpecsOrigin): Explanation {
  const decision: SpecExplanation = { ...draftSpec(kind, name), decidedBy: 'failed' };
  const evaluation = unevaluated(kind, name, 'failed');
  return toExplanation({ evaluation, decision, details: detailsOf(evaluation, origin), sticky: undefined });
}

function toExplanation(facts: ExplainedFacts): Explanation {
  const { evaluation, decision, details, sticky } = facts;
  const { kind, name, value, json, ruleID, groupName } = evaluation;
  return {
    kind,
    name,
    sentence: sentenceFor(facts),
    value,
    values: kind === 'gate' ? undefined : structuredClone(json),
    ruleID,
    groupName,
    details,
    decision,
    sticky,
  };
}
