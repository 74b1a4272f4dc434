import type { JsonObject } from './json-value.js';
import type { CmabSpec, CmabWeights } from './spec-snapshot.js';
import {
  type WireObject,
  asNumber,
  asObject,
  optionalObject,
  optionalString,
  optionalStrings,
  requireArray,
  requireBoolean,
  requireNumber,
  requireObject,
  requireReturnValue,
  requireString,
  requireWholeNumber,
  toMap,
} from './wire-reader.js';

/**
 * Reads one contextual autotune.
 *
 * @throws InvalidSpecsError when a required field is missing or any field has the wrong type.
 */
export function parseCmab(value: unknown, path: string): CmabSpec {
  const cmab = asObject(value, path);
  const weights = optionalObject(cmab, 'config');
  return {
    salt: requireString(cmab, 'salt'),
    defaultValue: requireValues(cmab, 'defaultValue'),
    idType: requireString(cmab, 'idType'),
    isEnabled: requireBoolean(cmab, 'enabled'),
    version: requireWholeNumber(cmab, 'version'),
    sampleRate: requireNumber(cmab, 'sampleRate'),
    higherIsBetter: requireBoolean(cmab, 'higherIsBetter'),
    groups: requireArray(cmab, 'groups').map((item, index) => {
      const group = asObject(item, `${path}.groups[${index}]`);
      return {
        name: requireString(group, 'name'),
        id: requireString(group, 'id'),
        parameters: requireValues(group, 'parameterValues'),
      };
    }),
    weights: weights && toMap(weights, parseWeights),
    targetingGate: optionalString(cmab, 'targetingGateName'),
    targetAppIDs: optionalStrings(cmab, 'targetAppIDs'),
  };
}

function parseWeights(value: unknown, path: string): CmabWeights {
  const weights = asObject(value, path);
  return {
    alpha: requireNumber(weights, 'alpha'),
    intercept: requireNumber(weights, 'intercept'),
    records: requireWholeNumber(weights, 'records'),
    numerical: toMap(requireObject(weights, 'weightsNumerical'), asNumber),
    categorical: toMap(requireObject(weights, 'weightsCategorical'), (values, at) =>
      toMap(asObject(values, at), asNumber),
    ),
  };
}

/** Values; what is no object counts as none, as in the official SDK. The key must exist. */
function requireValues(from: WireObject, name: string): JsonObject {
  const value = requireReturnValue(from, name);
  return typeof value === 'object' && value !== null ? value : {};
}
