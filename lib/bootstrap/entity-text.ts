import type { ValueText } from './fragments.js';

/** An entity as a member of its map, `"name":{…}`: what stands before its value, the value, and what stands behind it. */
export interface EntityText {
  readonly head: string;
  /** Undefined: there is none, or it is in `head`, which then is everything. */
  readonly value: ValueText | undefined;
  readonly tail: string;
}

/** Characters from which a value stays apart: it is shared by all outcomes that have it. */
const shortestApart = 4096;

/** An entity that is one text. */
export function wholeEntity(head: string): EntityText {
  return { head, value: undefined, tail: '' };
}

/** An entity for keeping: in one piece, unless its value is large. */
export function compactEntity({ head, value, tail }: EntityText): EntityText {
  if (value === undefined) return wholeEntity(inOnePiece(head));
  if (value.text.length < shortestApart) return wholeEntity(inOnePiece(head + value.text + tail));
  return { head: inOnePiece(head), value, tail: inOnePiece(tail) };
}

/**
 * The same text, no longer made of the pieces that it was put together from, through which each use would go again: V8 puts
 * them together when a character is looked at.
 */
function inOnePiece(text: string): string {
  return text.charCodeAt(0) >= 0 ? text : '';
}
