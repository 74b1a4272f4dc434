import { type JsonObject, type JsonValue, isJsonObject } from '../specs/json-value.js';

/** A deep copy of a JSON value that shares nothing with it. Keys named `__proto__` stay ordinary keys. */
export function cloneJson(value: JsonValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return isJsonObject(value) ? cloneObject(value) : value.map((element) => cloneJson(element));
}

/** A deep copy of a JSON object that shares nothing with it. */
export function cloneObject(value: JsonObject): Record<string, unknown> {
  // Spreading defines own properties, so that the assignments below meet an own one whatever its name.
  const copy: Record<string, unknown> = { ...value };
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'object' && entry !== null) copy[key] = cloneJson(entry);
  }
  return copy;
}
