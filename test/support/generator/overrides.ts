import type { OverrideStep } from '../oracle/oracle-job.js';
import { PERSON_IDS, UNIT_IDS } from './unit-ids.js';
import type { ProjectDraft } from './project-draft.js';
import { parameterValues } from './rules.js';

/** Numbers that users have as custom IDs, in full. */
const numericIDs = ['1000000000000000000000', '0.0000001', '-0', '7'];

/**
 * Calls that set local overrides of every kind and remove some of them again. For one entity there is at most one ID that
 * may be a custom ID: among several of a user the official core finds any.
 */
export function draftOverrides(draft: ProjectDraft): OverrideStep[] {
  const { random } = draft;
  const gates = [...draft.gates.keys(), 'gate_without_spec'];
  const configs = [...draft.configs.keys(), 'config_without_spec'];
  const layers = [...draft.layers.keys(), 'layer_without_spec'];
  const customIDs = new Map<string, string>();

  const idFor = (name: string): [] | [id: string] => {
    if (random.chance(0.4)) return [];
    if (random.chance(0.4)) return [random.pick(PERSON_IDS)];
    const known = customIDs.get(name) ?? random.pick([...UNIT_IDS, ...numericIDs]);
    customIDs.set(name, known);
    return [known];
  };
  const aimedAt = (names: readonly string[]): [name: string, ...id: [] | [string]] => {
    const name = random.pick(names);
    return [name, ...idFor(name)];
  };

  const step = (): OverrideStep =>
    random.weighted<OverrideStep>([
      [6, () => withValue('overrideGate', aimedAt(gates), random.chance(0.5))],
      [3, () => withValue('overrideDynamicConfig', aimedAt(configs), parameterValues(random))],
      [3, () => withValue('overrideExperiment', aimedAt(configs), parameterValues(random))],
      [
        3,
        () =>
          withValue(
            'overrideExperimentByGroupName',
            aimedAt(configs),
            random.pick(['Control', 'Test', 'no_such_group']),
          ),
      ],
      [3, () => withValue('overrideLayer', aimedAt(layers), parameterValues(random))],
      [1, () => ['removeGateOverride', ...aimedAt(gates)]],
      [1, () => ['removeDynamicConfigOverride', ...aimedAt(configs)]],
      [1, () => ['removeExperimentOverride', ...aimedAt(configs)]],
      [1, () => ['removeLayerOverride', ...aimedAt(layers)]],
      [0.3, () => ['removeAllOverrides']],
    ]);
  return random.many(2, 12, step);
}

/** The value stands between the name and the ID. */
function withValue<Method extends OverrideStep[0], Value>(
  method: Method,
  [name, ...id]: [name: string, ...id: [] | [string]],
  value: Value,
): readonly [Method, string, Value, ...([] | [string])] {
  return [method, name, value, ...id];
}
