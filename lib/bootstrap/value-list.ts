import type { JsonObject } from '../specs/json-value.js';
import type { Fragments } from './fragments.js';

/** The values of a response in format 2: each stands once, and equal ones have one reference. */
export class ValueList {
  readonly #fragments: Fragments;
  readonly #references = new Map<string, string>();
  #listed = '';

  constructor(fragments: Fragments) {
    this.#fragments = fragments;
  }

  /** The reference to a value, in quotes. */
  refer(value: JsonObject): string {
    const { text, identity } = this.#fragments.value(value);
    const known = this.#references.get(identity);
    if (known !== undefined) return known;
    const reference = `"${this.#references.size}"`;
    this.#references.set(identity, reference);
    this.#listed += `${this.#listed === '' ? '' : ','}${reference}:${text}`;
    return reference;
  }

  /** What the references stand for, as a JSON object. */
  get listed(): string {
    return `{${this.#listed}}`;
  }
}
