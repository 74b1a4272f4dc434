import type { UserValue } from '../../users/user-value.js';

/** What counts as a number in a text: no white space, no hexadecimal, no separators (evaluation §2.1). */
const floatGrammar = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const namedNumber = /^([+-]?)(inf|infinity|nan)$/i;
const intGrammar = /^[+-]?\d+$/;

/** The number that a text spells, or undefined. May be infinite or NaN: `inf` and `nan` are spelled numbers. */
export function numberFromText(text: string): number | undefined {
  if (floatGrammar.test(text)) return Number(text);
  const named = namedNumber.exec(text);
  if (named === null) return undefined;
  if (named[2]?.toLowerCase() === 'nan') return NaN;
  return named[1] === '-' ? -Infinity : Infinity;
}

/** The number that a user's value counts as, or undefined. Booleans are not numbers. */
export function numberOf(value: UserValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? numberFromText(value) : undefined;
}

const maxInt64 = 2n ** 63n - 1n;
const minInt64 = -(2n ** 63n);

/** The whole number that a text spells, when it fits 64 bits with a sign; rounded to a double beyond 2^53. */
export function integerFromText(text: string): number | undefined {
  if (!intGrammar.test(text)) return undefined;
  if (text.length > 18) {
    const exact = BigInt(text.startsWith('+') ? text.slice(1) : text);
    if (exact > maxInt64 || exact < minInt64) return undefined;
  }
  return Number(text);
}
