import type { Random } from '../random.js';
import { NUMERIC_TEXTS, anyNumber } from '../vocabulary.js';
import type { Json } from '../wire-types.js';

/** Operators that compare numbers. */
export const NUMBER_OPERATORS = ['gt', 'gte', 'lt', 'lte'] as const;

/** A number, a numeric text, or something that is neither. */
export function numberTarget(random: Random): Json {
  return random.weighted<Json>([
    [6, () => anyNumber(random)],
    [3, () => random.pick(NUMERIC_TEXTS)],
    [1, () => random.pick<Json>([null, true, 'abc', '', [5], { five: 5 }])],
  ]);
}
