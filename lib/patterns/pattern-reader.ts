import { PatternRefusal } from './pattern-refusal.js';

/** Reads a pattern from left to right, by code points. */
export class PatternReader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = Array.from(pattern);
  }

  /** The character so many places ahead; undefined beyond the end. */
  peek(ahead = 0): string | undefined {
    return this.#characters[this.#at + ahead];
  }

  /** Reads one character. @throws PatternRefusal at the end, with what the pattern would need there. */
  next(needed: string): string {
    const character = this.peek();
    if (character === undefined) throw new PatternRefusal(`it ends where ${needed} is needed`);
    this.#at += 1;
    return character;
  }

  /** Reads a text if it stands here, and says whether it did. */
  take(text: string): boolean {
    for (let index = 0; index < text.length; index += 1) if (this.peek(index) !== text[index]) return false;
    this.#at += text.length;
    return true;
  }

  /** Reads characters as long as they pass. */
  takeWhile(passes: (character: string) => boolean): string {
    let taken = '';
    for (let character = this.peek(); character !== undefined && passes(character); character = this.peek()) {
      taken += character;
      this.#at += 1;
    }
    return taken;
  }

  /** Reads up to a closing character, and past it. @throws PatternRefusal when it does not close. */
  takeUntil(close: string, what: string): string {
    const taken = this.takeWhile((character) => character !== close);
    if (!this.take(close)) throw new PatternRefusal(`${what} does not close`);
    return taken;
  }

  /** Runs a reading step that may find that it does not apply: the position is then as before. */
  attempt<Result>(read: () => Result | undefined): Result | undefined {
    const start = this.#at;
    const result = read();
    if (result === undefined) this.#at = start;
    return result;
  }
}
