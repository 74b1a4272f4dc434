import { jsonText } from '../evaluation/values/json-text.js';
import { decimalText } from '../users/decimal-text.js';
import type { UserData } from '../users/user-data.js';
import { type UserValue, setOwn } from '../users/user-value.js';

/** The units that were evaluated for: a userID unless it is empty, and all custom IDs as texts (bootstrap §2.3). */
export function evaluatedKeys({ userID, customIDs }: Readonly<UserData>): Readonly<Record<string, unknown>> {
  const keys: Record<string, unknown> = {};
  if (userID !== undefined && userID !== '') keys['userID'] = userID;
  const ids = Object.entries(customIDs ?? {});
  if (ids.length > 0) {
    const texts: Record<string, string> = {};
    for (const [type, id] of ids) setOwn(texts, type, typeof id === 'number' ? decimalText(id) : id);
    keys['customIDs'] = texts;
  }
  return keys;
}

/**
 * A number that tells whether two responses were made with the same private attributes, without telling these; undefined when
 * there are none. The order of the attributes plays no part. It is the official core's to the letter, so that servers of both
 * kinds agree: over code points, and with numbers in lists as the core writes them.
 */
export function privateAttributesHash({ privateAttributes }: Readonly<UserData>): string | undefined {
  const entries = Object.entries(privateAttributes ?? {});
  if (entries.length === 0) return undefined;
  let sum = 0;
  for (const [key, value] of entries) sum = (sum + codePointHash(`${key}:${attributeText(value)}`)) >>> 0;
  return String(sum);
}

/** Objects and null have no text here. */
function attributeText(value: UserValue): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return decimalText(value);
    case 'boolean':
      return String(value);
    default:
      return Array.isArray(value) ? jsonText(value) : '';
  }
}

function codePointHash(text: string): number {
  let hash = 0;
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0;
  return hash >>> 0;
}
