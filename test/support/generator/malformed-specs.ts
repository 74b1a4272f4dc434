import type { ProjectDraft } from './project-draft.js';
import type { Random } from './random.js';
import type { Json, JsonObject } from './wire-types.js';

/**
 * Adds specs with one fault each. The faults are of the kind that drops the one spec and keeps the others, so every
 * call for these names must answer as if they did not exist.
 */
export function draftMalformedSpecs(draft: ProjectDraft): void {
  const { random } = draft;
  for (const [entities, kind] of [
    [draft.gates, 'gate'],
    [draft.configs, 'config'],
    [draft.layers, 'layer'],
  ] as const) {
    const sound = [...entities.values()].filter(isObject);
    for (let index = 0; index < random.integer(0, 2); index += 1) {
      entities.set(`malformed_${kind}_${index}`, withFault(random, random.pick(sound)));
    }
  }
}

function withFault(random: Random, spec: JsonObject): Json {
  const rule: JsonObject = {
    name: 'rule',
    id: 'r',
    passPercentage: 100,
    conditions: [],
    returnValue: true,
    idType: 'userID',
  };
  return random.weighted<Json>([
    [6, () => without(spec, random.pick(['type', 'entity', 'salt', 'defaultValue', 'enabled', 'rules', 'idType']))],
    [2, () => ({ ...spec, version: random.pick([1.5, '1', -1, 2 ** 32]) })],
    [2, () => ({ ...spec, isActive: 'true' })],
    [1, () => ({ ...spec, salt: 5 })],
    [1, () => ({ ...spec, enabled: 'true' })],
    [1, () => ({ ...spec, explicitParameters: 'color' })],
    [1, () => ({ ...spec, rules: {} })],
    [3, () => ({ ...spec, rules: [without(rule, random.pick(Object.keys(rule)))] })],
    [1, () => ({ ...spec, rules: [{ ...rule, passPercentage: '50' }] })],
    [1, () => ({ ...spec, rules: [{ ...rule, samplingRate: 1.5 }] })],
    [1, () => ({ ...spec, rules: [{ ...rule, conditions: [{ type: 'public', idType: 'userID' }] }] })],
    [1, () => random.pick<Json>([null, 5, 'text', []])],
  ]);
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _removed, ...rest } = object;
  return rest;
}
