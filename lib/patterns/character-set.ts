/** Code points from one to another, both included. */
export interface CodePointRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Which characters a pattern takes at one place. A tree, because a class may hold classes, and what is written must
 * stay apart from its case variants until the engine or `expandSet` adds them.
 */
export type CharacterSet =
  | { readonly kind: 'range'; readonly range: CodePointRange }
  | { readonly kind: 'property'; readonly property: UnicodeProperty }
  | { readonly kind: 'union'; readonly sets: readonly CharacterSet[] }
  | { readonly kind: 'complement'; readonly of: CharacterSet }
  | {
      readonly kind: 'combination';
      readonly operator: SetOperator;
      readonly left: CharacterSet;
      readonly right: CharacterSet;
    };

/** `&&`, `--` and `~~`. */
export type SetOperator = 'intersection' | 'difference' | 'symmetric-difference';

/** A property of characters that Unicode defines, as it is written within a class. */
export interface UnicodeProperty {
  /** For JavaScript's expressions, which know nearly all of them: `\p{Script=Greek}`. */
  readonly source: string;
  /** For the engine; undefined where it does not know the property. */
  readonly engineSource: string | undefined;
}

/** The highest code point. */
export const lastCodePoint = 0x10ffff;

/** A set of one range. */
export function rangeSet(from: number, to = from): CharacterSet {
  return { kind: 'range', range: { from, to } };
}

/** A set of all that its members hold. */
export function unionOf(...sets: readonly CharacterSet[]): CharacterSet {
  return { kind: 'union', sets };
}

/** A set of all that another does not hold. */
export function complementOf(set: CharacterSet): CharacterSet {
  return { kind: 'complement', of: set };
}

/** A set of the characters in a text. */
export function textSet(text: string): CharacterSet {
  return unionOf(...Array.from(text, (character) => rangeSet(character.codePointAt(0) ?? 0)));
}
