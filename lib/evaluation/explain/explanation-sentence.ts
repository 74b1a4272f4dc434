import type { EvaluationDetails } from '../evaluation-details.js';
import type { Evaluation, EvaluationKind } from '../evaluation.js';
import { describeCondition } from './describe-condition.js';
import type { StickyStep } from '../kept-decision.js';
import type {
  ConditionExplanation,
  PercentageExplanation,
  RuleExplanation,
  SpecExplanation,
  StickyExplanation,
} from './explanation.js';
import { quote } from './quote.js';

const kindWords: Readonly<Record<EvaluationKind, string>> = {
  gate: 'Gate',
  'dynamic-config': 'Dynamic config',
  experiment: 'Experiment',
  layer: 'Layer',
};

/** What an explanation is told from. */
export interface ExplainedFacts {
  readonly evaluation: Evaluation;
  readonly decision: SpecExplanation;
  readonly details: EvaluationDetails;
  readonly sticky: StickyExplanation | undefined;
}

/** The whole answer in one sentence: what the user got, the one reason that decided it, and what that means for later. */
export function sentenceFor({ evaluation, decision, details, sticky }: ExplainedFacts): string {
  const subject = `${kindWords[evaluation.kind]} ${quote(evaluation.name)}`;
  if (sticky?.step === 'kept') return `${subject} ${valuesOf(evaluation)}: an earlier decision is kept for this user.`;
  const reason = reasonOf(decision, details);
  const afterwards = sticky === undefined ? undefined : stickyClauses[sticky.step];
  return `${subject} ${answerOf(evaluation, decision)}: ${reason}${afterwards === undefined ? '' : `; ${afterwards}`}.`;
}

/** What is said of kept decisions where another decided. */
const stickyClauses: Readonly<Partial<Record<StickyStep, string>>> = {
  targeting: 'the decision that is kept for this user does not count, because the targeting now keeps the user out',
  override: 'the decision that is kept for this user does not count, because an override of the console applies',
  new: 'a check keeps this decision for the user',
  inactive: 'a check forgets any earlier decision, because the experiment is not running',
  'not-given': 'a check without userPersistedValues forgets any earlier decision',
  'not-loaded': 'what is kept for this user is not known, as it was not loaded',
  'no-unit': 'nothing can be kept for a user without such an ID',
};

function answerOf({ kind, value, groupName }: Evaluation, decision: SpecExplanation): string {
  if (kind === 'gate') return value ? 'is open' : 'is closed';
  const decider = deciderOf(decision);
  const { decidedBy, ruleID } = decider;
  switch (decidedBy) {
    case 'override':
      return 'gives the values set here';
    case 'default':
    case 'percentage':
      return 'gives its default values';
    case 'layer':
      return 'gives parameters of several origins';
    case 'rule':
    case 'autotune':
      if (keepOutReason(decider) !== undefined) return 'gives the values for users outside of it';
      return valuesOf({ ruleID, groupName });
    default:
      return 'gives no values';
  }
}

function valuesOf({ ruleID, groupName }: Pick<Evaluation, 'ruleID' | 'groupName'>): string {
  return groupName === null
    ? `gives the values of rule ${quote(ruleID)}`
    : `gives the values of group ${quote(groupName)} (rule ${quote(ruleID)})`;
}

/** What decided in the end, behind mappings and delegates. */
function deciderOf(decision: SpecExplanation): SpecExplanation {
  const next =
    decision.decidedBy === 'redirect'
      ? decision.redirectedTo
      : decision.decidedBy === 'delegate'
        ? decision.rules.at(-1)?.delegate
        : undefined;
  return next === undefined ? decision : deciderOf(next);
}

/** Why a spec decided as it did, as a clause. */
// oxlint-disable-next-line consistent-return -- every way of deciding returns
function reasonOf(decision: SpecExplanation, details?: EvaluationDetails): string {
  const last = decision.rules.at(-1);
  const rule = `rule ${quote(last?.id ?? '')}`;
  switch (decision.decidedBy) {
    case 'override':
      return 'this process has set the answer (local override)';
    case 'redirect':
      return elsewhere('a config mapping led to', decision.redirectedTo);
    case 'autotune':
      return autotuneReason(decision);
    case 'unknown':
      return unknownReason(details?.reason);
    case 'unsupported':
      return unsupportedReason(decision);
    case 'too-deep':
      return 'what it asks for refers to each other in a circle, or more than 300 deep';
    case 'failed':
      return 'evaluating it failed, which is a defect of this SDK';
    case 'rule': {
      const keepsOut = keepOutReason(decision);
      if (keepsOut !== undefined) return `${keepsOut} (${rule})`;
      const refusal = decision.kind === 'gate' && !decision.value ? ', and says no' : '';
      return `${rule} matched, ${passing(last?.percentage, 'and')}${refusal}`;
    }
    case 'percentage':
      return `${rule} matched, ${passing(last?.percentage, 'but')}, so the default is served`;
    case 'delegate':
      return elsewhere(`${rule} left it to experiment`, last?.delegate);
    case 'layer':
      return layerReason(decision);
    case 'default':
      return defaultReason(decision);
  }
}

/** The rule ids that the service gives to rules of experiments which keep users out of the groups (evaluation §1.3). */
const keepOutReasons: ReadonlyMap<string, string> = new Map([
  ['prestart', 'it has not started'],
  ['layerAssignment', 'the user is not among those allotted to it'],
  ['targetingGate', 'its targeting gate keeps the user out'],
  ['inlineTargetingRules', 'its targeting keeps the user out'],
  ['abandoned', 'it was abandoned'],
]);

