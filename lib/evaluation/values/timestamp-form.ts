import type { UserValue } from '../../users/user-value.js';
import { integerFromText } from './number-form.js';

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+\-\u2212])(\d\d):(\d\d))$/;
/**
 * A day takes both digits that follow, also where no space stands before the time, as in the official SDK. Spaces are
 * Unicode's white space, not `\s`: the byte order mark is none, and U+0085 is.
 */
const spaced =
  /^\p{White_Space}*([+-]\d+|\d{1,4})-\p{White_Space}*(\d{1,2})-\p{White_Space}*(\d\d|\d(?!\d))\p{White_Space}*(\d{1,2}):\p{White_Space}*(\d{1,2}):\p{White_Space}*(\d{1,2})$/u;

/** The years of the calendar that the official SDK uses. */
const minYear = -262_143;
const maxYear = 262_142;

/** The lengths, in UTF-8 bytes, that a user's text must have to be read as a date. */
const minDateBytes = 8;
const maxDateBytes = 20;

/**
 * The instant that a text spells, in milliseconds since the Unix epoch, or undefined.
 *
 * Whole numbers, RFC 3339 with an offset, or `Y-M-D H:M:S` in UTC (evaluation §2.1). Not `Date.parse`: it accepts more,
 * and reads some of it in the local time zone.
 */
export function timestampFromText(text: string): number | undefined {
  return integerFromText(text) ?? dateFromText(text);
}

/**
 * The instant that a user's value counts as, or undefined.
 *
 * The official SDK reads a user's text as a date only when it is 8 to 20 bytes long. So the 24 characters of
 * `Date.prototype.toISOString()` are no date on the user's side, while the same text in a rule is one.
 */
export function timestampOfUserValue(value: UserValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) <= 2 ** 63 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const integer = integerFromText(value);
  if (integer !== undefined) return integer;
  if (value.length > maxDateBytes || !/[-T:]/.test(value)) return undefined;
  const bytes = utf8Length(value);
  return bytes < minDateBytes || bytes > maxDateBytes ? undefined : dateFromText(value);
}

function dateFromText(text: string): number | undefined {
  const strict = rfc3339.exec(text);
  if (strict !== null) {
    const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours, offsetMinutes] = strict;
    const at = instant(year, month, day, hour, minute, second);
    if (at === undefined) return undefined;
    const millis = Number(fraction.slice(0, 3).padEnd(3, '0'));
    if (sign === undefined) return at + millis;
    if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
    const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
    return at + millis - (sign === '+' ? offsetMs : -offsetMs);
  }
  const loose = spaced.exec(text);
  return loose === null ? undefined : instant(loose[1], loose[2], loose[3], loose[4], loose[5], loose[6]);
}

/** UTC milliseconds of a calendar date and time, or undefined when there is no such moment. A leap second counts. */
function instant(...[year, month, day, hour, minute, second]: readonly (string | undefined)[]): number | undefined {
  const y = Number(year);
  const mo = Number(month);
  const d = Number(day);
  const h = Number(hour);
  const mi = Number(minute);
  const s = Number(second);
  if (y < minYear || y > maxYear) return undefined;
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 60) return undefined;
  // Days since the epoch in the proleptic Gregorian calendar, by the era method: it has no special case for years
  // below 100, which `Date.UTC` maps to the 1900s.
  const shifted = mo <= 2 ? y - 1 : y;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (mo + (mo > 2 ? -3 : 9)) + 2) / 5) + d - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  return ((days * 24 + h) * 60 + mi) * 60_000 + s * 1000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
