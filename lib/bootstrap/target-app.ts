import { djb2 } from '../hashing/djb2.js';
import type { JsonValue } from '../specs/json-value.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';

/** The app that a response is for. */
export interface TargetApp {
  /** What `target_app` conditions test; null when the key belongs to no app that the project knows. */
  readonly id: JsonValue;
  /** What entities must name to be in the response; undefined: all are. */
  readonly filter: string | undefined;
}

/**
 * The app of a client key. The map by hashed keys, where there is one, has the last word, also when it does not know the key;
 * without either map it is the project's own app (bootstrap §3.2).
 */
export function findTargetApp({ appId, appsByKey, appsByHashedKey }: SpecSnapshot, clientKey: string): TargetApp {
  let id: JsonValue | undefined = appId;
  if (appsByKey !== undefined) id = appsByKey.get(clientKey);
  if (appsByHashedKey !== undefined) id = appsByHashedKey.get(djb2(clientKey));
  return { id: id ?? null, filter: typeof id === 'string' || typeof id === 'number' ? String(id) : undefined };
}

/** Whether something is for an app. What names no app is for none. */
export function isForApp(targetAppIDs: readonly string[] | undefined, app: string): boolean {
  return targetAppIDs?.includes(app) === true;
}
