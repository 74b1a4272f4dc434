import type { UserData } from '../users/user-data.js';
import type { UserMemory } from '../users/user-memory.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { Evaluation } from './evaluation.js';
import { FilteredRun, type RuleFilter } from './filtered-run.js';
import type { KeptDecision, StickyChange, StickyRequest, StickyStep } from './kept-decision.js';
import { stickyKeyOf } from './sticky-key.js';
import { noEvaluations } from './unevaluated.js';

/** Who asks, and of which specs. */
export interface StickyOccasion {
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;
  /** What is known of the user in this context (`memoryOf`). */
  readonly memory?: UserMemory;
}

/** An answer of an experiment or layer after kept decisions were looked at. */
export interface StickyAnswer {
  /** The kept decision, or the live one as it was given. */
  readonly evaluation: Evaluation;
  /** The decision that is the answer, when it is a kept one. */
  readonly kept: KeptDecision | undefined;
  /** Undefined: kept decisions play no part, because the answer is not the spec's own, such as a local override's. */
  readonly step: StickyStep | undefined;
  /** What is to be written down. */
  readonly change: StickyChange | undefined;
  /** Evaluations that were made to enforce targeting or overrides. They are no exposures, nor is what they looked into. */
  readonly enforcing: readonly Evaluation[];
}

/** The rules that say whom an experiment is for. When one of them applies, the user is kept out. */
const isTargetingRule: RuleFilter = (ruleID) => ruleID === 'targetingGate' || ruleID === 'inlineTargetingRules';

/** The rules that the console makes of overrides. */
const isOverrideRule: RuleFilter = (ruleID) => ruleID.endsWith('override');

/**
 * Looks whether an earlier decision stands for the user in place of the live one, and what is to be kept or forgotten
 * (evaluation §15). Changes nothing.
 *
 * @param live the evaluation of an experiment or layer
 */
export function keepDecision(live: Evaluation, request: StickyRequest, occasion: StickyOccasion): StickyAnswer {
  const { specName, idType } = live;
  const { kept, enforceTargeting, enforceOverrides } = request;
  const enforcing: Evaluation[] = [];
  const liveAnswer = (step: StickyStep | undefined, change?: StickyChange): StickyAnswer => {
    return { evaluation: live, kept: undefined, step, change, enforcing };
  };
  if (specName === undefined || !keepsDecisions(specName, occasion.context)) return liveAnswer(undefined);
  const key = stickyKeyOf(idType, occasion.user);
  if (key === undefined) return liveAnswer('no-unit');
  const forget = { key, configName: specName, decision: undefined };

  if (kept === undefined) return liveAnswer('not-given', forget);
  if (kept.loadedKeys?.includes(key) === false) return liveAnswer('not-loaded');
  const decision = kept.decisions.get(specName);
  if (!isActive(live, decision, occasion.context)) return liveAnswer('inactive', forget);
  if (decision === undefined) {
    // An answer that is closed for a condition that is not known would stay closed when the condition has become known.
    if (!live.isExperimentGroup || live.outcome === 'unsupported') return liveAnswer('no-group');
    const timeMs = occasion.context.specs.snapshot.time;
    return liveAnswer('new', { key, configName: specName, decision: decisionOf(live, timeMs) });
  }

  // A layer is for whom the experiment is that had decided for it; one that had decided by itself is for everyone.
  const experiment = live.kind === 'layer' ? decision.allocatedExperiment : specName;
  const applies = (filter: RuleFilter): boolean => {
    if (experiment === undefined) return false;
    const run = new FilteredRun(filter, occasion);
    enforcing.push(run.conclude('experiment', experiment));
    return run.applies;
  };
  if (enforceTargeting && applies(isTargetingRule)) return liveAnswer('targeting');
  if (enforceOverrides && applies(isOverrideRule)) return liveAnswer('override');
  return { evaluation: persisted(live, decision), kept: decision, step: 'kept', change: undefined, enforcing };
}

/**
 * What there is to forget when a condition or a parameter store asks for an experiment or layer: such a call brings no kept
 * decisions along. It is forgotten under the name that was asked for, wherever a mapping led, and also of an autotune, as in the
 * official SDK.
 */
export function forgetDecision({ name, idType }: Evaluation, user: Readonly<UserData>): StickyChange | undefined {
  const key = idType === '' ? undefined : stickyKeyOf(idType, user);
  return key === undefined ? undefined : { key, configName: name, decision: undefined };
}

/**
 * Whether decisions are kept under a name. A gate that an autotune asks for, or one that a mapping redirects, leaves its name in
 * the record; the official SDK keeps decisions under that, so that all who ask for the gate share them.
 */
function keepsDecisions(name: string, { specs }: EvaluationContext): boolean {
  const { dynamicConfigs, layerConfigs } = specs.snapshot;
  return dynamicConfigs.has(name) || layerConfigs.has(name);
}

/** Whether the experiment is running; for a layer the experiment that had decided for it, if it says so. */
function isActive(live: Evaluation, decision: KeptDecision | undefined, { specs }: EvaluationContext): boolean {
  if (live.kind !== 'layer' || decision?.allocatedExperiment === undefined) return live.isExperimentActive;
  return specs.configs.get(decision.allocatedExperiment)?.spec.isActive ?? live.isExperimentActive;
}

/** A decision in the form in which it is kept: without the word that its user explored, as in the official SDK. */
function decisionOf(live: Evaluation, timeMs: number): KeptDecision {
  const { ruleID, ruleSuffix } = live;
  return {
    value: live.value,
    json: live.json,
    ruleID: ruleSuffix === undefined ? ruleID : ruleID.slice(0, -(ruleSuffix.length + 1)),
    groupName: live.groupName,
    secondaryExposures: live.secondaryExposures,
    undelegatedSecondaryExposures: live.undelegatedSecondaryExposures,
    allocatedExperiment: live.allocatedExperiment,
    explicitParameters: live.explicitParameters,
    timeMs,
    version: live.version,
  };
}

/** The answer that a kept decision gives: its own in all that it tells, the live one's in the rest. */
function persisted(live: Evaluation, kept: KeptDecision): Evaluation {
  const { timeMs: _, ...decision } = kept;
  return {
    ...live,
    ...decision,
    outcome: 'persisted',
    ruleSuffix: undefined,
    overrideReason: undefined,
    parameterRuleIDs: undefined,
    isExperimentGroup: true,
    isExperimentActive: true,
    // They were looked into for the live one, and are exposed with it.
    consultedExperiments: noEvaluations,
  };
}
