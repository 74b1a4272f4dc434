import { halfKeyBits } from './member-key.js';

const smallestCapacity = 8;

/** Pages of this many slots no longer grow: they split. 48 kB, which is split in a fraction of a millisecond. */
const largestCapacity = 8192;

/** A page is full when this share of its slots is taken: beyond it searches grow long. */
const maxLoad = 0.85;

/** How many of a key's first bits may choose its page. Keys that agree in more share a page, however large it grows. */
const deepest = 16;

/**
 * A part of an ID list: a set of member keys in 6 bytes a slot, an open-addressing table over typed arrays.
 *
 * A key comes as two halves of 24 bits, not both zero: zeros mark an empty slot. Removal closes the gap instead of
 * leaving a marker, so that lists that change for months stay as fast as they were.
 */
export class MemberPage {
  /** How many of their first bits the keys of this page have in common. */
  #depth: number;
  /** The lower 32 bits of each slot's key. */
  #words: Uint32Array;
  /** The upper 16 bits. */
  #tops: Uint16Array;
  #size = 0;

  constructor({ depth, capacity }: { readonly depth: number; readonly capacity: number } = firstPage) {
    this.#depth = depth;
    this.#words = new Uint32Array(capacity);
    this.#tops = new Uint16Array(capacity);
  }

  get depth(): number {
    return this.#depth;
  }

  get size(): number {
    return this.#size;
  }

  /** Memory of the slots. Unit: bytes. */
  get bytes(): number {
    return this.#words.byteLength + this.#tops.byteLength;
  }

  /** Whether there is no room for another key. */
  get isFull(): boolean {
    return this.#size + 1 > this.#words.length * maxLoad;
  }

  /** Whether a full page should split rather than grow. */
  get shouldSplit(): boolean {
    return this.#words.length >= largestCapacity && this.#depth < deepest;
  }

  has(high: number, low: number): boolean {
    return !this.#isEmpty(this.#find(topOf(high), wordOf(high, low)));
  }

  /** Adds a key, unless it is there. The page must not be full. */
  add(high: number, low: number): void {
    const top = topOf(high);
    const word = wordOf(high, low);
    const slot = this.#find(top, word);
    if (!this.#isEmpty(slot)) return;
    this.#put(slot, top, word);
    this.#size += 1;
  }

  /** Removes a key, if it is there. */
  delete(high: number, low: number): void {
    const slot = this.#find(topOf(high), wordOf(high, low));
    if (!this.#isEmpty(slot)) this.#removeAt(slot);
  }

  /** Makes room by doubling the slots. */
  grow(): void {
    const words = this.#words;
    const tops = this.#tops;
    this.#words = new Uint32Array(words.length * 2);
    this.#tops = new Uint16Array(tops.length * 2);
    for (let slot = 0; slot < words.length; slot += 1) {
      const word = words[slot] ?? 0;
      const top = tops[slot] ?? 0;
      if (word !== 0 || top !== 0) this.#put(this.#find(top, word), top, word);
    }
  }

  /** Makes room by handing the keys whose next bit is set to a new page. Nothing is allocated but that page. */
  split(): MemberPage {
    const bit = 1 << (deepest - 1 - this.#depth);
    this.#depth += 1;
    const sibling = new MemberPage({ depth: this.#depth, capacity: this.#words.length });
    for (let slot = 0; slot < this.#words.length; slot += 1) {
      // Removal may bring another key into the slot, from further along.
      for (let top = this.#tops[slot] ?? 0; (top & bit) !== 0; top = this.#tops[slot] ?? 0) {
        const word = this.#words[slot] ?? 0;
        sibling.#put(sibling.#find(top, word), top, word);
        sibling.#size += 1;
        this.#removeAt(slot);
      }
    }
    return sibling;
  }

  /** The slot of a key, or the empty slot where it would stand. */
  #find(top: number, word: number): number {
    const capacity = this.#words.length;
    let slot = homeOf(top, word, capacity);
    while (!this.#isEmpty(slot) && (this.#words[slot] !== word || this.#tops[slot] !== top)) {
      slot = (slot + 1) % capacity;
    }
    return slot;
  }

  #isEmpty(slot: number): boolean {
    return this.#words[slot] === 0 && this.#tops[slot] === 0;
  }

  #put(slot: number, top: number, word: number): void {
    this.#words[slot] = word;
    this.#tops[slot] = top;
  }

  /** Empties a slot; whoever stands further along only because it was taken moves up. */
  #removeAt(removed: number): void {
    const capacity = this.#words.length;
    let gap = removed;
    for (let slot = (gap + 1) % capacity; !this.#isEmpty(slot); slot = (slot + 1) % capacity) {
      const top = this.#tops[slot] ?? 0;
      const word = this.#words[slot] ?? 0;
      const fromHome = (slot - homeOf(top, word, capacity) + capacity) % capacity;
      const fromGap = (slot - gap + capacity) % capacity;
      if (fromHome < fromGap) continue;
      this.#put(gap, top, word);
      gap = slot;
    }
    this.#put(gap, 0, 0);
    this.#size -= 1;
  }
}

const firstPage = { depth: 0, capacity: smallestCapacity };

function topOf(high: number): number {
  return high >>> (halfKeyBits - deepest);
}

function wordOf(high: number, low: number): number {
  return ((high << halfKeyBits) | low) >>> 0;
}

/** Where a key stands when nobody is in its way. Keys are hashes already, but a file can hold anything. */
function homeOf(top: number, word: number, capacity: number): number {
  let mixed = Math.imul(word ^ Math.imul(top, 0x85ebca6b), 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  // Capacities are powers of two.
  return (mixed ^ (mixed >>> 13)) & (capacity - 1);
}
