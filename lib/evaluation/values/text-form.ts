import type { UserValue } from '../../users/user-value.js';
import { jsonText } from './json-text.js';

/**
 * The text that a user's value counts as, or undefined when it has none (objects, null, absent).
 *
 * Numbers are written in full, never with an exponent; arrays as compact JSON (evaluation §2.1).
 */
export function textOf(value: UserValue | undefined): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return decimalText(value);
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      return Array.isArray(value) ? jsonText(value) : undefined;
  }
}

/** The shortest decimal digits that read back as the same number, without an exponent: `1e-7` is `0.0000001`. */
export function decimalText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  const text = String(value);
  const exponentAt = text.indexOf('e');
  if (exponentAt < 0) return text;

  const sign = text.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = text.slice(sign.length, exponentAt).split('.');
  const digits = whole + fraction;
  const pointAt = whole.length + Number(text.slice(exponentAt + 1));
  if (pointAt <= 0) return `${sign}0.${'0'.repeat(-pointAt)}${digits}`;
  if (pointAt >= digits.length) return sign + digits.padEnd(pointAt, '0');
  return `${sign}${digits.slice(0, pointAt)}.${digits.slice(pointAt)}`;
}
