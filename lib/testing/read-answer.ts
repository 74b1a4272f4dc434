import { asJson, isJsonObject, type JsonObject, type JsonValue } from '../specs/json-value.js';
import { kindOf } from '../users/user-data.js';
import { isTestAllocation, isTestGroup } from './answers.js';
import { type DefinedKind, keyOfKind } from './test-definitions.js';

/** What a test answers for one user, checked. Equal answers have equal JSON. */
export type Answer =
  | { readonly kind: 'gate'; readonly value: boolean }
  | { readonly kind: 'values'; readonly values: JsonObject }
  /** `values` undefined: those of the group in the given specs. */
  | { readonly kind: 'group'; readonly groupName: string; readonly values: JsonObject | undefined }
  | { readonly kind: 'allocation'; readonly experimentName: string };

/**
 * Reads what a test gives as the answer of something.
 *
 * @throws TypeError for what is no answer of that kind, with its place in the definitions
 */
export function readAnswer(kind: Exclude<DefinedKind, 'parameterStore'>, name: string, given: unknown): Answer {
  const place = `${keyOfKind[kind]}.${name}`;
  if (kind === 'gate') {
    if (typeof given === 'boolean') return { kind: 'gate', value: given };
    throw new TypeError(`${place} is ${kindOf(given)}; give true, false, or a function of the user.`);
  }
  if (kind === 'experiment' && isTestGroup(given)) {
    const { groupName, values } = given;
    return {
      kind: 'group',
      groupName,
      values: values === undefined ? undefined : toValues(`${place}, group "${groupName}",`, values),
    };
  }
  if (kind === 'layer' && isTestAllocation(given)) {
    return { kind: 'allocation', experimentName: given.experimentName };
  }
  if (isTestGroup(given)) throw new TypeError(`${place} is a group, which only experiments have; give its values.`);
  if (isTestAllocation(given)) throw new TypeError(`${place} is allocated to an experiment, which only layers are.`);
  return { kind: 'values', values: toValues(place, given) };
}

/** The values as JSON has them, so that nothing is shared with the test. */
function toValues(place: string, given: unknown): JsonObject {
  if (typeof given === 'object' && given !== null) {
    const copy = copyOf(place, given);
    if (isJsonObject(copy)) return copy;
  }
  throw new TypeError(`${place} is ${kindOf(given)}; give an object of values, or a function of the user.`);
}

function copyOf(place: string, given: object): JsonValue {
  try {
    return asJson(JSON.parse(JSON.stringify(given)));
  } catch (cause) {
    throw new TypeError(`${place} has values that JSON cannot hold; give plain values.`, { cause });
  }
}
