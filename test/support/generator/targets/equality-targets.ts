import type { Random } from '../random.js';
import { anyNumber, anyText } from '../vocabulary.js';
import type { Json } from '../wire-types.js';

/** Operators that compare whole values. */
export const EQUALITY_OPERATORS = ['eq', 'neq'] as const;

/**
 * A value of any type. Elements of a list never differ in case alone: the official core aborts its process on lists
 * whose lower-cased elements collide.
 */
export function equalityTarget(random: Random): Json {
  return random.weighted<Json>([
    [4, () => anyText(random)],
    [3, () => anyNumber(random)],
    [2, () => random.pick([true, false])],
    [1, () => null],
    [2, () => withoutCollisions(random.many(0, 3, () => random.pick<Json>([1, 'a', 'b', 'pro', true, '5', null])))],
    [1, () => Object.fromEntries(random.many(0, 2, () => [random.pick(['a', 'k']), random.pick<Json>(['x', '1', 5])]))],
  ]);
}

function withoutCollisions(elements: readonly Json[]): Json[] {
  const byText = new Map<string, Json>();
  for (const element of elements) {
    byText.set((typeof element === 'string' ? element : JSON.stringify(element)).toLowerCase(), element);
  }
  return [...byText.values()];
}
