import type { Random } from '../random.js';
import type { Json } from '../wire-types.js';

/** Operators that ask for membership in an ID list. */
export const ID_LIST_OPERATORS = ['in_segment_list', 'not_in_segment_list'] as const;

/** The name of an ID list, or no text. */
export function idListTarget(random: Random): Json {
  return random.pick<Json>(['list_1', 'list_2', '', null, 5]);
}
