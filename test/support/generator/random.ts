/**
 * A seeded source of random choices (the mulberry32 generator): the same seed gives the same choices on every machine,
 * so a seed printed by a failing run is enough to repeat it.
 */
export class Random {
  #state: number;

  /** @param seed - an integer; its low 32 bits are used. */
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** An integer between `low` and `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of the items. @throws RangeError when there are none. */
  pick<Item>(items: readonly Item[]): Item {
    if (items.length === 0) throw new RangeError('There is nothing to pick from.');
    // The index is below the length, so the element exists even if its value is `undefined`.
    return items[this.integer(0, items.length - 1)] as Item;
  }

  /** The result of one of the makers, chosen by its weight. */
  weighted<Item>(makers: readonly (readonly [weight: number, make: () => Item])[]): Item {
    let rest = this.next() * makers.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, make] of makers) {
      rest -= weight;
      if (rest < 0) return make();
    }
    return this.pick(makers)[1]();
  }

  /** Between `low` and `high` results of the maker. */
  many<Item>(low: number, high: number, make: (index: number) => Item): Item[] {
    return Array.from({ length: this.integer(low, high) }, (_item, index) => make(index));
  }

  /** A value or, with the given probability, the result of another maker. */
  orElse<Item>(probability: number, other: () => Item, usual: () => Item): Item {
    return this.chance(probability) ? other() : usual();
  }

  /** A random text of lower-case letters and digits, as salts and rule IDs are made of. */
  token(length = 10): string {
    const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';
    return this.many(length, length, () => alphabet[this.integer(0, alphabet.length - 1)]).join('');
  }
}
