// cspell:ignore companyid Straße STRASSE İstanbul ünïcode ΟΔΟΣ
import type { Random } from './random.js';

/** User fields that conditions look at: top-level ones in odd casings, aliases, custom ones, prototype names. */
export const FIELDS = [
  'userID',
  'USERID',
  'email',
  'Email',
  'country',
  'locale',
  'appVersion',
  'appversion',
  'user_id',
  'app_version',
  'ip',
  'userAgent',
  'user_agent',
  'level',
  'Level',
  'plan',
  'PLAN',
  'tags',
  'signup',
  'release',
  'meta',
  'score',
  'flag',
  'ünï',
  'constructor',
] as const;

/** Unit types, among them other casings and one that no user has. */
export const ID_TYPES = [
  'userID',
  'userid',
  'companyID',
  'companyid',
  'stableID',
  'workspace',
  'nobodyHasThis',
] as const;

/** Short texts that both users and targets take from, so that comparisons succeed often. */
export const WORDS = [
  'a',
  'A',
  'b',
  'pro',
  'Pro',
  'free',
  'beta-tester',
  'us',
  'US',
  'NZ',
  'de',
  'en_US',
  'x@y.z',
  'someone@statsig.com',
  'Straße',
  'STRASSE',
  'İstanbul',
  'ünïcode',
  'ΟΔΟΣ',
  '日本',
  '🦊',
  '\ufffd',
  '',
  ' ',
  'true',
  'false',
  'null',
  '1',
  '5',
  '5.0',
  '1.5',
  '100',
  '-3',
  '[1,2]',
] as const;

/** Texts and numbers around the edges of the number grammar of evaluation. */
export const NUMERIC_TEXTS = [
  '5',
  '5.',
  '.5',
  '+5',
  '-5',
  '1E3',
  '1e3',
  'inf',
  '-Infinity',
  'nan',
  ' 5',
  '5 ',
  '0x10',
  '1_000',
  '007',
  '9007199254740993',
] as const;

/** Version texts, good and bad. */
export const VERSIONS = [
  '1',
  '1.2',
  '1.2.0',
  '1.2.3',
  '1.10',
  '01.2',
  '2.0.0-beta.1',
  '1.2.3-rc',
  '0.9',
  '1.a',
  'v1.2',
  ' 1.2 ',
  '1..2',
  '1.2.3.4.5',
  '99999999999999999999.1',
  '',
  '-1',
  '1.-2',
  '+1.2',
] as const;

/** Date texts on both sides of what counts as a time stamp. */
export const DATE_TEXTS = [
  '2023-01-02T00:00:00Z',
  '2023-01-02T00:00:00.000Z',
  '2023-01-02 00:00:00',
  '2023-01-02t03:04:05z',
  '2023-01-02',
  '2023-1-2 3:4:5',
  '2023-01-02T00:00:00+01:00',
  '2024-02-29T12:00:00Z',
  '2023-02-29T12:00:00Z',
  '1970-02-01T00:00:00Z',
  '2016-12-31T23:59:60Z',
  '2023-01-02T24:00:00Z',
  'Mon, 02 Jan 2023 00:00:00 GMT',
  '1672617600',
  '1672617600000',
  '1672617600.5',
  '+262142-12-31 23:59:59',
  '+262143-1-1 0:0:0',
  '-262143-1-1 0:0:0',
  '-262144-12-31 0:0:0',
] as const;

/** Instants in seconds and in milliseconds, around the border between the two readings and between two UTC days. */
export const INSTANTS = [
  0, 1, 86_399_999, 86_400_000, 1_672_531_199, 1_672_531_200, 1_672_617_599, 1_672_617_600, 9_999_999_999,
  10_000_000_000, 1_672_531_200_000, 1_672_617_599_999, 1_672_617_600_000, 4_102_444_800_000, -1, 1_672_617_600.5,
] as const;

/** Names of parameters of configs, experiments and layers. */
export const PARAMETERS = ['color', 'size', 'enabled', 'list', 'nested', 'ratio', 'title'] as const;

/** A word or, sometimes, a text of a special grammar. */
export function anyText(random: Random): string {
  return random.weighted<string>([
    [6, () => random.pick(WORDS)],
    [1, () => random.pick(NUMERIC_TEXTS)],
    [1, () => random.pick(VERSIONS)],
    [1, () => random.pick(DATE_TEXTS)],
  ]);
}

/** A number: small, fractional, negative, or at the limits of exactness. */
export function anyNumber(random: Random): number {
  return random.weighted<number>([
    [5, () => random.integer(-3, 12)],
    [2, () => random.pick([0.5, 1.5, 5.25, 0.1, -0.5, 1e-7, 74.15])],
    [1, () => random.pick([100, 999, 1000, 2 ** 31, 2 ** 53, 2 ** 53 - 1])],
    [1, () => random.pick(INSTANTS)],
  ]);
}
