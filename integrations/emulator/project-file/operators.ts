import type { OperatorName } from './project.js';

/** Operators that compare with the same kind of target, and suit the same subjects. */
export type OperatorFamily = 'texts' | 'pattern' | 'number' | 'version' | 'time' | 'equality' | 'idList' | 'items';

/** Every operator of the wire format, with its family. */
export const operatorFamilies: Readonly<Record<OperatorName, OperatorFamily>> = {
  any: 'texts',
  none: 'texts',
  any_case_sensitive: 'texts',
  none_case_sensitive: 'texts',
  str_starts_with_any: 'texts',
  str_ends_with_any: 'texts',
  str_contains_any: 'texts',
  str_contains_none: 'texts',
  str_matches: 'pattern',
  gt: 'number',
  gte: 'number',
  lt: 'number',
  lte: 'number',
  version_gt: 'version',
  version_gte: 'version',
  version_lt: 'version',
  version_lte: 'version',
  version_eq: 'version',
  version_neq: 'version',
  before: 'time',
  after: 'time',
  on: 'time',
  eq: 'equality',
  neq: 'equality',
  in_segment_list: 'idList',
  not_in_segment_list: 'idList',
  array_contains_any: 'items',
  array_contains_none: 'items',
  array_contains_all: 'items',
  not_array_contains_all: 'items',
};

/** The operators' names, in the order in which complaints list them. */
export const operatorNames: readonly OperatorName[] = Object.keys(operatorFamilies).filter(isOperatorName);

/** Whether a key of a condition is an operator. */
export function isOperatorName(key: string): key is OperatorName {
  return Object.hasOwn(operatorFamilies, key);
}
