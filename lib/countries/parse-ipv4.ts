/** What an IPv4 address looks like when it is written as IPv6 (RFC 4291 §2.5.5.2). */
const mappedPrefix = /^::ffff:/i;

/** A part of an address. A sign is taken, as the official SDK takes it. */
const partForm = /^[+-]?\d+$/;

/** One more than the highest address. */
const addressCount = 2 ** 32;

/**
 * The number of an IPv4 address, or undefined when the text is not one (evaluation §9).
 *
 * Four decimal parts, and nothing around them: no spaces, no port. An IPv4-mapped IPv6 address counts as the IPv4
 * address in it. Parts are not range checked: `8.8.8.256` is `8.8.9.0`, as in the official SDK. What is below
 * the first address counts as it; what is beyond the last has no number.
 */
export function parseIpv4(text: string): number | undefined {
  const parts = text.replace(mappedPrefix, '').split('.', 5);
  if (parts.length !== 4) return undefined;
  let address = 0;
  for (const part of parts) {
    if (!partForm.test(part)) return undefined;
    address = address * 256 + Number(part);
  }
  return address < addressCount ? Math.max(address, 0) : undefined;
}
