import { type CharacterSet, complementOf, rangeSet } from './character-set.js';
import { digits, everything, hexDigits, whiteSpace, wordCharacters } from './named-sets.js';
import type { Anchor } from './pattern-node.js';
import type { PatternReader } from './pattern-reader.js';
import { PatternRefusal } from './pattern-refusal.js';
import { unicodeProperty } from './unicode-property.js';

const sets: ReadonlyMap<string, CharacterSet> = new Map([
  ['d', digits],
  ['D', complementOf(digits)],
  ['s', whiteSpace],
  ['S', complementOf(whiteSpace)],
  ['w', wordCharacters],
  ['W', complementOf(wordCharacters)],
  ['h', hexDigits],
  ['H', complementOf(hexDigits)],
]);

const controlCharacters: ReadonlyMap<string, number> = new Map([
  ['a', 0x07],
  ['e', 0x1b],
  ['f', 0x0c],
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['v', 0x0b],
]);

const anchors: ReadonlyMap<string, Anchor> = new Map([
  ['A', 'text-start'],
  // Where the last search ended: there is only one.
  ['G', 'text-start'],
  ['z', 'text-end'],
  ['Z', 'last-line-end'],
  ['B', 'no-word-boundary'],
  ['<', 'word-start'],
  ['>', 'word-end'],
]);

const wordAnchors: ReadonlyMap<string, Anchor> = new Map([
  ['start', 'word-start'],
  ['end', 'word-end'],
  ['start-half', 'no-word-before'],
  ['end-half', 'no-word-after'],
]);

/** How many digits `\x`, `\u` and `\U` are followed by. */
const hexLengths: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Letters that stand for themselves within a class, for no reason but that the official SDK takes them so. */
const plainInClass = new Set(['A', 'B', 'G', 'K', 'k', 'z']);

/** What an escape means: a character, a set, a place, or nothing at all. */
export type Escape =
  | { readonly kind: 'character'; readonly code: number }
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'anchor'; readonly anchor: Anchor }
  | { readonly kind: 'nothing' };

/** Reads what follows a backslash outside classes. @throws PatternRefusal for what cannot be run. */
export function readEscape(reader: PatternReader): Escape {
  const shared = readSharedEscape(reader);
  if (shared !== undefined) return shared;
  const character = reader.next('an escaped character');
  if (character === 'O') return { kind: 'set', set: everything };
  if (character === 'b') return { kind: 'anchor', anchor: readWordAnchor(reader) };
  // Where the match is taken to begin: of no matter to whether there is one.
  if (character === 'K') return { kind: 'nothing' };
  const anchor = anchors.get(character);
  if (anchor !== undefined) return { kind: 'anchor', anchor };
  if (/[1-9kg]/.test(character)) throw new PatternRefusal('back-references cannot be run in linear time');
  return plainCharacter(character);
}

/** Reads what follows a backslash within a class. @throws PatternRefusal for what means nothing there. */
export function readClassEscape(reader: PatternReader): Exclude<Escape, { readonly kind: 'anchor' | 'nothing' }> {
  const shared = readSharedEscape(reader);
  if (shared !== undefined) return shared;
  const character = reader.next('an escaped character');
  if (character === 'b') return { kind: 'character', code: 0x08 };
  return plainInClass.has(character) ? { kind: 'character', code: character.charCodeAt(0) } : plainCharacter(character);
}

/** Escapes that mean the same within classes and outside. */
function readSharedEscape(reader: PatternReader): Exclude<Escape, { readonly kind: 'anchor' | 'nothing' }> | undefined {
  return reader.attempt(() => {
    const character = reader.next('an escaped character');
    const set = sets.get(character);
    if (set !== undefined) return { kind: 'set', set };
    const control = controlCharacters.get(character);
    if (control !== undefined) return { kind: 'character', code: control };
    const hexLength = hexLengths.get(character);
    if (hexLength !== undefined) return { kind: 'character', code: readHex(reader, hexLength) };
    if (character === 'p' || character === 'P') return { kind: 'set', set: readProperty(reader, character === 'P') };
    return undefined;
  });
}

/** `\b` is a boundary; `\b{start}` and its like are one side of it. */
function readWordAnchor(reader: PatternReader): Anchor {
  // `\b{2}` repeats a boundary.
  if (reader.peek() !== '{' || /[\d,]/.test(reader.peek(1) ?? '')) return 'word-boundary';
  reader.take('{');
  const name = reader.takeUntil('}', 'the boundary');
  const anchor = wordAnchors.get(name);
  if (anchor === undefined) throw new PatternRefusal(`there is no boundary \\b{${name}}`);
  return anchor;
}

/** `\x41`, `\u0041`, `\U00000041`, and each with braces. */
function readHex(reader: PatternReader, length: number): number {
  let text = '';
  if (reader.take('{')) text = reader.takeUntil('}', 'the code point');
  else while (text.length < length) text += reader.next('a hexadecimal digit');
  const code = /^[\da-f]{1,8}$/i.test(text) ? Number.parseInt(text, 16) : Number.NaN;
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  if (!isCharacter) throw new PatternRefusal(`"${text}" is no code point`);
  return code;
}

/** `\pL`, `\p{Lu}`, and their opposites with a capital. */
function readProperty(reader: PatternReader, isNegated: boolean): CharacterSet {
  const name = reader.take('{') ? reader.takeUntil('}', 'the property') : reader.next('a property');
  return isNegated ? complementOf(namedProperty(name)) : namedProperty(name);
}

function namedProperty(name: string): CharacterSet {
  switch (name.toLowerCase()) {
    case 'any':
      return everything;
    case 'ascii':
      return rangeSet(0, 0x7f);
    default:
      return { kind: 'property', property: unicodeProperty(name) };
  }
}

/** Signs and characters beyond ASCII stand for themselves; letters and digits that mean nothing are mistakes. */
function plainCharacter(character: string): Escape & { readonly kind: 'character' } {
  if (/^[0-9A-Za-z]$/.test(character)) throw new PatternRefusal(`there is no escape \\${character}`);
  return { kind: 'character', code: character.codePointAt(0) ?? 0 };
}
