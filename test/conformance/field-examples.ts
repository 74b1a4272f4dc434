// cspell:ignore companyid KHTML ünïcode
import type { JsonObject } from '../support/generator/wire-types.js';
import type { UserFields } from '../support/oracle/oracle-job.js';

/** One condition of any type, a user, and whether the user meets it; the client's environment is `production`. */
export interface FieldExample {
  readonly row: number;
  readonly condition: JsonObject;
  readonly user: UserFields;
  readonly isMet: boolean;
}

const any = (field: string, ...targets: string[]): JsonObject => ({
  type: 'user_field',
  field,
  operator: 'any',
  targetValue: targets,
});

const now = (operator: string, targetValue: number | null): JsonObject => ({
  type: 'current_time',
  operator,
  targetValue,
});

const tier = (field: string, target: string): JsonObject => ({
  type: 'environment_field',
  field,
  operator: 'any',
  targetValue: [target],
});

const unit = (idType: string): JsonObject => ({ type: 'unit_id', idType, operator: 'any', targetValue: ['c1'] });

const country = (field: string, target: string): JsonObject => ({
  type: 'ip_based',
  field,
  operator: 'any',
  targetValue: [target],
});

const agent = (field: string, operator: string, targetValue: string | readonly string[]): JsonObject => ({
  type: 'ua_based',
  field,
  operator,
  targetValue,
});

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

/** Answers of the official core on how fields, environments, unit IDs, countries and agents are looked up. */
export const FIELD_EXAMPLES: readonly FieldExample[] = [
  { row: 65, condition: now('eq', null), user: { userID: 'u' }, isMet: true },
  { row: 66, condition: now('gt', 0), user: { userID: 'u' }, isMet: false },
  { row: 67, condition: now('after', 0), user: { userID: 'u' }, isMet: true },
  {
    row: 68,
    condition: any('email', 'x@y.z'),
    user: { userID: 'u', email: '', custom: { email: 'x@y.z' } },
    isMet: true,
  },
  { row: 69, condition: any('Level', '1'), user: { userID: 'u', custom: { level: 1 } }, isMet: true },
  { row: 70, condition: any('level', '1'), user: { userID: 'u', custom: { Level: 1 } }, isMet: false },
  {
    row: 71,
    condition: any('f', 'pub'),
    user: { userID: 'u', custom: { f: 'pub' }, privateAttributes: { f: 'priv' } },
    isMet: true,
  },
  {
    row: 72,
    condition: any('f', 'priv'),
    user: { userID: 'u', custom: { f: null }, privateAttributes: { f: 'priv' } },
    isMet: false,
  },
  { row: 73, condition: any('user_id', 'u'), user: { userID: 'u' }, isMet: true },
  { row: 74, condition: any('USERID', 'u'), user: { userID: 'u' }, isMet: true },
  { row: 75, condition: tier('Tier', 'dev'), user: { userID: 'u', statsigEnvironment: { tier: 'dev' } }, isMet: false },
  { row: 76, condition: tier('tier', 'DEV'), user: { userID: 'u', statsigEnvironment: { tier: 'dev' } }, isMet: true },
  { row: 77, condition: unit('companyID'), user: { userID: 'u', customIDs: { companyid: 'c1' } }, isMet: true },
  { row: 78, condition: unit('companyid'), user: { userID: 'u', customIDs: { companyID: 'c1' } }, isMet: false },
  { row: 79, condition: country('country', 'us'), user: { userID: 'u', ip: '8.8.8.8' }, isMet: true },
  {
    row: 80,
    condition: country('country', 'US'),
    user: { userID: 'u', ip: '8.8.8.8', country: 'NZ' },
    isMet: false,
  },
  { row: 81, condition: country('Country', 'US'), user: { userID: 'u', ip: '8.8.8.8' }, isMet: false },
  {
    row: 82,
    condition: agent('browser_version', 'version_gte', '139.9'),
    user: { userID: 'u', userAgent: chromeOnWindows },
    isMet: true,
  },
  {
    row: 83,
    condition: agent('os_version', 'eq', '10'),
    user: { userID: 'u', userAgent: chromeOnWindows },
    isMet: true,
  },
  ...bucketExamples(89, 403, { userID: 'user-1' }),
  ...bucketExamples(90, 398, { userID: 'user-2' }),
  ...bucketExamples(91, 641, { userID: 'a_user' }),
  ...bucketExamples(92, 813, { userID: '' }),
  ...bucketExamples(93, 391, { userID: 'ünïcode' }),
  ...bucketExamples(94, 813, { customIDs: { x: '1' } }),
  // The longest agent that is read, in bytes.
  ...[1000, 1001].map((length) => ({
    row: 124,
    condition: agent('browser_name', 'any', ['Chrome']),
    user: { userID: 'u', userAgent: 'Chrome/1.0'.padEnd(length) },
    isMet: length === 1000,
  })),
];

/** The unit is in this bucket, and in no other one nearby. */
function bucketExamples(row: number, bucket: number, user: UserFields): FieldExample[] {
  return [bucket - 1, bucket, bucket + 1].map((target) => ({
    row,
    user,
    isMet: target === bucket,
    condition: {
      type: 'user_bucket',
      operator: 'any',
      targetValue: [String(target)],
      additionalValues: { salt: 'bucket_salt' },
    },
  }));
}

/** Pass percentages around the bucket of a unit, for a spec with salt `spec_salt` and a rule with salt `rule_salt`. */
export const PERCENTAGE_EXAMPLES: readonly (readonly [
  row: number,
  userID: string,
  percentage: number,
  passes: boolean,
])[] = [
  [84, 'user-1', 71.47, false],
  [84, 'user-1', 71.48, true],
  [85, 'user-2', 21.28, false],
  [85, 'user-2', 21.29, true],
  [86, 'a_user', 74.14, false],
  // Bucket 7415, and 74.15 × 100 is a little more than 7415 in floating point.
  [86, 'a_user', 74.15, true],
  [86, 'a_user', 74.16, true],
  [87, '', 78.39, false],
  [87, '', 78.4, true],
  [88, 'ünïcode', 92.86, false],
  [88, 'ünïcode', 92.87, true],
];
