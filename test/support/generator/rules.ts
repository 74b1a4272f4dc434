import type { ConditionReach, ProjectDraft } from './project-draft.js';
import type { Random } from './random.js';
import { ID_TYPES, PARAMETERS } from './vocabulary.js';
import type { Json, JsonObject, WireRule } from './wire-types.js';

/** What the callers of `draftRule` decide; the rest of a rule is random. */
export interface RuleRequest {
  readonly reach: ConditionReach;
  readonly returnValue: Json;
  readonly configDelegate?: string;
}

/** A rule with random conditions, percentage, salt and group. */
export function draftRule(draft: ProjectDraft, { reach, returnValue, configDelegate }: RuleRequest): WireRule {
  const { random } = draft;
  return {
    name: 'rule',
    id: random.orElse(
      0.05,
      () => random.pick(['', 'targetingGate', 'x:userID:id_override']),
      () => random.token(8),
    ),
    passPercentage: passPercentage(random),
    conditions: random.orElse(
      0.05,
      () => [],
      () => random.many(1, random.chance(0.2) ? 4 : 2, () => draft.conditionID(reach)),
    ),
    returnValue,
    idType: random.orElse(
      0.3,
      () => random.pick(ID_TYPES),
      () => 'userID',
    ),
    ...random.pick<JsonObject>([{}, { salt: null }, { salt: '' }, { salt: random.token() }, { salt: random.token() }]),
    ...random.pick<JsonObject>([{}, { groupName: null }, { groupName: 'Control' }, { groupName: 'Test' }]),
    ...random.pick<JsonObject>([{}, { isExperimentGroup: true }, { isExperimentGroup: false }]),
    ...random.pick<JsonObject>([{}, {}, {}, { samplingRate: 10 }]),
    ...(configDelegate === undefined ? {} : { configDelegate }),
  };
}

/** All, nothing, fractions that floating point represents badly, and values out of range. */
function passPercentage(random: Random): number {
  return random.weighted<number>([
    [5, () => 100],
    [1, () => 0],
    [3, () => random.pick([50, 10, 90, 33.33, 74.15, 71.47, 0.01, 99.99, 12.5])],
    [1, () => random.integer(1, 9999) / 100],
    [0.3, () => random.pick([150, -5, 100.5, 1e-9])],
  ]);
}

/** Fields that every spec has, with random optional ones. */
export function specFrame(random: Random): JsonObject {
  return {
    salt: random.orElse(
      0.05,
      () => '',
      () => random.token(16),
    ),
    enabled: random.chance(0.85),
    idType: random.orElse(
      0.2,
      () => random.pick(ID_TYPES),
      () => 'userID',
    ),
    ...random.pick<JsonObject>([{}, { version: random.integer(0, 90) }, { version: 3 }, { version: null }]),
    ...random.pick<JsonObject>([{}, { isActive: true }, { isActive: false }, { isActive: null }]),
    ...random.pick<JsonObject>([{}, {}, { targetAppIDs: ['app_2'] }, { forwardAllExposures: true }]),
    ...random.pick<JsonObject>([{}, { fieldsUsed: ['level'] }, { unknownKey: { deep: [1] } }]),
  };
}

/** An object of random parameters, never empty unless asked for none. */
export function parameterValues(random: Random, names: readonly string[] = PARAMETERS): JsonObject {
  return Object.fromEntries(
    names
      .filter(() => random.chance(0.6))
      .map((name) => [
        name,
        random.pick<Json>([
          'red',
          'Blue',
          '',
          3,
          0,
          1.5,
          true,
          false,
          null,
          [1, 'two'],
          [],
          { deep: { er: [null] } },
          {},
        ]),
      ]),
  );
}

/** A value that the wire allows where an object or boolean belongs; other types count as an empty object. */
export function oddValue(random: Random): Json {
  return random.pick<Json>([{}, null, 5, 'text', [1], true, false]);
}
