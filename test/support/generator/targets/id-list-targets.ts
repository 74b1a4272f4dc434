import type { Random } from '../random.js';
import type { Json } from '../wire-types.js';

/** Operators that ask for membership in an ID list. */
export const ID_LIST_OPERATORS = ['in_segment_list', 'not_in_segment_list'] as const;

/** The ID lists of every project. */
export const ID_LIST_NAMES = ['list_1', 'list_2', 'constructor'] as const;

/** The name of an ID list, rarely of none, or no text. */
export function idListTarget(random: Random): Json {
  return random.orElse<Json>(
    0.2,
    () => random.pick<Json>(['no_such_list', '', null, 5]),
    () => random.pick(ID_LIST_NAMES),
  );
}
