import type { KeptDecision, StickyChange } from '../../lib/evaluation/kept-decision.js';
import type { StickyValues } from '../../lib/sticky/persistent-storage.js';

/** A decision of a group as the storage has it, with some fields of the test's own. */
export function stickyValues(fields: Partial<StickyValues> = {}): StickyValues {
  return {
    value: true,
    json_value: { color: 'red' },
    rule_id: 'group-a',
    group_name: 'A',
    secondary_exposures: [],
    undelegated_secondary_exposures: null,
    config_delegate: null,
    explicit_parameters: null,
    time: 77,
    config_version: 3,
    ...fields,
  };
}

/** The same as evaluation has it. */
export function keptDecision(fields: Partial<KeptDecision> = {}): KeptDecision {
  return {
    value: true,
    json: { color: 'red' },
    ruleID: 'group-a',
    groupName: 'A',
    secondaryExposures: [],
    undelegatedSecondaryExposures: undefined,
    allocatedExperiment: undefined,
    explicitParameters: undefined,
    timeMs: 77,
    version: 3,
    ...fields,
  };
}

/** A change that keeps the decision of a rule. */
export function keep(key: string, configName: string, ruleID = 'group-a'): StickyChange {
  return { key, configName, decision: keptDecision({ ruleID }) };
}

/** A change that forgets. */
export function forget(key: string, configName: string): StickyChange {
  return { key, configName, decision: undefined };
}
