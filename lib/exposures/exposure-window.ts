import type { UserData } from '../users/user-data.js';
import { ownValue } from '../users/user-value.js';
import type { ExposureIdentity } from './exposure-identity.js';

/** How long an exposure counts as already logged, at most. Unit: milliseconds. */
const windowMs = 60_000;

/**
 * Remembers which exposures were logged, so that each is counted once: for 60 seconds from the window's beginning, for
 * at most `maxKeys` of them (runtime §7.3). Users are told apart by their ids alone.
 *
 * Keys stand in two generations: when the younger one holds half of `maxKeys`, the older one is forgotten and the younger
 * takes its place. So nothing below `maxKeys` is forgotten within the window, and beyond it the first logged go first, by
 * halves. Forgetting one by one would cost more with each: a `Set` walks over all it has lost to find its oldest
 * (60 µs an exposure with 100,000 keys, measured).
 */
export class ExposureWindow {
  readonly #generationSize: number;
  #younger = new Set<string>();
  #older = new Set<string>();
  #startedAt = 0;
  #number = 0;

  constructor(maxKeys: number) {
    this.#generationSize = Math.max(1, Math.floor(maxKeys / 2));
  }

  /** The number of the running window, from 1. Asking begins a new one when the old one has ended. */
  current(nowMs: number): number {
    if (this.#number === 0 || nowMs - this.#startedAt >= windowMs || nowMs < this.#startedAt) {
      this.#younger = new Set();
      this.#older = new Set();
      this.#startedAt = nowMs;
      this.#number += 1;
    }
    return this.#number;
  }

  /** Whether this is the first such exposure of the running window. Call `current` before. */
  isFirst(identity: ExposureIdentity, user: Readonly<UserData>): boolean {
    const key = keyOf(identity, user);
    if (this.#younger.has(key) || this.#older.has(key)) return false;
    if (this.#younger.size >= this.#generationSize) {
      this.#older = this.#younger;
      this.#younger = new Set();
    }
    this.#younger.add(key);
    return true;
  }
}

/** Joined with a character that ids do not hold in practice: plain joining is several times cheaper than JSON. */
const separator = '\u001f';

function keyOf({ entity, name, ruleID, extra, scope }: ExposureIdentity, user: Readonly<UserData>): string {
  const what = entity + separator + name + separator + ruleID + separator + String(extra) + separator + scope;
  return what + separator + (user.customIDs === undefined ? (user.userID ?? '') : customIdentity(user.customIDs, user));
}

/** The ids that tell a user apart: of custom IDs the values alone, whatever their types, but for the stable ID. */
function customIdentity(ids: NonNullable<UserData['customIDs']>, { userID }: Readonly<UserData>): string {
  const own = [userID === undefined ? 'none' : `userID ${userID}`, idText(ownValue(ids, 'stableID') ?? '')];
  return [...own, ...Object.values(ids).map(idText).toSorted()].join(separator);
}

/** A number and its digits are two ids (observed of the official SDK). */
function idText(id: string | number): string {
  return typeof id === 'number' ? `number ${id}` : id;
}
