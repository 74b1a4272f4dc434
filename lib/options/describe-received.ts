import { createRedactor } from '../observability/redact-secrets.js';
import { maskUrl } from './mask-url.js';

/** Longer texts are told by their length; an option given a text by mistake may hold anything. */
const longestQuoted = 60;

const redact = createRedactor('');

/**
 * Words for a value that an option was given by mistake, as they read after “received”. Numbers, booleans and short texts
 * are shown, without keys and without user names and passwords of URLs; of everything else only the type.
 */
export function describeReceived(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') {
    return value.length > longestQuoted
      ? `a string of ${value.length} characters`
      : JSON.stringify(maskUrl(redact(value)));
  }
  if (typeof value === 'number' || typeof value === 'boolean' || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
