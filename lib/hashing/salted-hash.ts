import { absorb, blockBytes, compress, finish, newState } from './sha256.js';

const encoder = new TextEncoder();

/** Scratch for the state and block of the hash being computed; nothing in them outlives a call. */
const scratchState = new Int32Array(8);
const scratchBlock = new Int32Array(16);

/**
 * Puts units into buckets by `SHA-256(prefix + unit)`, with the work for the prefix done once.
 *
 * The bucket is the first 8 bytes of the digest, read as an unsigned big-endian integer, modulo the number of buckets:
 * the rule that every Statsig server SDK shares (evaluation §7). A gate rule's prefix of 74 bytes fills one block, so
 * what is left for each user is a single block: 0.5 µs against 2.5 µs with `node:crypto`.
 */
export class SaltedHash {
  readonly #state = newState();
  readonly #tail = new Int32Array(16);
  readonly #tailBytes: number;
  readonly #prefixBytes: number;

  /** @param prefix what stands before every unit, its separator included, for example `salt.ruleSalt.` */
  constructor(prefix: string) {
    const bytes = encoder.encode(prefix);
    this.#prefixBytes = bytes.length;
    this.#tailBytes = absorb(this.#state, this.#tail, 0, bytes);
  }

  /**
   * The bucket of a unit: an integer from 0 to `buckets - 1`. The unit is hashed exactly as given, without trimming or
   * lower-casing. `buckets` is at most 65,536, so that every product stays an exact integer.
   */
  bucketOf(unit: string, buckets: number): number {
    this.#digest(unit);
    const high = (scratchState[0] as number) >>> 0;
    const low = (scratchState[1] as number) >>> 0;
    return ((high % buckets) * (0x1_0000_0000 % buckets) + (low % buckets)) % buckets;
  }

  /** Leaves the digest of `prefix + unit` in `scratchState`. */
  #digest(unit: string): void {
    const state = scratchState;
    const block = scratchBlock;
    for (let i = 0; i < 8; i++) state[i] = this.#state[i] as number;
    for (let i = 0; i < 16; i++) block[i] = this.#tail[i] as number;

    let at = this.#tailBytes;
    for (let i = 0; i < unit.length; i++) {
      const code = unit.charCodeAt(i);
      if (code > 0x7f) {
        // Everything before was ASCII, so this character begins a code point: the rest can be encoded by itself.
        const rest = encoder.encode(unit.slice(i));
        finish(state, block, absorb(state, block, at, rest), this.#prefixBytes + i + rest.length);
        return;
      }
      block[at >> 2] = (block[at >> 2] as number) | (code << (24 - ((at & 3) << 3)));
      if (++at === blockBytes) {
        compress(state, block);
        block.fill(0);
        at = 0;
      }
    }
    finish(state, block, at, this.#prefixBytes + unit.length);
  }
}
