import type { KeptDecision } from '../evaluation/kept-decision.js';
import type { StickyValues } from './persistent-storage.js';

/** A decision in the form in which the official SDK keeps it, sharing nothing with the specs. */
export function serializeDecision(decision: KeptDecision): StickyValues {
  const values: StickyValues = {
    value: decision.value,
    json_value: decision.json,
    rule_id: decision.ruleID,
    group_name: decision.groupName,
    secondary_exposures: decision.secondaryExposures,
    undelegated_secondary_exposures: decision.undelegatedSecondaryExposures ?? null,
    config_delegate: decision.allocatedExperiment ?? null,
    explicit_parameters: decision.explicitParameters ?? null,
    time: decision.timeMs,
    config_version: decision.version ?? null,
  };
  return structuredClone(values);
}
