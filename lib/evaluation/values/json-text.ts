import type { UserValue } from '../../users/user-value.js';

/** The whole numbers that the official SDK keeps as such; others are doubles to it, which are written with a point. */
const minWhole = -(2 ** 31);
const maxWhole = 2 ** 32 - 1;

/**
 * The compact JSON of a user's value, letter by letter as the official SDK writes it (observed): whole numbers beyond 32
 * bits have a point, `1672531200000.0`, and numbers from 10^16 on or below 0.00001 an exponent without a plus, `1e21`.
 */
export function jsonText(value: UserValue): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((element: UserValue) => jsonText(element)).join(',')}]`;
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`);
  return `{${entries.join(',')}}`;
}

function numberText(value: number): string {
  if (Number.isInteger(value) && value >= minWhole && value <= maxWhole) return JSON.stringify(value);
  const size = Math.abs(value);
  // The shortest digits that read back as the same number, as everywhere; only their form differs from JavaScript's.
  if (size >= 1e16 || size < 1e-5) return value.toExponential().replace('e+', 'e');
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
