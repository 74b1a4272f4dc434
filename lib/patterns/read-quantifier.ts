import type { PatternReader } from './pattern-reader.js';
import { PatternRefusal } from './pattern-refusal.js';

/** How often something is repeated. */
export interface Quantifier {
  readonly least: number;
  /** Undefined: without end. */
  readonly most: number | undefined;
}

const shortForms: ReadonlyMap<string, Quantifier> = new Map([
  ['*', { least: 0, most: undefined }],
  ['+', { least: 1, most: undefined }],
  ['?', { least: 0, most: 1 }],
]);

/**
 * Reads a quantifier if one stands here: `*`, `+`, `?`, `{2}`, `{2,}`, `{2,3}`, `{,3}`, each also lazy.
 *
 * @throws PatternRefusal for a possessive one: it gives up matches that an engine in linear time finds
 */
export function readQuantifier(reader: PatternReader, skipBlanks: () => void): Quantifier | undefined {
  const quantifier = readShortForm(reader) ?? readBraces(reader, skipBlanks);
  if (quantifier === undefined) return undefined;
  if (quantifier.most !== undefined && quantifier.most < quantifier.least) {
    throw new PatternRefusal(`a repetition is at least ${quantifier.least} and at most ${quantifier.most}`);
  }
  skipBlanks();
  if (reader.take('+')) throw new PatternRefusal('possessive quantifiers cannot be run in linear time');
  reader.take('?');
  return quantifier;
}

function readShortForm(reader: PatternReader): Quantifier | undefined {
  const form = shortForms.get(reader.peek() ?? '');
  if (form !== undefined) reader.next('a quantifier');
  return form;
}

/** Braces that are no quantifier are characters. */
function readBraces(reader: PatternReader, skipBlanks: () => void): Quantifier | undefined {
  return reader.attempt(() => {
    if (!reader.take('{')) return undefined;
    skipBlanks();
    const least = takeDigits(reader);
    skipBlanks();
    const hasComma = reader.take(',');
    skipBlanks();
    const most = hasComma ? takeDigits(reader) : least;
    skipBlanks();
    if (!reader.take('}') || (least === '' && !hasComma)) return undefined;
    return { least: Number(least), most: most === '' ? undefined : Number(most) };
  });
}

function takeDigits(reader: PatternReader): string {
  return reader.takeWhile((character) => /[0-9]/.test(character));
}
