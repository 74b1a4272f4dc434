import { type CharacterSet, type SetOperator, complementOf, rangeSet, textSet, unionOf } from './character-set.js';
import { posixSets } from './named-sets.js';
import type { PatternReader } from './pattern-reader.js';
import { PatternRefusal } from './pattern-refusal.js';
import { readClassEscape } from './read-escape.js';

/** How deep classes may stand in classes. */
const maxDepth = 50;

const operators: ReadonlyMap<string, SetOperator> = new Map([
  ['&&', 'intersection'],
  ['--', 'difference'],
  ['~~', 'symmetric-difference'],
]);

/**
 * Reads a class after its opening bracket: characters, ranges, escapes, classes in it, and the operators `&&`, `--`
 * and `~~`, which bind less than standing side by side and are taken from left to right.
 *
 * @throws PatternRefusal when it is not one
 */
export function readClass(reader: PatternReader, depth = 0): CharacterSet {
  if (depth > maxDepth) throw new PatternRefusal('its classes are nested too deep');
  const isNegated = reader.take('^');
  if (depth > 0 && reader.peek() === ']') throw new PatternRefusal('a class within a class is empty');
  let combined: { readonly left: CharacterSet; readonly operator: SetOperator } | undefined;
  let items = readLeadingItems(reader);
  for (;;) {
    const operator = operators.get(`${reader.peek()}${reader.peek(1)}`);
    const isOver = reader.take(']');
    if (!isOver && operator === undefined) {
      items.push(readItem(reader, depth));
      continue;
    }
    const right = unionOf(...items);
    const set: CharacterSet = combined === undefined ? right : { kind: 'combination', ...combined, right };
    if (isOver) return isNegated ? complementOf(set) : set;
    reader.next('an operator');
    reader.next('an operator');
    if (operator !== undefined) combined = { left: set, operator };
    items = [];
  }
}

/** At the start of a class, dashes and one closing bracket are characters. */
function readLeadingItems(reader: PatternReader): CharacterSet[] {
  const dashes = reader.takeWhile((character) => character === '-');
  const bracket = dashes === '' && reader.take(']') ? ']' : '';
  return dashes + bracket === '' ? [] : [textSet(dashes + bracket)];
}

function readItem(reader: PatternReader, depth: number): CharacterSet {
  if (reader.take('[')) return readPosixSet(reader) ?? readClass(reader, depth + 1);
  // The official SDK writes these two out as ranges, so the dash behind them is a character.
  const isWrittenOut = reader.peek() === '\\' && /[hH]/.test(reader.peek(1) ?? '');
  const first = readMember(reader);
  if (isWrittenOut || reader.peek() !== '-' || reader.peek(1) === ']' || reader.peek(1) === '-') return first.set;
  reader.take('-');
  // The official SDK takes the bracket for a character, and counts it among the brackets of the class all the same.
  if (reader.peek() === '[') throw new PatternRefusal('a range of a class ends with an opening bracket');
  const last = readMember(reader);
  if (first.code === undefined || last.code === undefined || last.code < first.code) {
    throw new PatternRefusal('a range of a class has no ends, or the wrong way round');
  }
  return rangeSet(first.code, last.code);
}

/** One character, which may begin or end a range, or an escaped set, which may not. */
function readMember(reader: PatternReader): { readonly set: CharacterSet; readonly code: number | undefined } {
  const character = reader.next('the end of a class');
  if (character !== '\\') return member(character.codePointAt(0) ?? 0);
  const escape = readClassEscape(reader);
  return escape.kind === 'character' ? member(escape.code) : { set: escape.set, code: undefined };
}

function member(code: number): { readonly set: CharacterSet; readonly code: number } {
  return { set: rangeSet(code), code };
}

/** `[:alpha:]` after its first bracket; undefined when it is a class that begins with a colon. */
function readPosixSet(reader: PatternReader): CharacterSet | undefined {
  return reader.attempt(() => {
    if (!reader.take(':')) return undefined;
    const isNegated = reader.take('^');
    const set = posixSets.get(reader.takeWhile((character) => /[a-z]/.test(character)));
    if (set === undefined || !reader.take(':]')) return undefined;
    return isNegated ? complementOf(set) : set;
  });
}
