import { textOf } from '../values/text-form.js';
import type { Operator } from './operator.js';

/** The usual part of a version, without anything that needs care. */
const plainPart = /^\d{1,15}$/;
/**
 * One part of a version: a whole number of up to 127 bits, with white space around it allowed. Unicode's white space, not
 * that of `trim()`: the byte order mark is none, and U+0085 is.
 */
const partGrammar = /^\p{White_Space}*(\+?\d+)\p{White_Space}*$/u;
const maxPart = 2n ** 127n - 1n;

/**
 * Compares two versions part by part: negative, zero, positive, or undefined when a part before the first difference
 * is no number. What stands behind the deciding part is never looked at, so `0.9` is below `1.a` (evaluation §6.2).
 */
export function compareVersions(left: readonly string[], right: readonly string[]): number | undefined {
  const length = Math.max(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = versionPart(left[i]);
    const b = versionPart(right[i]);
    if (a === undefined || b === undefined) return undefined;
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}

/** The parts of a version text: what stands before the first `-`, cut at dots. */
export function versionParts(text: string): readonly string[] {
  const end = text.indexOf('-');
  return (end < 0 ? text : text.slice(0, end)).split('.');
}

function versionPart(text: string | undefined): number | bigint | undefined {
  if (text === undefined) return 0;
  if (plainPart.test(text)) return Number(text);
  const digits = partGrammar.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const exact = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  if (exact > maxPart) return undefined;
  // Numbers and bigints must not meet in a strict comparison, so a long spelling of a small number becomes a number.
  return exact <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(exact) : exact;
}

/** Both sides need a text (targets that are numbers do not count); otherwise false, for `version_neq` too. */
function comparing(decide: (order: number) => boolean): Operator {
  return (target) => {
    if (typeof target !== 'string') return () => false;
    const right = versionParts(target);
    return (value) => {
      const text = textOf(value);
      if (text === undefined) return false;
      const order = compareVersions(versionParts(text), right);
      return order !== undefined && decide(order);
    };
  };
}

export const versionGt: Operator = comparing((order) => order > 0);
export const versionGte: Operator = comparing((order) => order >= 0);
export const versionLt: Operator = comparing((order) => order < 0);
export const versionLte: Operator = comparing((order) => order <= 0);
export const versionEq: Operator = comparing((order) => order === 0);
export const versionNeq: Operator = comparing((order) => order !== 0);
