import { InvalidEmbeddingError } from '../errors/invalid-embedding-error.js';

/** The id of the element with the values, unless a page chooses another. The reader for browsers looks for the same. */
export const defaultElementId = 'statsig-bootstrap';

/**
 * The id of the element with the values: a letter, then letters, digits, `-`, `_`, `.` and `:`, so that it means nothing else
 * in HTML, scripts and selectors.
 *
 * @throws InvalidEmbeddingError for any other
 */
export function checkedId(id: string | null | undefined): string {
  if (id === undefined || id === null) return defaultElementId;
  if (typeof id === 'string' && /^[A-Za-z][\w.:-]{0,127}$/.test(id)) return id;
  throw new InvalidEmbeddingError({
    part: 'id',
    problem: typeof id === 'string' ? `is ${id === '' ? 'empty' : 'no plain name'}` : `is a ${typeof id}`,
    advice: `Give a letter followed by letters, digits, "-", "_", "." or ":", 128 characters at most, or leave it out for "${defaultElementId}".`,
  });
}

/**
 * The nonce of the page's Content-Security-Policy; undefined when there is none. An empty one is none.
 * Source of its form: https://www.w3.org/TR/CSP3/#grammardef-base64-value
 *
 * @throws InvalidEmbeddingError for what no policy can name
 */
export function checkedNonce(nonce: string | null | undefined): string | undefined {
  if (nonce === undefined || nonce === null || nonce === '') return undefined;
  if (typeof nonce === 'string' && /^[\w+/-]+={0,2}$/.test(nonce)) return nonce;
  throw new InvalidEmbeddingError({
    part: 'nonce',
    problem: typeof nonce === 'string' ? 'is not base64' : `is a ${typeof nonce}`,
    advice:
      'Give the one that the page’s Content-Security-Policy names, without "nonce-", for example randomBytes(16).toString("base64").',
  });
}
