import { parseParamStore } from '../specs/parse-param-store.js';
import type { ParamStoreSpec } from '../specs/spec-snapshot.js';
import { isUserRecord, toUserValue } from '../users/user-value.js';
import { kindOf } from '../users/user-data.js';

/**
 * Makes what a test defines for a parameter store into one of the specs.
 *
 * @throws TypeError when it is no object, and InvalidSpecsError for a reference that lacks something
 */
export function defineStore(name: string, given: unknown): ParamStoreSpec {
  const place = `parameterStores.${name}`;
  const values = toUserValue(given);
  if (!isUserRecord(values)) throw new TypeError(`${place} is ${kindOf(given)}; give an object of parameters.`);
  const parameters = Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const isReference = isUserRecord(value) && 'ref_type' in value;
      return [key, isReference ? value : { ref_type: 'static', param_type: parameterType(value), value }];
    }),
  );
  return parseParamStore({ parameters }, place);
}

function parameterType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
