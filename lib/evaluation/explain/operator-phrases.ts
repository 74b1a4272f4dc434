/** What each operator demands, as it goes on after “must”. */
const phrases: ReadonlyMap<string, string> = new Map([
  ['gt', 'be greater than'],
  ['gte', 'be at least'],
  ['lt', 'be less than'],
  ['lte', 'be at most'],
  ['version_gt', 'be a version above'],
  ['version_gte', 'be at least version'],
  ['version_lt', 'be a version below'],
  ['version_lte', 'be at most version'],
  ['version_eq', 'be version'],
  ['version_neq', 'be another version than'],
  ['any', 'be one of'],
  ['none', 'be none of'],
  ['any_case_sensitive', 'be, letter case included, one of'],
  ['none_case_sensitive', 'be, letter case included, none of'],
  ['str_starts_with_any', 'start with one of'],
  ['str_ends_with_any', 'end with one of'],
  ['str_contains_any', 'contain one of'],
  ['str_contains_none', 'contain none of'],
  ['str_matches', 'match the pattern'],
  ['before', 'be before'],
  ['after', 'be after'],
  ['on', 'be on the day of'],
  ['eq', 'equal'],
  ['neq', 'not equal'],
  ['in_segment_list', 'be on the ID list'],
  ['not_in_segment_list', 'not be on the ID list'],
  ['array_contains_any', 'be a list with one of'],
  ['array_contains_none', 'be a list with none of'],
  ['array_contains_all', 'be a list with all of'],
  ['not_array_contains_all', 'be a list without one of'],
]);

/** What an operator demands, as it goes on after “must”; the operator's own name when it has no phrase. */
export function operatorPhrase(operator: string | undefined): string {
  return phrases.get(operator ?? '') ?? operator ?? '';
}
