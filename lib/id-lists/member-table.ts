import { halfKeyBits } from './member-key.js';
import { MemberPage } from './member-page.js';

/**
 * A set of member keys that grows without ever being copied: when a page of it is full, that page is split in two
 * ("extendible hashing"). A plain table would need twice its memory while it grows, and leave holes of every former
 * size behind; 5 million keys take 50 MB here, and no single addition takes longer than splitting one page.
 */
export class MemberTable {
  /** The page of each combination of a key's first `#depth` bits. Neighbours may share a page. */
  #directory: MemberPage[] = [new MemberPage()];
  #depth = 0;

  get size(): number {
    return this.#pages.reduce((size, page) => size + page.size, 0);
  }

  /** Memory of all pages. Unit: bytes. */
  get bytes(): number {
    return this.#pages.reduce((bytes, page) => bytes + page.bytes, 0);
  }

  has(high: number, low: number): boolean {
    return this.#pageOf(high).has(high, low);
  }

  /** Adds a key of two halves, unless it is there. Not both may be zero. */
  add(high: number, low: number): void {
    let page = this.#pageOf(high);
    while (page.isFull) {
      if (page.shouldSplit) this.#split(page, high);
      else page.grow();
      page = this.#pageOf(high);
    }
    page.add(high, low);
  }

  /** Removes a key, if it is there. */
  delete(high: number, low: number): void {
    this.#pageOf(high).delete(high, low);
  }

  get #pages(): readonly MemberPage[] {
    return this.#directory.filter((page, index) => page !== this.#directory[index - 1]);
  }

  #pageOf(high: number): MemberPage {
    const page = this.#directory[high >>> (halfKeyBits - this.#depth)];
    if (page === undefined) throw new RangeError(`${high} is not half a member key.`);
    return page;
  }

  #split(page: MemberPage, high: number): void {
    if (page.depth === this.#depth) {
      this.#directory = this.#directory.flatMap((each) => [each, each]);
      this.#depth += 1;
    }
    // The entries that led to the page are neighbours; the latter half of them leads to the new one from now on.
    const entries = 2 ** (this.#depth - page.depth);
    const first = Math.floor((high >>> (halfKeyBits - this.#depth)) / entries) * entries;
    this.#directory.fill(page.split(), first + entries / 2, first + entries);
  }
}
