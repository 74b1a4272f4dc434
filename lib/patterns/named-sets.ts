import { type CharacterSet, complementOf, lastCodePoint, rangeSet, textSet, unionOf } from './character-set.js';

/** `\d`: the decimal digits of every script. */
export const digits: CharacterSet = {
  kind: 'property',
  property: { source: '\\p{Nd}', engineSource: '\\p{Nd}' },
};

/** `\s`: the white space of Unicode (PropList, White_Space). */
export const whiteSpace = unionOf(
  rangeSet(0x09, 0x0d),
  textSet(' \u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000'),
  rangeSet(0x2000, 0x200a),
);

/**
 * `\w`: letters, marks, decimal digits, connectors and joiners (UTS #18, annex C).
 *
 * The engine has no Alphabetic; what that holds beyond letters, marks and letter numbers are encircled Latin letters.
 */
export const wordCharacters: CharacterSet = {
  kind: 'property',
  property: {
    source: '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}',
    engineSource:
      '\\p{L}\\p{M}\\p{Nd}\\p{Nl}\\p{Pc}\\x{200c}\\x{200d}\\x{24b6}-\\x{24e9}\\x{1f130}-\\x{1f149}\\x{1f150}-\\x{1f169}\\x{1f170}-\\x{1f189}',
  },
};

/** `\h`: hexadecimal digits. */
export const hexDigits = unionOf(rangeSet(0x30, 0x39), rangeSet(0x41, 0x46), rangeSet(0x61, 0x66));

/** `\O`, and `.` with the flag `s`. */
export const everything = rangeSet(0, lastCodePoint);

/** `.` without the flag `s`. */
export const allButNewline = complementOf(rangeSet(0x0a));

const lower = rangeSet(0x61, 0x7a);
const upper = rangeSet(0x41, 0x5a);
const asciiDigits = rangeSet(0x30, 0x39);

/** `[[:alpha:]]`: these are ASCII alone. */
export const posixSets: ReadonlyMap<string, CharacterSet> = new Map([
  ['alnum', unionOf(lower, upper, asciiDigits)],
  ['alpha', unionOf(lower, upper)],
  ['ascii', rangeSet(0, 0x7f)],
  ['blank', textSet('\t ')],
  ['cntrl', unionOf(rangeSet(0, 0x1f), rangeSet(0x7f))],
  ['digit', asciiDigits],
  ['graph', rangeSet(0x21, 0x7e)],
  ['lower', lower],
  ['print', rangeSet(0x20, 0x7e)],
  ['punct', unionOf(rangeSet(0x21, 0x2f), rangeSet(0x3a, 0x40), rangeSet(0x5b, 0x60), rangeSet(0x7b, 0x7e))],
  ['space', unionOf(rangeSet(0x09, 0x0d), rangeSet(0x20))],
  ['upper', upper],
  ['word', unionOf(lower, upper, asciiDigits, rangeSet(0x5f))],
  ['xdigit', hexDigits],
]);
