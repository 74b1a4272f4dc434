import type { Random } from '../random.js';
import type { Json } from '../wire-types.js';

/** Operators that match a regular expression. */
export const PATTERN_OPERATORS = ['str_matches'] as const;

/** Everyday patterns, two that do not compile, and wrong types. The corners of the dialect have a suite of their own. */
const PATTERNS = [
  '.*',
  '^$',
  '^a',
  'o$',
  '^[a-z]+$',
  '[A-Z]',
  '^\\d+$',
  '\\d+\\.\\d+',
  '@statsig\\.com$',
  '^(pro|free)$',
  '(?i)PRO',
  'b.t',
  '^.{2,3}$',
  'a|b|ü',
  '\\[1,',
  '\\bpro\\b',
  '^\\w+$',
  '\\p{Greek}',
  '(?x) b . t # with spaces',
  '^[a-z&&[^b]]+$',
  '[',
  '(unclosed',
  '',
] as const;

/** A pattern text. */
export function patternTarget(random: Random): Json {
  return random.orElse<Json>(
    0.05,
    () => random.pick<Json>([null, 5, ['a'], true]),
    () => random.pick(PATTERNS),
  );
}
