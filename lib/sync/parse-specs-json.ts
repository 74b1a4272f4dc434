import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { createRedactor } from '../observability/redact-secrets.js';

/** Enough of a text to recognise a login page or a stack trace. */
const excerptLength = 40;

const redact = createRedactor('');

/**
 * The text as parsed JSON. A byte order mark is skipped.
 * @throws InvalidSpecsError that quotes the beginning of the text, and says where it breaks. The parser's own error is not
 * kept as the cause, because it quotes the place, which may hold the values of a targeting list.
 */
export function parseSpecsJson(text: string): unknown {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (content.trim() === '') throw new InvalidSpecsError({ path: '', expected: 'JSON', found: 'an empty text' });
  try {
    return JSON.parse(content);
  } catch (error) {
    const found = `a text of ${content.length} characters that begins ${excerptOf(content)}${breakOf(error)}`;
    throw new InvalidSpecsError({ path: '', expected: 'JSON', found });
  }
}

/** A document as parsed JSON: a text is parsed, an object copied, so that the specs in use do not change with the caller's. */
export function readDocument(document: string | object): unknown {
  if (typeof document === 'string') return parseSpecsJson(document);
  try {
    return structuredClone(document);
  } catch (cause) {
    const found = 'an object that cannot be copied, as one with functions in it';
    throw new InvalidSpecsError({ path: '', expected: 'an object of plain data', found, cause });
  }
}

/** Whether parsed specs only say that there is nothing new. */
export function saysNoUpdates(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'has_updates' in payload && payload.has_updates === false;
}

function excerptOf(content: string): string {
  // A whole key is removed before the cut, which could leave a part of one that is no longer recognised.
  const start = redact(content.trimStart().slice(0, 8 * excerptLength)).slice(0, excerptLength);
  return JSON.stringify(start.replace(/[^\x20-\x7e]+/g, ' '));
}

function breakOf(error: unknown): string {
  const position = error instanceof Error ? /position (\d+)/.exec(error.message)?.[1] : undefined;
  return position === undefined ? '' : ` and breaks at character ${position}`;
}
