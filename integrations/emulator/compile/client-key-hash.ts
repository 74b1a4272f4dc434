/**
 * How a payload names a client key without showing it: djb2 over UTF-16 code units, 32 bits, as an unsigned decimal
 * text. The browser SDK looks its own key up by the same hash.
 */
export function deriveClientKeyHash(key: string): string {
  let hash = 0;
  for (let index = 0; index < key.length; index++) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0;
  return String(hash >>> 0);
}
