import type { CmabSpec, CmabWeights } from '../specs/spec-snapshot.js';
import type { CompiledCmab } from './compile-specs.js';
import type { EvaluationRecord } from './evaluation-record.js';
import type { EvaluationRun } from './evaluation-run.js';
import { userField } from './subjects/user-fields.js';
import { jsonText } from './values/json-text.js';
import { numberOf } from './values/number-form.js';
import { textOf } from './values/text-form.js';

type Group = CmabSpec['groups'][number];

/** The range of `CompiledCmab.bucketOf`. */
const buckets = 10_000;

/**
 * Evaluates a contextual autotune (contextual multi-armed bandit): some users explore at random, for the others the
 * group with the best score for their attributes is taken (evaluation §17).
 */
export function evaluateContextualAutotune(run: EvaluationRun, cmab: CompiledCmab): void {
  const { spec } = cmab;
  // Also when a layer delegates: its own ID type and version are not reported then.
  const { record } = run;
  record.idType = spec.idType;
  record.version = spec.version;
  record.isExperimentActive = spec.isEnabled;
  record.explicitParameters = undefined;

  if (!spec.isEnabled || spec.groups.length === 0) {
    keepOut(run.record, spec, 'prestart');
    return;
  }
  if (spec.targetingGate !== undefined) {
    run.evaluateTargetingGate(spec.targetingGate);
    // The gate has left its own.
    run.record.isExperimentActive = spec.isEnabled;
    if (!run.record.value) {
      keepOut(run.record, spec, 'inlineTargetingRules');
      return;
    }
  }

  const bucket = cmab.bucketOf(run.user);
  if (spec.weights === undefined) {
    // Not trained yet: an even, stable split.
    choose(run.record, spec.groups[Math.floor(bucket / (buckets / spec.groups.length))], 'explore');
  } else if (bucket < spec.sampleRate * buckets) {
    choose(run.record, pickToExplore(run, spec, spec.weights), 'explore');
  } else {
    choose(run.record, pickBest(run, spec, spec.weights), undefined);
  }
}

function keepOut(record: EvaluationRecord, spec: CmabSpec, ruleID: string): void {
  record.value = false;
  record.ruleID = ruleID;
  record.json = spec.defaultValue;
}

function choose(record: EvaluationRecord, group: Group | undefined, suffix: string | undefined): void {
  if (group === undefined) return;
  record.value = true;
  record.ruleID = group.id;
  // A suffix that an autotune before this one left in the record stays: the official SDK reports it so.
  if (suffix !== undefined) record.ruleSuffix = suffix;
  record.json = group.parameters;
  record.groupName = group.name;
}

/** A random group, the less trained ones more often. */
function pickToExplore(
  run: EvaluationRun,
  spec: CmabSpec,
  weights: ReadonlyMap<string, CmabWeights>,
): Group | undefined {
  const shares = spec.groups.map(({ id }) => 1 / ((weights.get(id)?.records ?? 0) + 1));
  let left = run.random() * shares.reduce((sum, share) => sum + share, 0);
  const index = shares.findIndex((share) => (left -= share) < 0);
  return spec.groups[index < 0 ? spec.groups.length - 1 : index];
}

/** The group with the best score; a random one when no group has a score, the first when none beats infinity. */
function pickBest(run: EvaluationRun, spec: CmabSpec, weights: ReadonlyMap<string, CmabWeights>): Group | undefined {
  let best: Group | undefined;
  let bestScore = spec.higherIsBetter ? -Infinity : Infinity;
  let hasScores = false;
  for (const group of spec.groups) {
    const score = scoreOf(run, weights.get(group.id));
    if (score === undefined) continue;
    hasScores = true;
    if (spec.higherIsBetter ? score > bestScore : score < bestScore) {
      best = group;
      bestScore = score;
    }
  }
  if (hasScores) return best ?? spec.groups[0];
  return spec.groups[Math.floor(run.random() * spec.groups.length)];
}

function scoreOf(run: EvaluationRun, weights: CmabWeights | undefined): number | undefined {
  if (weights === undefined || (weights.numerical.size === 0 && weights.categorical.size === 0)) return undefined;
  const read = (field: string): ReturnType<ReturnType<typeof userField>> => userField(field)(run.user, run.context);
  let score = weights.intercept + weights.alpha;
  for (const [field, byValue] of weights.categorical) {
    const value = read(field);
    if (value === undefined) continue;
    score += byValue.get(textOf(value) ?? jsonText(value)) ?? 0;
  }
  for (const [field, weight] of weights.numerical) {
    const number = numberOf(read(field));
    if (number !== undefined) score += weight * number;
  }
  return score;
}
