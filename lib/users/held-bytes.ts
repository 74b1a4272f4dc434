import type { UserData } from './user-data.js';
import { isUserRecord, type UserValue } from './user-value.js';

/** What a value takes beside its characters: a member with its name, and a small object. Unit: bytes. */
const [memberBytes, objectBytes] = [24, 40];

/** Names up to this are few, and the same in most values. Unit: UTF-16 code units. */
const longestSharedName = 24;

/** The fields of a user, whatever is in them. Unit: bytes. */
const emptyUserBytes = 160;

/**
 * About how much memory a value takes, rather more than less: two bytes for each character, as for texts beyond Latin. Short names
 * of members are not counted. Unit: bytes.
 */
export function valueBytes(value: UserValue | undefined): number {
  if (typeof value === 'string') return value.length * 2;
  if (typeof value !== 'object' || value === null) return 0;
  let bytes = objectBytes;
  if (isUserRecord(value)) {
    // Twice as fast as a list of the values, and what inherits members is no JSON value.
    // oxlint-disable-next-line guard-for-in -- as said
    for (const name in value) {
      bytes += memberBytes + valueBytes(value[name]) + (name.length > longestSharedName ? name.length * 2 : 0);
    }
  } else {
    for (const element of value) bytes += memberBytes + valueBytes(element);
  }
  return bytes;
}

/** About how much memory users take. Events of one request have the same user, so the latest answer is kept. */
export class UserBytes {
  #latest: { readonly user: Readonly<UserData>; readonly bytes: number } | undefined;

  /**
   * Each user is measured: a sample of them costs a tenth of the time, 20 ns for 200, and takes every user beside one that is
   * large for large, so that events would be dropped for memory that nobody holds. Unit: bytes.
   */
  of(user: Readonly<UserData>): number {
    if (this.#latest?.user === user) return this.#latest.bytes;
    const { userID, email, ip, userAgent, country, locale, appVersion, customIDs, custom } = user;
    const bytes =
      emptyUserBytes +
      textBytes(userID) +
      textBytes(email) +
      textBytes(ip) +
      textBytes(userAgent) +
      textBytes(country) +
      textBytes(locale) +
      textBytes(appVersion) +
      valueBytes(customIDs) +
      valueBytes(custom) +
      valueBytes(user.privateAttributes) +
      valueBytes(user.statsigEnvironment);
    this.#latest = { user, bytes };
    return bytes;
  }
}

function textBytes(text: string | undefined): number {
  return text === undefined ? 0 : text.length * 2;
}
