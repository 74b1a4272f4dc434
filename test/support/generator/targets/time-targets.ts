import type { Random } from '../random.js';
import { DATE_TEXTS, INSTANTS } from '../vocabulary.js';
import type { Json } from '../wire-types.js';

/** Operators that compare instants. */
export const TIME_OPERATORS = ['before', 'after', 'on'] as const;

/** An instant as a number or text; rarely neither. */
export function timeTarget(random: Random): Json {
  return random.weighted<Json>([
    [6, () => random.pick(INSTANTS)],
    [3, () => random.pick(DATE_TEXTS)],
    [1, () => random.pick<Json>([null, true, 'soon', '', [0], 1e15])],
  ]);
}
