/** Longer values are cut: a list of a thousand ids helps nobody. */
const longestValue = 80;

/** A value as JSON, cut when long. Line breaks and the like are escaped, so that a quotation stays on its line. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  if (text.length <= longestValue) return text;
  // Not between the halves of a character.
  return `${text.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** An instant as a date in UTC, or as the number when it is beyond what dates can say. */
export function quoteInstant(instantMs: number): string {
  // oxlint-disable-next-line no-restricted-globals -- writes an instant down and reads no clock
  const date = new Date(instantMs);
  return Number.isNaN(date.getTime()) ? String(instantMs) : date.toISOString();
}
