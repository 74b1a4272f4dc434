/** What is looked at of a header. Servers take headers of 16 KiB as a rule; nobody needs one that is longer than this. */
const mostCharacters = 65_536;

/**
 * The values of all cookies of a name, in the order of the header, decoded: a path or a domain of its own gives a browser several.
 * Quotes around a value are not of it. Values with broken percent-encoding are left out.
 *
 * Source: https://www.rfc-editor.org/rfc/rfc6265#section-4.2. Never throws.
 *
 * @param header the header `Cookie` of a request
 * @param name in exactly this form: names of cookies know upper and lower case
 */
export function cookieValues(header: string, name: string): string[] {
  const values: string[] = [];
  // A header that is cut off in the middle of a pair loses that pair.
  const isCut = header.length > mostCharacters;
  const end = isCut ? header.lastIndexOf(';', mostCharacters) : header.length;
  for (let start = 0; start < end;) {
    let next = header.indexOf(';', start);
    if (next === -1 || next > end) next = end;
    const value = valueOf(header.slice(start, next), name);
    if (value !== undefined) values.push(value);
    start = next + 1;
  }
  return values;
}

function valueOf(pair: string, name: string): string | undefined {
  const separator = pair.indexOf('=');
  if (separator === -1 || pair.slice(0, separator).trim() !== name) return undefined;
  const text = pair.slice(separator + 1).trim();
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  try {
    return decodeURIComponent(isQuoted ? text.slice(1, -1) : text);
  } catch {
    // A stray `%`: nobody wrote such a value that could be understood.
    return undefined;
  }
}
