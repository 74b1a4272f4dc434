import { sha256 } from './sha256.js';

/**
 * A whole number from 0 up to 2^53 that a text alone decides, spread evenly: the first 53 bits of the SHA-256 digest. For
 * choosing one text in so many, the same in every process.
 */
export function uniformHash(text: string): number {
  const digest = sha256(text);
  const { buffer, byteOffset, byteLength } = digest;
  const words = new DataView(buffer, byteOffset, byteLength);
  return words.getUint32(0) * 2 ** 21 + (words.getUint32(4) >>> 11);
}
