import type { LoggedEvent, LoggedUser } from '../events/event-sink.js';
import { type ExposureEvent, type ExposureFacts, exposedRuleID } from '../exposures/exposure-event.js';
import type { JsonValue } from '../specs/json-value.js';

/** An exposure that a test client logged. */
export interface RecordedExposure {
  readonly kind: 'gate' | 'config' | 'experiment' | 'layer';
  readonly name: string;
  /** Gates: the answer. Dynamic configs and experiments: all values. Layers: that of the parameter, or null without one. */
  readonly value: JsonValue;
  /** The group that the user is in, of experiments and of layers that have their parameters from one. */
  readonly group: string | null;
  readonly ruleID: string;
  /** Layers: the parameter that was read. */
  readonly parameter: string | null;
  /** Layers: the experiment that the parameter came from. */
  readonly allocatedExperiment: string | null;
  /** Whether it was logged by `manuallyLog…Exposure`. */
  readonly isManual: boolean;
  /** The user as the service gets it: without private attributes. */
  readonly user: LoggedUser;
  /** When the check was made. Unit: milliseconds since the Unix epoch. */
  readonly time: number;
  /** The event as the service would get it. */
  readonly event: LoggedEvent;
}

const kinds = {
  gate: 'gate',
  'dynamic-config': 'config',
  experiment: 'experiment',
  layer: 'layer',
} as const;

/** Tells of an exposure event what tests ask. */
export function recordExposure({ facts }: ExposureEvent, event: LoggedEvent): RecordedExposure {
  const { evaluation, layerParameter, trigger, timeMs } = facts;
  const kind = kinds[evaluation.kind];
  const allocated = event.metadata?.['allocatedExperiment'];
  return {
    kind,
    name: evaluation.name,
    value: valueOf(facts),
    group: evaluation.groupName,
    ruleID: exposedRuleID(facts),
    parameter: layerParameter ?? null,
    allocatedExperiment: typeof allocated === 'string' && allocated !== '' ? allocated : null,
    isManual: trigger === 'manual',
    user: event.user,
    time: timeMs,
    event,
  };
}

/** A copy: what the specs hold is theirs alone. */
function valueOf({ evaluation, layerParameter }: Pick<ExposureFacts, 'evaluation' | 'layerParameter'>): JsonValue {
  const { kind, value, json } = evaluation;
  if (kind === 'gate') return value;
  if (kind !== 'layer') return structuredClone(json);
  const isThere = layerParameter !== undefined && Object.hasOwn(json, layerParameter);
  return structuredClone((isThere ? json[layerParameter] : undefined) ?? null);
}
