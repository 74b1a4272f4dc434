import type { CodePointRange } from './character-set.js';
import { type CodePointRanges, unite } from './code-point-ranges.js';

/**
 * The characters that are one letter in different cases, as Unicode's simple case folding relates them: `k`, `K` and the
 * Kelvin sign.
 *
 * Upper and lower case alone do not tell: they change lengths (`ß`) and languages (`ı`). So each relation they suggest
 * is checked with an expression that ignores case, which folds. Made on first use, in some 10 ms.
 */
export class CaseVariants {
  /** Characters that have variants, in order, each with all its variants. */
  readonly #variants: readonly (readonly [code: number, variants: readonly number[]])[];

  constructor() {
    const groups = new Map<string, Set<string>>();
    for (const character of casedCharacters()) {
      const related = [character.toLowerCase(), character.toUpperCase(), character.toUpperCase().toLowerCase()];
      const group = new Set([character]);
      for (const other of related) if (other !== character && areVariants(character, other)) group.add(other);
      // Groups that share a character are one.
      for (const member of group) for (const other of groups.get(member) ?? []) group.add(other);
      for (const member of group) groups.set(member, group);
    }
    this.#variants = [...groups]
      .filter(([, group]) => group.size > 1)
      .map(([character, group]) => [codeOf(character), [...group].map(codeOf)] as const)
      .toSorted(([a], [b]) => a - b);
  }

  /** A set with the variants of all its characters. */
  addTo(set: CodePointRanges): CodePointRanges {
    const added: CodePointRange[] = [];
    let at = 0;
    for (const { from, to } of set) {
      for (let entry = this.#variants[at]; entry !== undefined && entry[0] <= to; entry = this.#variants[(at += 1)]) {
        if (entry[0] >= from) added.push(...entry[1].map((code) => ({ from: code, to: code })));
      }
    }
    return unite([...set, ...added]);
  }
}

function casedCharacters(): string[] {
  const cased = /\p{Changes_When_Casemapped}/u;
  // Letters with cases stand in the first two planes.
  const characters: string[] = [];
  for (let code = 0; code <= 0x1ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (cased.test(character)) characters.push(character);
  }
  return characters;
}

function areVariants(character: string, other: string): boolean {
  return new RegExp(`^\\u{${codeOf(character).toString(16)}}$`, 'iu').test(other);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
