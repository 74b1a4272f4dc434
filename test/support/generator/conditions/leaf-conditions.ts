import type { Random } from '../random.js';
import { idListTarget } from '../targets/id-list-targets.js';
import { operatorWithTarget } from '../targets/operator-targets.js';
import { unitIDText } from '../unit-ids.js';
import { ID_TYPES } from '../vocabulary.js';
import type { Json, WireCondition } from '../wire-types.js';
import { ipAddress, userAgent } from './derived-conditions.js';

/** What conditions are drawn from. */
export interface ConditionScope {
  readonly random: Random;
  /** The user fields that the project asks for. */
  readonly fields: readonly string[];
}

/** Draws a condition of one type. */
export type ConditionMaker = (scope: ConditionScope) => WireCondition;

/** A condition that asks no other entity, of any type. */
export function leafCondition(scope: ConditionScope): WireCondition {
  const { random } = scope;
  return random.weighted<WireCondition>([
    [2, () => publicCondition(scope)],
    [20, () => userField(scope)],
    [4, () => unitID(scope)],
    [3, () => userBucket(scope)],
    [3, () => environmentField(scope)],
    [2, () => currentTime(scope)],
    [2, () => targetApp(scope)],
    [4, () => userAgent(scope)],
    [3, () => ipAddress(scope)],
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

const userField: ConditionMaker = ({ random, fields }) => ({
  ...idType(random),
  type: 'user_field',
  field: random.orElse<string | null>(
    0.02,
    () => null,
    () => random.pick(fields),
  ),
  ...operatorWithTarget(random),
});

const unitID: ConditionMaker = ({ random }) => ({
  ...idType(random),
  type: 'unit_id',
  field: null,
  ...random.weighted<{ readonly operator: string; readonly targetValue: Json }>([
    [2, () => operatorWithTarget(random)],
    [3, () => ({ operator: random.pick(['any', 'none']), targetValue: random.many(1, 6, () => unitIDText(random)) })],
    [
      2,
      () => ({ operator: random.pick(['in_segment_list', 'not_in_segment_list']), targetValue: idListTarget(random) }),
    ],
  ]),
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

const environmentField: ConditionMaker = ({ random }) => ({
  ...idType(random),
  type: 'environment_field',
  field: random.pick(['tier', 'Tier', 'TIER', 'region', null]),
  ...random.orElse<{ readonly operator: string; readonly targetValue: Json }>(
    0.3,
    () => operatorWithTarget(random),
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
