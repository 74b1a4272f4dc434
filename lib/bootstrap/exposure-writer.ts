import type { SecondaryExposure } from '../evaluation/evaluation.js';
import type { ResponseFormat } from './client-initialize-options.js';
import { type Fragments, exposureKey } from './fragments.js';

/**
 * Writes lists of exposures for one response: each exposure once in a list, where it came first (bootstrap §3.4). Format 0
 * has them in place, 1 and 2 refer to a list of their own.
 */
export class ExposureWriter {
  readonly #fragments: Fragments;
  readonly #format: ResponseFormat;
  /** The references that are in use, by what they stand for. */
  readonly #references = new Map<string, string>();
  #listed = '';

  constructor(fragments: Fragments, format: ResponseFormat) {
    this.#fragments = fragments;
    this.#format = format;
  }

  /** A list, as a JSON array. */
  list(exposures: readonly SecondaryExposure[]): string {
    const [first] = exposures;
    if (first === undefined) return '[]';
    if (exposures.length === 1) return `[${this.#write(exposureKey(first), first)}]`;
    const seen = new Set<string>();
    let text = '';
    for (const exposure of exposures) {
      const key = exposureKey(exposure);
      if (seen.has(key)) continue;
      seen.add(key);
      text += `${text === '' ? '' : ','}${this.#write(key, exposure)}`;
    }
    return `[${text}]`;
  }

  /** What the lists refer to, as a JSON object. */
  get listed(): string {
    return `{${this.#listed}}`;
  }

  #write(key: string, exposure: SecondaryExposure): string {
    const { text, id } = this.#fragments.exposure(key, exposure);
    if (this.#format === 0) return text;
    // In format 1 two exposures may have one name, in which case one of them has to do.
    const identity = this.#format === 1 ? id : key;
    const known = this.#references.get(identity);
    if (known !== undefined) return known;
    const reference = this.#format === 1 ? `"${id}"` : `"${this.#references.size}"`;
    this.#references.set(identity, reference);
    this.#listed += `${this.#listed === '' ? '' : ','}${reference}:${text}`;
    return reference;
  }
}
