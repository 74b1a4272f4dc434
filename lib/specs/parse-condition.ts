import { asJson } from './json-value.js';
import type { ConditionSpec } from './spec-snapshot.js';
import { asObject, asString, field, optionalObject, optionalString, requireString, toMap } from './wire-reader.js';

/**
 * Reads one condition.
 *
 * @throws InvalidSpecsError when a required field is missing or any field has the wrong type.
 */
export function parseCondition(value: unknown, path: string): ConditionSpec {
  const condition = asObject(value, path);
  const additional = optionalObject(condition, 'additionalValues');
  const additionalValues = additional && toMap(additional, asString);
  return {
    type: requireString(condition, 'type'),
    idType: requireString(condition, 'idType'),
    operator: optionalString(condition, 'operator'),
    field: optionalString(condition, 'field'),
    targetValue: asJson(field(condition, 'targetValue') ?? null),
    salt: additionalValues?.get('salt') ?? '',
  };
}
