import { RedisError } from './redis-error.js';

/** Enough of what Redis says. */
const longestText = 160;

/** An error that Redis answered with. */
export class RefusedReply {
  /** Its first word, by which kinds of errors are told apart: `READONLY`, `NOSCRIPT`, `ERR`. */
  readonly kind: string;
  readonly #text: string;

  constructor(text: string) {
    this.kind = /^[A-Z]+/.exec(text)?.[0] ?? '';
    this.#text = text;
  }

  /** As what a command is rejected with. Redis quotes arguments, which may be anything; they are left out. */
  toError(): RedisError {
    const said = this.#text
      .replaceAll(/(['"`]).*\1/g, '…')
      .slice(0, longestText)
      .replace(/[\s.]+$/, '');
    return new RedisError('refused', `it answered with the error “${said}”`);
  }
}
