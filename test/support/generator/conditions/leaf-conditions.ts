// cspell:ignore Googlebot ünïcode
import type { GeneratorFeatures } from '../generator-features.js';
import type { Random } from '../random.js';
import { operatorWithTarget } from '../targets/operator-targets.js';
import { ID_TYPES } from '../vocabulary.js';
import type { Json, WireCondition } from '../wire-types.js';

/** What conditions are drawn from. */
export interface ConditionScope {
  readonly random: Random;
  readonly features: GeneratorFeatures;
  /** The user fields that the project asks for. */
  readonly fields: readonly string[];
}

type ConditionMaker = (scope: ConditionScope) => WireCondition;

/** A condition that asks no other entity, of any type that the features allow. */
export function leafCondition(scope: ConditionScope): WireCondition {
  const { random, features } = scope;
  return random.weighted<WireCondition>([
    [2, () => publicCondition(scope)],
    [20, () => userField(scope)],
    [3, () => unitID(scope)],
    [3, () => userBucket(scope)],
    [3, () => environmentField(scope)],
    [2, () => currentTime(scope)],
    [2, () => targetApp(scope)],
    [features.userAgents ? 4 : 0, () => userAgent(scope)],
    [features.ipAddresses ? 3 : 0, () => ipAddress(scope)],
  ]);
}

const idType = (random: Random): { readonly idType: string } => ({ idType: random.pick(ID_TYPES) });

/** Its operator is ignored, whatever it is. */
const publicCondition: ConditionMaker = ({ random }) => ({
  ...idType(random),
  type: 'public',
  operator: random.pick([null, 'any', 'no_such_operator']),
  targetValue: null,
});

const userField: ConditionMaker = ({ random, features, fields }) => ({
  ...idType(random),
  type: 'user_field',
  field: random.orElse<string | null>(
    0.02,
    () => null,
    () => random.pick(fields),
  ),
  ...operatorWithTarget(random, features),
});

const unitID: ConditionMaker = ({ random, features }) => ({
  ...idType(random),
  type: 'unit_id',
  field: null,
  ...random.orElse<{ readonly operator: string; readonly targetValue: Json }>(
    0.4,
    () => operatorWithTarget(random, features),
    () => ({ operator: random.pick(['any', 'none']), targetValue: random.many(1, 6, () => unitIDText(random)) }),
  ),
});

/** Buckets 0…999; the ranges are wide enough for both answers to occur. */
const userBucket: ConditionMaker = ({ random }) => ({
  ...idType(random),
  type: 'user_bucket',
  field: null,
  ...random.weighted<{ readonly operator: string; readonly targetValue: Json }>([
    [
      4,
      () => ({
        operator: random.pick(['lt', 'lte', 'gt', 'gte']),
        targetValue: random.pick([100, 403, 500, 641, 900]),
      }),
    ],
    [
      2,
      () => ({
        operator: random.pick(['any', 'none']),
        targetValue: Object.fromEntries(Array.from({ length: 500 }, (_entry, bucket) => [String(bucket * 2), true])),
      }),
    ],
    [
      1,
      () => ({
        operator: random.pick(['any', 'none']),
        targetValue: Array.from({ length: 250 }, (_entry, bucket) => String(bucket)),
      }),
    ],
  ]),
  ...random.pick<{ readonly additionalValues?: Json }>([
    { additionalValues: { salt: random.token() } },
    { additionalValues: { salt: 'bucket_salt', custom_field: 'unused' } },
    { additionalValues: { salt: '' } },
    { additionalValues: null },
    {},
  ]),
});

const environmentField: ConditionMaker = ({ random, features }) => ({
  ...idType(random),
  type: 'environment_field',
  field: random.pick(['tier', 'Tier', 'TIER', 'region', null]),
  ...random.orElse<{ readonly operator: string; readonly targetValue: Json }>(
    0.3,
    () => operatorWithTarget(random, features),
    () => ({
      operator: random.pick(['any', 'none', 'eq', 'neq', 'any_case_sensitive']),
      targetValue: random.pick<Json>([['production'], ['DEV', 'staging'], 'production', 'qa', ['Development', 'eu']]),
    }),
  ),
});

/** Targets keep a distance from the real clock, so that both contestants read the same side of it. */
const currentTime: ConditionMaker = ({ random }) => ({
  ...idType(random),
  type: 'current_time',
  field: null,
  operator: random.pick(['before', 'after', 'on', 'gt', 'lt', 'eq', 'neq', 'any', 'none']),
  targetValue: random.pick<Json>([0, 1_672_531_200_000, 4_102_444_800_000, '2023-01-02T00:00:00Z', null, ['']]),
});

const targetApp: ConditionMaker = ({ random }) => ({
  ...idType(random),
  type: 'target_app',
  field: null,
  operator: random.pick(['any', 'none', 'eq', 'neq', 'any_case_sensitive']),
  targetValue: random.pick<Json>([['app_1'], ['APP_1', 'app_2'], 'app_1', 7, null]),
});

const userAgent: ConditionMaker = ({ random, features, fields }) => ({
  ...idType(random),
  type: 'ua_based',
  ...random.weighted<{ readonly field: string; readonly operator: string; readonly targetValue: Json }>([
    [
      2,
      () => ({
        field: random.pick(['os_name', 'osname', 'OS_NAME']),
        operator: random.pick(['any', 'none']),
        targetValue: random.pick([['iOS', 'Android'], ['Windows'], ['Mac OS X', 'Other']]),
      }),
    ],
    [
      2,
      () => ({
        field: random.pick(['browser_name', 'browserName']),
        operator: random.pick(['any', 'none']),
        targetValue: random.pick([['Chrome', 'Edge'], ['Mobile Safari'], ['Other', 'Googlebot']]),
      }),
    ],
    [
      2,
      () => ({
        field: random.pick(['os_version', 'browser_version', 'browserversion']),
        operator: random.pick(['version_gt', 'version_lte', 'version_eq']),
        targetValue: random.pick(['10', '14', '17.5.1', '109.0.1518.78', '0.0.0']),
      }),
    ],
    [1, () => ({ field: random.pick(fields), ...operatorWithTarget(random, features) })],
  ]),
});

const ipAddress: ConditionMaker = ({ random, features, fields }) => ({
  ...idType(random),
  type: 'ip_based',
  ...random.orElse<{ readonly field: string; readonly operator: string; readonly targetValue: Json }>(
    0.2,
    () => ({ field: random.pick(fields), ...operatorWithTarget(random, features) }),
    () => ({
      field: random.pick(['country', 'country', 'Country']),
      operator: random.pick(['any', 'none']),
      targetValue: random.pick([['us'], ['NZ', 'DE'], ['US', 'CN', 'JP', '']]),
    }),
  ),
});

/** Unit IDs are drawn from a small set, so that conditions on them hit. */
export function unitIDText(random: Random): string {
  return random.orElse(
    0.3,
    () => random.pick(['', 'ünïcode', 'User-1', ' user-1 ', '123', 'a_user', '日本-1']),
    () => `user-${random.integer(1, 40)}`,
  );
}
