import { type SpecsOrigin, detailsOf } from '../evaluation/evaluation-details.js';
import type { Evaluation, EvaluationKind } from '../evaluation/evaluation.js';
import { cloneObject } from '../results/clone-json.js';
import type { SdkEventData, SdkEvents } from './sdk-events.js';

/** What a `gate_evaluated` event tells. */
export interface GateEvaluatedData {
  readonly gate_name: string;
  /** Empty when nothing decided. */
  readonly rule_id: string;
  readonly value: boolean;
  /** As in the details of a gate: `Network:Recognized`. */
  readonly reason: string;
}

/** What a `dynamic_config_evaluated` event tells. */
export interface DynamicConfigEvaluatedData {
  readonly config_name: string;
  readonly reason: string;
  /** Null when nothing decided. */
  readonly rule_id: string | null;
  /** A copy, made when this is read first; listeners share it. Null when there is no such config. */
  readonly value: Readonly<Record<string, unknown>> | null;
}

/** What an `experiment_evaluated` event tells. */
export interface ExperimentEvaluatedData {
  readonly experiment_name: string;
  readonly reason: string;
  /** Null when nothing decided. */
  readonly rule_id: string | null;
  /** A copy, made when this is read first; listeners share it. Null when there is no such experiment. */
  readonly value: Readonly<Record<string, unknown>> | null;
  readonly group_name: string | null;
}

/** What a `layer_evaluated` event tells. It has no values: reading one of them would be an exposure. */
export interface LayerEvaluatedData {
  readonly layer_name: string;
  readonly reason: string;
  /** Null when nothing decided. */
  readonly rule_id: string | null;
}

/** The event of each kind. */
const eventNames = {
  gate: 'gate_evaluated',
  'dynamic-config': 'dynamic_config_evaluated',
  experiment: 'experiment_evaluated',
  layer: 'layer_evaluated',
} as const satisfies Record<EvaluationKind, keyof SdkEventData>;

/**
 * Tells listeners of an evaluation (runtime §10.3). Nothing is put together unless somebody listens to its kind: a check then pays
 * for one question.
 */
export function emitEvaluation(events: SdkEvents, evaluation: Evaluation, origin: SpecsOrigin): void {
  if (!events.hasListeners(eventNames[evaluation.kind])) return;
  const { kind, name, ruleID, groupName } = evaluation;
  const { reason } = detailsOf(evaluation, origin);
  const rule_id = ruleID === '' ? null : ruleID;
  if (kind === 'gate') {
    events.emit('gate_evaluated', () => ({ gate_name: name, rule_id: ruleID, value: evaluation.value, reason }));
  } else if (kind === 'dynamic-config') {
    events.emit('dynamic_config_evaluated', () => withValue({ config_name: name, reason, rule_id }, evaluation));
  } else if (kind === 'experiment') {
    const facts = { experiment_name: name, reason, rule_id, group_name: groupName };
    events.emit('experiment_evaluated', () => withValue(facts, evaluation));
  } else {
    events.emit('layer_evaluated', () => ({ layer_name: name, reason, rule_id }));
  }
}

/** Adds the values: they belong to the specs, and copying them is for those who read them. */
function withValue<Facts extends object>(
  facts: Facts,
  { outcome, json }: Evaluation,
): Facts & Pick<DynamicConfigEvaluatedData, 'value'> {
  const isDecided = outcome === 'recognized' || outcome === 'persisted' || outcome === 'unsupported';
  let copy: Readonly<Record<string, unknown>> | null = null;
  return {
    ...facts,
    get value() {
      return isDecided ? (copy ??= cloneObject(json)) : null;
    },
  };
}
