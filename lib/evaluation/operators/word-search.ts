// cspell:ignore Corasick
const codeUnits = 0x1_0000;

/**
 * Finds out whether any of many words is in a text, in one pass over the text however many the words are: the automaton
 * of Aho and Corasick. Compares code units, as `includes` does.
 */
export class WordSearch {
  /** Where a state leads to with a code unit; keyed by `state * codeUnits + unit`. State 0 is the beginning. */
  readonly #next = new Map<number, number>();
  /** For each state the longest ending of what led to it that is the beginning of a word. */
  readonly #fallback: number[] = [0];
  /** For each state whether what led to it ends with a word. */
  readonly #isFound: boolean[] = [false];

  /** Takes memory in proportion to the words' length in all. */
  constructor(words: Iterable<string>) {
    for (const word of words) this.#add(word);
    this.#linkFallbacks();
  }

  /** Whether any of the words is in the text. */
  isAnyIn(text: string): boolean {
    let state = 0;
    if (this.#isFound[state] === true) return true;
    for (let at = 0; at < text.length; at += 1) {
      state = this.#step(state, text.charCodeAt(at));
      if (this.#isFound[state] === true) return true;
    }
    return false;
  }

  #add(word: string): void {
    let state = 0;
    for (let at = 0; at < word.length; at += 1) {
      const key = state * codeUnits + word.charCodeAt(at);
      let next = this.#next.get(key);
      if (next === undefined) {
        next = this.#isFound.push(false) - 1;
        this.#next.set(key, next);
      }
      state = next;
    }
    this.#isFound[state] = true;
  }

  /** Words are added one after the other, so that a state's number says nothing of its depth: nearer states go first. */
  #linkFallbacks(): void {
    const children = new Map<number, [unit: number, child: number][]>();
    for (const [key, child] of this.#next) {
      const state = Math.floor(key / codeUnits);
      const siblings = children.get(state);
      if (siblings === undefined) children.set(state, [[key % codeUnits, child]]);
      else siblings.push([key % codeUnits, child]);
    }
    const waiting = [0];
    for (const state of waiting) {
      for (const [unit, child] of children.get(state) ?? []) {
        const fallback = state === 0 ? 0 : this.#step(this.#fallback[state] ?? 0, unit);
        this.#fallback[child] = fallback;
        if (this.#isFound[fallback] === true) this.#isFound[child] = true;
        waiting.push(child);
      }
    }
  }

  #step(from: number, unit: number): number {
    let state = from;
    for (;;) {
      const next = this.#next.get(state * codeUnits + unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
      state = this.#fallback[state] ?? 0;
    }
  }
}
