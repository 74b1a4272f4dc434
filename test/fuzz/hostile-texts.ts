import type { Random } from '../support/generator/random.js';

/** Names that every object has, or that look like paths, markup or nothing. */
export const HOSTILE_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'then',
  'toJSON',
  '',
  ' ',
  '\0',
  '\ud800',
  'a\udfffb',
  '../../etc',
  '💥'.repeat(50),
] as const;

/** Addresses beyond the last one, of too many or too large parts, in other scripts, or of great length. */
export const HOSTILE_ADDRESSES = [
  '256.0.0.0',
  '999.999.999.999',
  '99999999999999999999.1.1.1',
  `${'9'.repeat(400)}.1.1.1`,
  '-1.-1.-1.-1',
  '-0.0.0.0',
  '8.8.8.8\0',
  '１.１.１.１',
  '1.1.1',
  '1.1.1.1.1',
  '....',
  '.'.repeat(100_000),
  '1.'.repeat(50_000),
  '::ffff:8.8.8.8',
  '::ffff:999.1.1.1',
  '::FFFF:8.8.8.8%eth0',
  'NaN.NaN.NaN.NaN',
  'Infinity.0.0.0',
  '1e400.0.0.0',
] as const;

/** Patterns that take exponential time where they are tried step by step, grow without bound, or do not compile. */
export const HOSTILE_PATTERNS = [
  '(a+)+$',
  '(a|aa)+$',
  '(a|a?)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '(.*)*$',
  '(.*,){25}P',
  '(?:(?:a?){30}){30}a{30}',
  '(?=(a+))a*b\\1',
  '(a{0,1000}){0,1000}',
  '\\p{L}+\\p{N}+$',
  '(?i)ſ|K',
  '['.repeat(1000),
  '('.repeat(5000),
  `${'(?:'.repeat(500)}a${')*'.repeat(500)}`,
  '\ud800',
  '\\',
  '(?<n>a)(?<n>b)',
  'a{999999999}',
  '\\p{L}{1,999}\\d{999}',
  'x[a-z]{1,300}[0-9]',
  '^(?:[a-z]{1,20} ?){1,20}$',
  '\\b\\w{1,100}@\\w{1,255}\\b',
  '(?:a|x)*a(?:a|x){100}9',
  '[\\d-\\w]',
] as const;

/** Texts of great length, with half characters, or that grow when their case changes. */
export function hostileText(random: Random): string {
  return random.weighted<string>([
    [4, () => random.pick(HOSTILE_NAMES)],
    [3, () => random.pick(['a', 'x', 'ß', 'İ', '\ud83e', '9', '.', '-'])],
    [2, () => random.pick(['a', 'x', 'İ', '9', ' ', '1.', 'a,']).repeat(random.integer(100, 3000))],
    [0.2, () => `${'a'.repeat(20_000)}!`],
    [0.1, () => random.pick(['İ', '\ud800', '1.', 'a', '"\\\n']).repeat(33_000)],
    [
      2,
      () => random.pick(['9'.repeat(400), '-9'.repeat(30), '1e999', '0x1p-1074', 'NaN', '-Infinity', '1'.repeat(5000)]),
    ],
    [
      2,
      () => random.pick(['999999-12-31T23:59:59Z', '-000001-01-01 0:0:0', '2023-01-02T00:00:00+99:99', '275760-09-13']),
    ],
  ]);
}

/** Agents of up to 100 kB, of the characters on which a parser has to stop and look. */
export function hostileAgent(random: Random): string {
  const piece = random.pick([
    '(',
    ' ',
    ';',
    '/',
    'Mozilla/5.0 ',
    'Chrome/',
    'Version/1.',
    ') like ',
    '_',
    'iPhone OS ',
    '\ud800',
  ]);
  const length = random.pick([500, 990, 1000, 1001, 5000, 100_000]);
  return piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
}
