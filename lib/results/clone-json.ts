import type { JsonValue } from '../specs/spec-snapshot.js';

/** A deep copy of a JSON value that shares nothing with it. Keys named `__proto__` stay ordinary keys. */
export function cloneJson(value: JsonValue): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((element) => cloneJson(element));
  // Spreading defines own properties, so that the assignments below meet an own one whatever its name.
  const copy: Record<string, unknown> = { ...(value as { readonly [key: string]: JsonValue }) };
  for (const key of Object.keys(copy)) {
    const entry = copy[key];
    if (typeof entry === 'object' && entry !== null) copy[key] = cloneJson(entry as JsonValue);
  }
  return copy;
}
