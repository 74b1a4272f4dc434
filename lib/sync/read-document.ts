import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { createRedactor } from '../observability/redact-secrets.js';
import { copyParts, cutObject } from '../specs/cut-object.js';
import { cutText } from '../specs/cut-text.js';
import { JsonBreak } from '../specs/json-cursor.js';
import { type ReadSpecs, readSpecs } from '../specs/read-specs.js';
import { textDigest } from './text-digest.js';

/** Enough of a text to recognise a login page or a stack trace. */
const excerptLength = 40;

const redact = createRedactor('');

/**
 * Reads a document as a source handed it on: JSON text, or an object, of which a copy is read. A byte order mark is skipped.
 * Offers a pause after each entry.
 *
 * @param previous what was read before: entries that are written as in it are kept, the very same objects
 * @returns `no-updates` for a document that only says that there is nothing new
 * @throws InvalidSpecsError when it cannot be used. Of a text that is not JSON, it quotes the beginning and says where it
 * breaks; the parser's own error is not kept as the cause, because it quotes the place, which may hold the values of a
 * targeting list.
 */
export function* readDocument(
  document: string | object,
  previous?: ReadSpecs,
): Generator<void, ReadSpecs | 'no-updates'> {
  if (typeof document !== 'string') return yield* readSpecs(copyParts(cutObject(document)));
  const text = document.startsWith('\uFEFF') ? document.slice(1) : document;
  if (text.trim() === '') throw new InvalidSpecsError({ path: '', expected: 'JSON', found: 'an empty text' });
  try {
    return yield* readSpecs(cutText(text), { digestOf: textDigest, previous });
  } catch (error) {
    if (!(error instanceof JsonBreak)) throw error;
    const found = `a text of ${text.length} characters that begins ${excerptOf(text)}${placeOf(error)}`;
    throw new InvalidSpecsError({ path: '', expected: 'JSON', found });
  }
}

function excerptOf(text: string): string {
  // A whole key is removed before the cut, which could leave a part of one that is no longer recognised.
  const start = redact(text.trimStart().slice(0, 8 * excerptLength)).slice(0, excerptLength);
  return JSON.stringify(start.replace(/[^\x20-\x7e]+/g, ' '));
}

function placeOf({ position, isExact }: JsonBreak): string {
  if (isExact) return ` and breaks at character ${position}`;
  return position === 0 ? '' : ` and breaks after character ${position}`;
}
