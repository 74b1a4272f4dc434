import type { CharacterSet } from './character-set.js';

/** A place between characters that a pattern can ask for. */
export type Anchor =
  | 'text-start'
  | 'text-end'
  | 'line-start'
  | 'line-end'
  /** Before the newlines that end the text, or at its end. */
  | 'last-line-end'
  | 'word-boundary'
  | 'no-word-boundary'
  | 'word-start'
  | 'word-end'
  | 'no-word-before'
  | 'no-word-after';

/**
 * A parsed pattern. Only whether it is found counts, so groups have no names and no numbers, and a repetition is neither
 * greedy nor lazy.
 */
export type PatternNode =
  | { readonly kind: 'character'; readonly code: number; readonly anyCase: boolean }
  | { readonly kind: 'set'; readonly set: CharacterSet; readonly anyCase: boolean }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly node: PatternNode;
      readonly least: number;
      /** Undefined: without end. */
      readonly most: number | undefined;
    }
  | { readonly kind: 'look-behind'; readonly node: PatternNode; readonly isNegated: boolean };
