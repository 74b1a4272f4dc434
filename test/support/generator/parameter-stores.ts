import type { ProjectDraft } from './project-draft.js';
import { parameterValues } from './rules.js';
import { PARAMETERS } from './vocabulary.js';
import type { Json, JsonObject } from './wire-types.js';

/**
 * Parameter stores whose parameters are of every kind: static, or taken from gates, configs, experiments and layers,
 * among them some that do not exist.
 */
export function draftParameterStores(draft: ProjectDraft): JsonObject {
  const { random } = draft;
  return Object.fromEntries(
    random.many(1, 3, (index) => [
      `store_${index}`,
      {
        parameters: Object.fromEntries(random.many(0, 9, (place) => [`parameter_${place}`, parameter(draft)])),
        ...random.pick<JsonObject>([{}, { targetAppIDs: ['app_2'] }, { checksum: 'c', version: 3 }]),
      },
    ]),
  );
}

/** `ref_type` and `param_type` are never looked at, and may say anything. */
function parameter({ random, gates, configs, layers }: ProjectDraft): Json {
  const value = (): Json =>
    random.pick<Json>(['red', '', 3, 0.5, true, false, null, [], ['a', 1], {}, { a: 'x' }, parameterValues(random)]);
  const named = { param_name: random.pick([...PARAMETERS, 'no_such_parameter']) };
  return {
    ref_type: random.pick(['static', 'gate', 'experiment', 'anything']),
    param_type: random.pick(['string', 'boolean', 'anything']),
    ...random.pick<JsonObject>([{}, {}, { name: 'p' }]),
    ...random.weighted<JsonObject>([
      [2, () => ({ value: value() })],
      [
        3,
        () => ({
          gate_name: random.pick([...gates.keys(), 'no_such_gate']),
          pass_value: value(),
          fail_value: value(),
          ...random.orElse<JsonObject>(
            0.1,
            () => ({ value: value() }),
            () => ({}),
          ),
        }),
      ],
      [2, () => ({ ...named, config_name: random.pick([...configs.keys(), 'no_such']) })],
      [2, () => ({ ...named, experiment_name: random.pick([...configs.keys(), 'no_such']) })],
      [3, () => ({ ...named, layer_name: random.pick([...layers.keys(), 'no_such_layer']) })],
    ]),
  };
}
