import type { RuleSpec, Spec } from './spec-snapshot.js';
import {
  asObject,
  optionalBoolean,
  optionalString,
  optionalStrings,
  optionalWholeNumber,
  requireArray,
  requireBoolean,
  requireNumber,
  requireReturnValue,
  requireString,
  requireStrings,
} from './wire-reader.js';

/** Versions are 32-bit on the wire; a larger one makes the spec malformed. */
const maxVersion = 2 ** 32;

/**
 * Reads a gate, config or layer.
 *
 * @throws InvalidSpecsError when a required field is missing or any field has the wrong type.
 */
export function parseSpec(value: unknown, path: string, name: string): Spec {
  const spec = asObject(value, path);
  requireString(spec, 'type');
  optionalString(spec, 'checksum');
  return {
    name,
    entity: requireString(spec, 'entity'),
    salt: requireString(spec, 'salt'),
    defaultValue: requireReturnValue(spec, 'defaultValue'),
    isEnabled: requireBoolean(spec, 'enabled'),
    rules: requireArray(spec, 'rules').map((rule, index) => parseRule(rule, `${path}.rules[${index}]`)),
    idType: requireString(spec, 'idType'),
    explicitParameters: optionalStrings(spec, 'explicitParameters'),
    hasSharedParams: optionalBoolean(spec, 'hasSharedParams'),
    isActive: optionalBoolean(spec, 'isActive'),
    version: optionalWholeNumber(spec, 'version', maxVersion),
    targetAppIDs: optionalStrings(spec, 'targetAppIDs'),
    forwardAllExposures: optionalBoolean(spec, 'forwardAllExposures'),
    fieldsUsed: optionalStrings(spec, 'fieldsUsed') ?? [],
    usesNewLayerEvaluation: optionalBoolean(spec, 'useNewLayerEval') ?? false,
  };
}

/**
 * Reads one rule.
 *
 * @throws InvalidSpecsError when a required field is missing or any field has the wrong type.
 */
export function parseRule(value: unknown, path: string): RuleSpec {
  const rule = asObject(value, path);
  requireString(rule, 'name');
  return {
    id: requireString(rule, 'id'),
    passPercentage: requireNumber(rule, 'passPercentage'),
    returnValue: requireReturnValue(rule, 'returnValue'),
    conditionIds: requireStrings(rule, 'conditions'),
    idType: requireString(rule, 'idType'),
    salt: optionalString(rule, 'salt'),
    groupName: optionalString(rule, 'groupName'),
    delegate: optionalString(rule, 'configDelegate'),
    isExperimentGroup: optionalBoolean(rule, 'isExperimentGroup'),
    samplingRate: optionalWholeNumber(rule, 'samplingRate'),
  };
}
