import { isIPv6 } from 'node:net';

/** How many requests one address may make. */
export interface AddressLimits {
  /** In the long run. From 1. */
  readonly requestsPerMinute: number;
  /** At once, after a pause. From 1. */
  readonly burst: number;
}

/** Beyond this many the addresses that have asked least recently are forgotten, and may ask as if for the first time. */
const mostAddresses = 10_000;

/** What is left to one address: requests that it may still make, as of an instant. */
interface Bucket {
  remaining: number;
  atMs: number;
}

/**
 * Counts requests by address with token buckets, in bounded memory. Of IPv6 the network counts (the first 64 bits), because one
 * household has more addresses there than there are seconds in a life.
 */
export class AddressLimiter {
  readonly #limits: AddressLimits;
  readonly #elapsedMs: () => number;
  /** The address that asked least recently comes first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: AddressLimits, elapsedMs: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#elapsedMs = elapsedMs;
  }

  /** Counts one request. @returns 0 when it may pass, else after how long the next one may. Unit: milliseconds. */
  take(address: string): number {
    const { requestsPerMinute, burst } = this.#limits;
    const key = networkOf(address);
    const nowMs = this.#elapsedMs();
    const perMs = requestsPerMinute / 60_000;
    const bucket = this.#buckets.get(key) ?? { remaining: burst, atMs: nowMs };
    bucket.remaining = Math.min(burst, bucket.remaining + (nowMs - bucket.atMs) * perMs);
    bucket.atMs = nowMs;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forgetOldest();
    if (bucket.remaining < 1) return Math.max(1, Math.round((1 - bucket.remaining) / perMs));
    bucket.remaining -= 1;
    return 0;
  }

  #forgetOldest(): void {
    if (this.#buckets.size <= mostAddresses) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/** Longer than any address is as text. */
const longestAddress = 64;

/** The address itself, or the first four groups of an IPv6 address. */
function networkOf(address: string): string {
  // A copy: a part of a text keeps the whole text in memory, here a header of up to 16 KB that the caller wrote.
  if (!isIPv6(address)) return Buffer.from(address.slice(0, longestAddress)).toString();
  const [head = '', tail] = address.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
