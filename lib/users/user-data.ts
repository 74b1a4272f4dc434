import { decimalText } from './decimal-text.js';
import { toUserValue, setOwn, type UserValue } from './user-value.js';

/** Attributes by name. */
export type UserAttributes = { readonly [name: string]: UserValue };

/**
 * A user in the form that evaluation reads: every value has a JSON form, absent fields are undefined, and nothing in it
 * is shared with the caller. No text holds half a surrogate pair: U+FFFD stands in its place, as in the official SDK.
 */
export interface UserData {
  userID: string | undefined;
  email: string | undefined;
  ip: string | undefined;
  userAgent: string | undefined;
  country: string | undefined;
  locale: string | undefined;
  appVersion: string | undefined;
  customIDs: { readonly [idType: string]: string | number } | undefined;
  custom: UserAttributes | undefined;
  privateAttributes: UserAttributes | undefined;
  statsigEnvironment: { readonly [name: string]: string } | undefined;
}

/** A user with other values in some fields. Field by field: of late ones (`LateUserData`) a spread has none. */
export function withFields(user: Readonly<UserData>, changed: Partial<UserData>): UserData {
  return {
    userID: user.userID,
    email: user.email,
    ip: user.ip,
    userAgent: user.userAgent,
    country: user.country,
    locale: user.locale,
    appVersion: user.appVersion,
    customIDs: user.customIDs,
    custom: user.custom,
    privateAttributes: user.privateAttributes,
    statsigEnvironment: user.statsigEnvironment,
    ...changed,
  };
}

/** The fields of a user that hold one text. */
export type TextField = 'userID' | 'email' | 'ip' | 'userAgent' | 'country' | 'locale' | 'appVersion';

/**
 * The text of a top-level field. Numbers, booleans and bigints become text (an id that came from a database is often a
 * number); null and undefined are absent; anything else is left out and reported.
 *
 * The official SDK throws for all but strings; a request must not fail because of a user (design §4.3).
 */
export function toTextField(field: string, value: unknown, report: (complaint: string) => void): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? decimalText(value) : '';
    case 'boolean':
    case 'bigint':
      return String(value);
    default:
      if (value !== null) report(`${field} was ${kindOf(value)} and was left out; give a string`);
      return undefined;
  }
}

/** Custom IDs: texts stay texts, numbers stay numbers; anything else is left out and reported. */
export function toCustomIDs(
  value: unknown,
  report: (complaint: string) => void,
): { readonly [idType: string]: string | number } | undefined {
  return mapEntries('customIDs', value, report, (id) => {
    if (typeof id === 'string') return id.toWellFormed();
    if (typeof id === 'bigint') return String(id);
    return typeof id === 'number' && Number.isFinite(id) ? id : undefined;
  });
}

/** Attributes (`custom`, `privateAttributes`) in their JSON form; what has none is left out and reported. */
export function toAttributes(
  field: string,
  value: unknown,
  report: (complaint: string) => void,
): UserAttributes | undefined {
  return mapEntries(field, value, report, (attribute) => toUserValue(attribute));
}

/** Environment fields: texts; numbers and booleans become text. */
export function toEnvironment(
  value: unknown,
  report: (complaint: string) => void,
): { readonly [name: string]: string } | undefined {
  return mapEntries('statsigEnvironment', value, report, (entry) => {
    if (typeof entry === 'string') return entry.toWellFormed();
    return typeof entry === 'number' || typeof entry === 'boolean' ? String(entry) : undefined;
  });
}

/**
 * Copies a record entry by entry. Undefined entries are dropped in silence, and so are those whose name holds half a
 * surrogate pair; those without a form are reported.
 */
function mapEntries<T>(
  field: string,
  value: unknown,
  report: (complaint: string) => void,
  convert: (entry: unknown) => T | undefined,
): { readonly [key: string]: T } | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || isArray(value)) {
    report(`${field} was ${kindOf(value)} and was left out; give an object`);
    return undefined;
  }
  let keys: readonly string[];
  try {
    keys = Object.keys(value);
  } catch {
    // A proxy of the caller's threw: the field does not exist for us, and the request goes on.
    report(`${field} was an object that throws when it is read and was left out; give a plain object`);
    return undefined;
  }
  const copy: Record<string, T> = {};
  for (const key of keys) {
    let converted: T | undefined;
    let found: string;
    // As in the official SDK.
    if (!key.isWellFormed()) continue;
    try {
      const entry: unknown = Reflect.get(value, key);
      if (entry === undefined) continue;
      converted = convert(entry);
      found = converted === undefined ? kindOf(entry) : '';
    } catch {
      // A getter or proxy of the caller's threw: that attribute does not exist for us, and the request goes on.
      found = 'a property that throws when it is read';
    }
    if (converted === undefined) report(`an entry of ${field} was ${found} and was left out`);
    else setOwn(copy, key, converted);
  }
  return copy;
}

/** What a value is, in words, without the value itself: users never reach a log. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return isArray(value) ? 'an array' : 'an object';
  return `a ${typeof value}`;
}

/** `Array.isArray`, which throws for a proxy that was revoked; that one is an object that cannot be read. */
function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    // Whoever reads its entries next finds out, and reports it.
    return false;
  }
}