function keepOutReason({ kind, ruleID }: SpecExplanation): string | undefined {
  return kind === 'experiment' ? keepOutReasons.get(ruleID) : undefined;
}

function elsewhere(lead: string, decision: SpecExplanation | undefined): string {
  return `${lead} ${quote(decision?.name ?? '')}, where ${decision === undefined ? 'nothing decided' : reasonOf(decision)}`;
}

function unknownReason(reason = ''): string {
  if (reason === 'Uninitialized') return 'this client is not initialized (Uninitialized)';
  if (reason === 'NoValues' || reason.startsWith('Loading')) return `this client has no specs (${reason})`;
  return 'the project has nothing of that name';
}

/** The very condition that is not known, down through gates and experiments that were asked. */
function unsupportedReason({ redirectedTo, rules, autotune }: SpecExplanation): string {
  if (redirectedTo !== undefined) return elsewhere('a config mapping led to', redirectedTo);
  const rule = rules.at(-1);
  if (rule === undefined) {
    return autotune === undefined
      ? 'it could not be evaluated'
      : elsewhere('its targeting gate is', autotune.targetingGate);
  }
  const lead = `rule ${quote(rule.id)} cannot be evaluated`;
  if (rule.delegate !== undefined) return `${lead}: ${elsewhere('it leaves it to experiment', rule.delegate)}`;
  const unknown = rule.conditions.find((condition) => !condition.isSupported);
  if (unknown !== undefined) return `${lead}: ${describeCondition(unknown)}`;
  const consulted = rule.conditions.find((condition) => condition.consulted?.decidedBy === 'unsupported')?.consulted;
  return consulted === undefined ? lead : `${lead}: ${elsewhere('it asks for gate', consulted)}`;
}

/** Whether a percentage lets the user pass, as a clause. */
function passing(percentage: PercentageExplanation | undefined, link: 'and' | 'but'): string {
  if (percentage === undefined) return `${link} its percentage was not asked`;
  const { passPercentage, bucket, threshold, doesPass, idType, hasUnit } = percentage;
  if (bucket === undefined) return `${doesPass ? 'at' : 'only at'} ${passPercentage} %`;
  const isUser = idType.toLowerCase() === 'userid';
  const owner = isUser ? "the user's bucket" : `the bucket of the user's ${idType}`;
  const whose = hasUnit ? owner : `the user has no ${idType}, so the bucket of the empty ID counts, which`;
  const found = hasUnit ? `${whose} ${bucket}` : `${whose} is ${bucket} and`;
  return `${link} ${found} is ${doesPass ? '' : 'not '}below ${readable(threshold, bucket)} (${passPercentage} %)`;
}

/** Thresholds are doubles such as 3329.9999999999995; the tail says nothing, unless the bucket stands right there. */
function readable(threshold: number, bucket: number): number {
  const rounded = Math.round(threshold * 100) / 100;
  return rounded === bucket ? threshold : rounded;
}

function autotuneReason({ ruleID, autotune }: SpecExplanation): string {
  if (autotune === undefined) return `the contextual autotune decided by rule ${quote(ruleID)}`;
  const { bucket, exploresBelow, targetingGate } = autotune;
  if (ruleID === 'prestart')
    return 'the contextual autotune is switched off or has no groups, so its default is served';
  if (ruleID === 'inlineTargetingRules') {
    return `the targeting gate ${quote(targetingGate?.name ?? '')} of the contextual autotune is closed, so its default is served`;
  }
  if (exploresBelow === undefined) {
    return `the contextual autotune is not trained yet and splits users evenly, by their bucket ${bucket}`;
  }
  return bucket < exploresBelow
    ? `the contextual autotune explores: the user's bucket ${bucket} is below ${exploresBelow}, and the group was drawn at random`
    : "the contextual autotune took the group that scores best for the user's attributes";
}

function layerReason({ parameterRuleIDs = {} }: SpecExplanation): string {
  const byRule = new Map<string, string[]>();
  for (const [parameter, ruleID] of Object.entries(parameterRuleIDs)) {
    byRule.set(ruleID, [...(byRule.get(ruleID) ?? []), quote(parameter)]);
  }
  if (byRule.size === 0) return 'neither a rule nor a default has any';
  return [...byRule].map(([ruleID, parameters]) => `${parameters.join(', ')} from ${originOf(ruleID)}`).join('; ');
}

/** What a parameter of a new-style layer came from. */
export function originOf(ruleID: string): string {
  return ruleID === 'default' ? 'the defaults' : `rule ${quote(ruleID)}`;
}

function defaultReason({ isEnabled, rules }: SpecExplanation): string {
  const state = isEnabled ? '' : 'it is switched off, and ';
  // The last, because holdouts and overrides by id stand before the rules that people think of.
  const last = rules.at(-1);
  if (last === undefined) return `${state}it has no rules, so the default is served`;
  const failed = failedCondition(last);
  const why = failed === undefined ? '' : describeCondition(failed);
  const found =
    rules.length === 1
      ? `its only rule ${quote(last.id)} did not match (${why})`
      : `none of its ${rules.length} rules matched (the last, ${quote(last.id)}: ${why})`;
  return `${state}${found}, so the default is served`;
}

function failedCondition({ conditions }: RuleExplanation): ConditionExplanation | undefined {
  return conditions.find((condition) => !condition.holds);
}
