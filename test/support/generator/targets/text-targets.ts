import type { Random } from '../random.js';
import { anyText } from '../vocabulary.js';
import type { Json } from '../wire-types.js';

/** Operators that look a text up in a list. */
export const TEXT_OPERATORS = [
  'any',
  'none',
  'any_case_sensitive',
  'none_case_sensitive',
  'str_starts_with_any',
  'str_ends_with_any',
  'str_contains_any',
  'str_contains_none',
] as const;

/** A list of texts, sometimes with elements of other types or that differ in case only; an object; or a wrong type. */
export function textTarget(random: Random): Json {
  return random.weighted<Json>([
    [12, () => random.many(0, 5, () => anyText(random))],
    [2, () => random.many(1, 4, () => listElement(random))],
    [2, () => Object.fromEntries(random.many(0, 4, () => [anyText(random), random.pick<Json>([true, 1, 'x', null])]))],
    [1, () => random.pick<Json>([null, true, 5, 'pro', ''])],
  ]);
}

/** Numbers are in the form in which JavaScript writes them: `1.0` and the like are a known difference. */
function listElement(random: Random): Json {
  return random.orElse<Json>(
    0.5,
    () => random.pick<Json>([1, 5, 1.5, -3, 1e20, 1e21, 2 ** 63, 1e-7, true, false, null, [1, 2.5e30], ['a']]),
    () => anyText(random),
  );
}
