import type { Random } from '../random.js';
import { WORDS } from '../vocabulary.js';
import type { Json } from '../wire-types.js';

/** Operators that compare a list of the user with a list of the condition. */
export const ARRAY_OPERATORS = [
  'array_contains_any',
  'array_contains_none',
  'array_contains_all',
  'not_array_contains_all',
] as const;

/**
 * A list of texts or numbers; sometimes empty or no list. Never with an empty text: the official core takes a user's
 * null element for it once in about 128 times, at random.
 */
export function arrayTarget(random: Random): Json {
  return random.weighted<Json>([
    [10, () => random.many(0, 3, () => random.pick<Json>(['a', 'A', 'b', 'pro', '1', 1, 5, true]))],
    [3, () => random.many(1, 2, () => random.pick(WORDS.filter((word) => word !== '')))],
    [1, () => random.pick<Json>([null, 'a', 5, { a: true }])],
  ]);
}
