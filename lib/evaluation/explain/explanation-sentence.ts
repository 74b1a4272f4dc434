import type { EvaluationDetails } from '../evaluation-details.js';
import type { Evaluation, EvaluationKind } from '../evaluation.js';
import { describeCondition } from './describe-condition.js';
import type { RuleExplanation, SpecExplanation } from './explanation.js';

const kindWords: Readonly<Record<EvaluationKind, string>> = {
  gate: 'Gate',
  'dynamic-config': 'Dynamic config',
  experiment: 'Experiment',
  layer: 'Layer',
};

/** The whole answer in one sentence: what the user got, and the one reason that decided it. */
export function sentenceFor({
  evaluation,
  decision,
  details,
}: {
  readonly evaluation: Evaluation;
  readonly decision: SpecExplanation;
  readonly details: EvaluationDetails;
}): string {
  return `${kindWords[evaluation.kind]} "${evaluation.name}" ${answerOf(evaluation)}: ${reasonOf(decision, details)}.`;
}

function answerOf({ kind, value, groupName, ruleID }: Evaluation): string {
  if (kind === 'gate') return value ? 'is open' : 'is closed';
  const group = groupName === null ? '' : ` of group "${groupName}"`;
  return `gives the values${group} of ${ruleID === '' ? 'no rule' : `rule "${ruleID}"`}`;
}

/** Why a spec decided as it did, as a clause. */
// oxlint-disable-next-line consistent-return -- every way of deciding returns
function reasonOf(decision: SpecExplanation, details?: EvaluationDetails): string {
  const last = decision.rules.at(-1);
  switch (decision.decidedBy) {
    case 'override':
      return 'this process has set the value (local override)';
    case 'redirect':
      return `a config mapping led to "${decision.redirectedTo?.name ?? ''}", where ${
        decision.redirectedTo === undefined ? 'nothing decided' : reasonOf(decision.redirectedTo)
      }`;
    case 'autotune':
      return `the contextual autotune decided by rule "${decision.ruleID}"`;
    case 'unknown':
      return details?.reason === 'Uninitialized' || details?.reason === 'NoValues'
        ? `this client has no specs (${details.reason})`
        : 'the project has nothing of that name';
    case 'unsupported':
      return `rule "${last?.id ?? ''}" uses a condition or operator that this version does not know, so it stays closed`;
    case 'too-deep':
      return 'gates refer to each other in a circle, or more than 300 deep';
    case 'rule':
      return `rule "${last?.id ?? ''}" matched, and ${percentageOf(last)}`;
    case 'percentage':
      return `rule "${last?.id ?? ''}" matched, but ${percentageOf(last)}, so the default is served`;
    case 'delegate':
      return `rule "${last?.id ?? ''}" left it to experiment "${last?.delegate?.name ?? ''}", where ${
        last?.delegate === undefined ? 'nothing decided' : reasonOf(last.delegate)
      }`;
    case 'layer':
      return `its parameters come from ${decision.rules.filter((rule) => rule.doConditionsHold).length} matching rules and the defaults`;
    case 'default':
      return defaultReason(decision);
  }
}

function percentageOf(rule: RuleExplanation | undefined): string {
  const percentage = rule?.percentage;
  if (percentage === undefined) return 'its percentage was not asked';
  const { passPercentage, bucket, threshold, doesPass } = percentage;
  if (bucket === undefined) return `lets ${passPercentage} % pass`;
  return `the user's bucket ${bucket} is ${doesPass ? '' : 'not '}below ${round(threshold)} (${passPercentage} %)`;
}

function defaultReason({ isEnabled, rules }: SpecExplanation): string {
  const state = isEnabled ? '' : 'it is switched off, and ';
  if (rules.length === 0) return `${state}it has no rules, so the default is served`;
  // The last, because holdouts and overrides by id stand before the rules that people think of.
  const last = rules.at(-1);
  const failed = last?.conditions.find((condition) => !condition.holds);
  const example = failed === undefined ? '' : `; the last, "${last?.id ?? ''}", because ${describeCondition(failed)}`;
  return `${state}none of its ${rules.length} rules matched${example}; so the default is served`;
}

/** Thresholds are doubles such as 7415.000000000001; the tail says nothing to a reader. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
