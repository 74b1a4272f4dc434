import type { StickyValues, UserPersistedValues } from './persistent-storage.js';

/** Under this the values that `loadPersistedValues()` gave say which units they were loaded for. */
const loadedKeys = Symbol('statsig-nodekit.loadedKeys');

/**
 * Values as `loadPersistedValues()` gives them: frozen, and with a note of the units that they were loaded for. The note is a
 * property, so that a copy such as `{ ...values }` has it, too; it is not part of the JSON.
 */
export function markLoaded(
  values: ReadonlyMap<string, StickyValues>,
  keys: readonly string[],
): UserPersistedValues & object {
  return Object.freeze({ ...Object.fromEntries(values), [loadedKeys]: Object.freeze([...keys]) });
}

/** The units that values were loaded for, as `<id>:<ID type>`; undefined when the application loaded them by itself. */
export function loadedKeysOf(values: object): readonly string[] | undefined {
  const keys: unknown = Reflect.get(values, loadedKeys);
  return Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : undefined;
}
