/** How many characters a member key has. */
export const memberKeyLength = 8;

/** How many bits four characters of a member key have. */
export const halfKeyBits = 24;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The six bits of each ASCII character; -1 for characters outside base64. */
const sextets = new Int8Array(128).fill(-1);
for (let value = 0; value < alphabet.length; value += 1) sextets[alphabet.charCodeAt(value)] = value;

/**
 * The bits of four characters of base64, half a member key; negative when one of them is not base64.
 *
 * Reads within a longer text, so that lines need not be cut out of their file. Range: 0 to 2^24 - 1.
 */
export function packHalfKey(text: string, at: number): number {
  const a = sextetOf(text.charCodeAt(at));
  const b = sextetOf(text.charCodeAt(at + 1));
  const c = sextetOf(text.charCodeAt(at + 2));
  const d = sextetOf(text.charCodeAt(at + 3));
  // The bits of -1 are all set, so one bad character makes the whole negative.
  return (a << 18) | (b << 12) | (c << 6) | d;
}

function sextetOf(code: number): number {
  // Beyond the text the code is NaN, which is less than nothing.
  return code < 128 ? (sextets[code] ?? -1) : -1;
}
