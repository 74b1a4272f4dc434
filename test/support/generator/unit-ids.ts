// cspell:ignore ünïcode
import type { Random } from './random.js';

const PLAIN_UNIT_IDS: readonly string[] = Array.from({ length: 40 }, (_id, index) => `user-${index + 1}`);
const ODD_UNIT_IDS: readonly string[] = ['', 'ünïcode', 'User-1', ' user-1 ', '123', 'a_user', '日本-1'];

/** All unit IDs that users have, as `userID` or as a custom ID: a small set, so that conditions on them hit. */
export const UNIT_IDS: readonly string[] = [...PLAIN_UNIT_IDS, ...ODD_UNIT_IDS];

/** Unit IDs that users have as `userID` alone. */
export const PERSON_IDS: readonly string[] = ['person-1', 'person-2', 'person-3'];

/** One of `UNIT_IDS`. */
export function unitIDText(random: Random): string {
  return random.orElse(
    0.3,
    () => random.pick(ODD_UNIT_IDS),
    () => random.pick(PLAIN_UNIT_IDS),
  );
}
