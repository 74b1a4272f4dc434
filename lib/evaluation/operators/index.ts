import { arrayContainsAll, arrayContainsAny, arrayContainsNone, notArrayContainsAll } from './arrays.js';
import { eq, neq } from './equality.js';
import { gt, gte, lt, lte } from './numbers.js';
import type { Operator } from './operator.js';
import { inSegmentList, notInSegmentList } from './segment-lists.js';
import {
  any,
  anyCaseSensitive,
  none,
  noneCaseSensitive,
  strContainsAny,
  strContainsNone,
  strEndsWithAny,
  strMatches,
  strStartsWithAny,
} from './texts.js';
import { after, before, on } from './times.js';
import { versionEq, versionGt, versionGte, versionLt, versionLte, versionNeq } from './versions.js';

/** Every operator by its name on the wire, matched exactly. A name that is not here is unsupported (evaluation §6.9). */
export const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['gt', gt],
  ['gte', gte],
  ['lt', lt],
  ['lte', lte],
  ['version_gt', versionGt],
  ['version_gte', versionGte],
  ['version_lt', versionLt],
  ['version_lte', versionLte],
  ['version_eq', versionEq],
  ['version_neq', versionNeq],
  ['any', any],
  ['none', none],
  ['any_case_sensitive', anyCaseSensitive],
  ['none_case_sensitive', noneCaseSensitive],
  ['str_starts_with_any', strStartsWithAny],
  ['str_ends_with_any', strEndsWithAny],
  ['str_contains_any', strContainsAny],
  ['str_contains_none', strContainsNone],
  ['str_matches', strMatches],
  ['before', before],
  ['after', after],
  ['on', on],
  ['eq', eq],
  ['neq', neq],
  ['in_segment_list', inSegmentList],
  ['not_in_segment_list', notInSegmentList],
  ['array_contains_any', arrayContainsAny],
  ['array_contains_none', arrayContainsNone],
  ['array_contains_all', arrayContainsAll],
  ['not_array_contains_all', notArrayContainsAll],
]);

/** The operators that compare instants: they alone can use the clock of `current_time`. */
export const timeOperators: ReadonlySet<string> = new Set(['before', 'after', 'on']);
