/** Longer values are cut: a list of a thousand ids helps nobody. */
const longestValue = 80;

/** A value as JSON, cut when long. Line breaks and the like are escaped, so that a quotation stays on its line. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  if (text.length <= longestValue) return text;
  // Not between the halves of a character.
  return `${text.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A text as JSON, never cut: a hash input is of no use without its end. */
export function quoteWhole(text: string): string {
  return JSON.stringify(text);
}

/** An instant as a date in UTC, or as the number when it is beyond what dates can say. */
export function quoteInstant(instantMs: number): string {
  // oxlint-disable-next-line no-restricted-globals -- writes an instant down and reads no clock
  const date = new Date(instantMs);
  return Number.isNaN(date.getTime()) ? String(instantMs) : date.toISOString();
}

/** The buckets that a target lists, as ranges: `0-799, 950`. What is no list of whole numbers is quoted as it is. */
export function quoteBuckets(target: unknown): string {
  const listed = typeof target === 'object' && target !== null ? target : undefined;
  const texts: readonly unknown[] = Array.isArray(listed) ? listed : Object.keys(listed ?? {});
  const buckets = texts.map(Number).toSorted((left, right) => left - right);
  if (buckets.length === 0 || !buckets.every((bucket) => Number.isInteger(bucket))) return quote(target);
  const ranges: { from: number; to: number }[] = [];
  for (const bucket of buckets) {
    const open = ranges.at(-1);
    if (open !== undefined && bucket <= open.to + 1) open.to = bucket;
    else ranges.push({ from: bucket, to: bucket });
  }
  const text = ranges.map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
