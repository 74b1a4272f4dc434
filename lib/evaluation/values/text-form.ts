import { decimalText } from '../../users/decimal-text.js';
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
