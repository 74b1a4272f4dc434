import type { Random } from '../random.js';
import { VERSIONS } from '../vocabulary.js';
import type { Json } from '../wire-types.js';

/** Operators that compare dotted versions. */
export const VERSION_OPERATORS = [
  'version_gt',
  'version_gte',
  'version_lt',
  'version_lte',
  'version_eq',
  'version_neq',
] as const;

/** A version text; sometimes a number or another type, which never matches. */
export function versionTarget(random: Random): Json {
  return random.orElse<Json>(
    0.1,
    () => random.pick<Json>([1, 1.2, null, true, ['1.2'], {}]),
    () => random.pick(VERSIONS),
  );
}
