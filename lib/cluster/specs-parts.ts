import type { Part } from './cluster-message.js';

/**
 * Characters in one message. Node turns each into JSON and back on the main threads: for this many that takes a fraction of a
 * millisecond, for a whole project tens of them.
 */
const partLength = 64 * 1024;

/** A text in pieces that can be sent one by one; joined in order they are the text again. */
export function splitSpecs(text: string): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length; start += partLength) parts.push(text.slice(start, start + partLength));
  return parts;
}

/** Specs whose parts have all come. */
export interface WholeSpecs {
  readonly text: string;
  readonly isPinned: boolean;
}

/** Puts the parts of specs together in the order in which they come. */
export class SpecsAssembly {
  #version = 0;
  #parts: string[] = [];

  /** Takes a part, and returns the specs that are complete with it. A newer version takes the place of one that is not. */
  take({ version, index, count, isPinned, text }: Part): WholeSpecs | undefined {
    if (version !== this.#version) {
      this.#version = version;
      this.#parts = [];
    }
    // The first part is missing of a version that began before anybody listened.
    if (index !== this.#parts.length) return undefined;
    this.#parts.push(text);
    if (this.#parts.length < count) return undefined;
    const whole = this.#parts.join('');
    this.#parts = [];
    return { text: whole, isPinned };
  }
}
