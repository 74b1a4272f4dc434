import type { Json, WireCondition } from './wire-types.js';

const PREFIX = 'probe_';

/** The name of the gate that shows the result of one condition by itself. */
export const probeName = (conditionID: string): string => `${PREFIX}${conditionID}`;

/** Whether a gate is a probe. */
export const isProbe = (gateName: string): boolean => gateName.startsWith(PREFIX);

/**
 * For each condition on the user a gate with that condition alone, passed by everyone who meets it. When two evaluators differ, the
 * probe says which condition they differ on; and the probes' answers show which operators a run has exercised.
 */
export function conditionProbes(conditions: ReadonlyMap<string, WireCondition>): [name: string, spec: Json][] {
  const asksOthers = new Set(['pass_gate', 'fail_gate', 'experiment_group']);
  const probed = [...conditions].filter(([, { type }]) => !asksOthers.has(type));
  return probed.map(([id]) => [
    probeName(id),
    {
      type: 'feature_gate',
      entity: 'feature_gate',
      salt: 'probe',
      defaultValue: false,
      enabled: true,
      idType: 'userID',
      rules: [{ name: 'rule', id: 'met', passPercentage: 100, returnValue: true, conditions: [id], idType: 'userID' }],
    },
  ]);
}
