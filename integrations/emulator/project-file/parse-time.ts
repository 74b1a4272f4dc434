const isoTime = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d)?)?$/;

/**
 * Milliseconds since 1970 for a time of the project file: a number is taken as milliseconds, a text as ISO 8601. A date
 * alone is midnight, and a time without an offset is UTC, so that a file means the same on every machine. `undefined`
 * for anything else, impossible dates such as 30 February included.
 */
export function parseTime(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  const match = isoTime.exec(value);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] =
    match;
  const milliseconds = fraction.slice(0, 3).padEnd(3, '0');
  const local = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}Z`);
  // `Date.parse` moves 30 February into March instead of refusing it.
  if (Number.isNaN(local) || new Date(local).getUTCDate() !== Number(day)) return undefined;
  const result = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset.toUpperCase()}`,
  );
  return Number.isNaN(result) ? undefined : result;
}
