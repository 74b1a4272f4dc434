import type { ConditionSource } from '../support/generator/generate-users.js';
import type { PlanSource } from '../support/oracle/plan-for.js';

/** Reads a specs payload that is known to be sound. @throws TypeError when it lacks one of the maps of entities. */
export function readPayload(text: string): PlanSource & ConditionSource {
  const payload: unknown = JSON.parse(text);
  if (!isPayload(payload)) {
    throw new TypeError(
      'This is no specs payload: feature_gates, dynamic_configs, layer_configs or condition_map is missing.',
    );
  }
  return payload;
}

function isPayload(payload: unknown): payload is PlanSource & ConditionSource {
  if (typeof payload !== 'object' || payload === null) return false;
  return ['feature_gates', 'dynamic_configs', 'layer_configs', 'condition_map'].every((key) => key in payload);
}
