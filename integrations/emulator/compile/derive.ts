import { createHash } from 'node:crypto';

/**
 * A salt in the form of the console's (a UUID), always the same for the same words. Who falls on which side of a
 * percentage follows from it, so it must not differ between runs or machines.
 */
export function deriveSalt(...words: readonly string[]): string {
  const hex = digest(JSON.stringify(words)).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** A decimal number that stands for a content: equal contents have equal numbers. */
export function deriveChecksum(content: unknown): string {
  return digest(JSON.stringify(content)).readBigUInt64BE(0).toString();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
