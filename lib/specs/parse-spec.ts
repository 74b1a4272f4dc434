import type { RuleSpec, Spec } from './spec-snapshot.js';
import {
  type WireObject,
  asObject,
  optionalBoolean,
  optionalString,
  optionalStrings,
  optionalWholeNumber,
  requireArray,
  requireBoolean,
  requireNumber,
  requireObject,
  requireReturnValue,
  requireString,
  requireStrings,
} from './wire-reader.js';

/** Versions are 32-bit on the wire; a larger one makes the spec malformed. */
const maxVersion = 2 ** 32;

/**
 * Reads the gate, config or layer under `name` of one of the document's spec maps.
 *
 * @throws InvalidSpecsError when a required field is missing or any field has the wrong type.
 */
export function parseSpec(name: string, specs: WireObject): Spec {
  const spec = requireObject(specs, name);
  requireString(spec, 'type');
  optionalString(spec, 'checksum');
  return {
    name,
    entity: requireString(spec, 'entity'),
    salt: requireString(spec, 'salt'),
    defaultValue: requireReturnValue(spec, 'defaultValue'),
    isEnabled: requireBoolean(spec, 'enabled'),
    rules: requireArray(spec, 'rules').map((rule, index) => parseRule(rule, `${spec.path}.rules[${index}]`)),
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
