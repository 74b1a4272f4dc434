// cspell:ignore Googlebot
import { operatorWithTarget } from '../targets/operator-targets.js';
import { ID_TYPES } from '../vocabulary.js';
import type { Json, WireCondition } from '../wire-types.js';
import type { ConditionScope } from './leaf-conditions.js';

interface FieldTest {
  readonly field: string;
  readonly operator: string;
  readonly targetValue: Json;
}

/** A condition on what the user agent tells, or on any other field. */
export function userAgent({ random, fields }: ConditionScope): WireCondition {
  return {
    idType: random.pick(ID_TYPES),
    type: 'ua_based',
    ...random.weighted<FieldTest>([
      [
        3,
        () => ({
          field: random.pick(['os_name', 'osname', 'OS_NAME', 'osName']),
          operator: random.pick(['any', 'none', 'eq', 'str_contains_any']),
          targetValue: random.pick<Json>([['iOS', 'Android'], ['Windows'], ['Mac OS X', 'Other'], 'Android', ['os']]),
        }),
      ],
      [
        3,
        () => ({
          field: random.pick(['browser_name', 'browserName', 'browsername']),
          operator: random.pick(['any', 'none', 'any_case_sensitive', 'str_starts_with_any']),
          targetValue: random.pick([
            ['Chrome', 'Edge'],
            ['Mobile Safari', 'Safari'],
            ['Other', 'Googlebot'],
            ['chrome'],
          ]),
        }),
      ],
      [
        3,
        () => ({
          field: random.pick(['os_version', 'osversion', 'browser_version', 'browserversion']),
          operator: random.pick(['version_gt', 'version_lte', 'version_eq', 'gte', 'any']),
          targetValue: random.pick<Json>(['10', '14', '17.5.1', '109.0.1518.78', '0.0.0', ['0.0.0', '10']]),
        }),
      ],
      [1, () => ({ field: random.pick(['device_model', ...fields]), ...operatorWithTarget(random) })],
    ]),
  };
}

/** A condition on the country of the user's address, or on any other field. */
export function ipAddress({ random, fields }: ConditionScope): WireCondition {
  return {
    idType: random.pick(ID_TYPES),
    type: 'ip_based',
    ...random.orElse<FieldTest>(
      0.2,
      () => ({ field: random.pick(fields), ...operatorWithTarget(random) }),
      () => ({
        field: random.pick(['country', 'country', 'country', 'Country']),
        operator: random.pick(['any', 'none', 'any_case_sensitive', 'eq']),
        targetValue: random.pick<Json>([['us'], ['NZ', 'DE'], ['US', 'CN', 'JP', ''], 'US', ['US', 'GB', 'FR']]),
      }),
    ),
  };
}
