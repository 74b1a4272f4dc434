/**
 * What was found out about a user, by what it is about: answers of specs and of conditions.
 *
 * The first entry needs no `Map`, which takes 400 bytes for each user: most users of a request are asked about one gate.
 */
export class UserMemory {
  #key: object | undefined;
  #value: unknown;
  #others: Map<object, unknown> | undefined;

  /** What was kept under a key; undefined when nothing was. */
  get(key: object): unknown {
    return key === this.#key ? this.#value : this.#others?.get(key);
  }

  /** Keeps something in the place of what was there. */
  set(key: object, value: unknown): void {
    if (this.#key === undefined || this.#key === key) {
      this.#key = key;
      this.#value = value;
    } else {
      (this.#others ??= new Map()).set(key, value);
    }
  }
}
