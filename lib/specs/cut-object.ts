import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { type DocumentPart, uncutField } from './document-part.js';
import { asObject } from './wire-reader.js';

/**
 * The parts of a document that is parsed already.
 *
 * @throws InvalidSpecsError when it is no object.
 */
export function* cutObject(input: unknown): Generator<DocumentPart, void> {
  for (const [field, value] of Object.entries(asObject(input, '').fields)) {
    if (field === uncutField || !isObject(value)) {
      yield { kind: 'field', field, value };
      continue;
    }
    yield { kind: 'object', field };
    for (const [name, entry] of Object.entries(value)) {
      yield { kind: 'entry', name, entry: { text: undefined, value: () => entry } };
    }
  }
}

/**
 * Copies of the parts, so that what is made of them does not change with the caller's object.
 *
 * @throws InvalidSpecsError when a part is not plain data.
 */
export function* copyParts(parts: Iterable<DocumentPart>): Generator<DocumentPart, void> {
  for (const part of parts) {
    if (part.kind === 'field') yield { ...part, value: copy(part.value) };
    else if (part.kind === 'entry')
      yield { ...part, entry: { text: undefined, value: () => copy(part.entry.value()) } };
    else yield part;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function copy(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    const found = 'an object that cannot be copied, as one with functions in it';
    throw new InvalidSpecsError({ path: '', expected: 'an object of plain data', found, cause });
  }
}
