import { StatsigError } from './statsig-error.js';

/**
 * Something was to be put into a page that may not stand there as it is: an id or a nonce with characters that have a meaning in
 * HTML, or values that are no text. It comes from a mistake in the program, shows at the first page, and nothing was written.
 */
export class InvalidEmbeddingError extends StatsigError {
  override readonly name = 'InvalidEmbeddingError';
  readonly code = 'embedding_invalid';
  /** What was wrong: `id`, `nonce`, `bootstrap`. */
  readonly part: string;

  /**
   * @param problem what is wrong, as it reads after the part; never the value itself, because a nonce is a secret of the page
   * @param advice what to give in its place
   */
  constructor({ part, problem, advice }: { readonly part: string; readonly problem: string; readonly advice: string }) {
    super(`The ${part} ${problem}, so nothing was written into the page. ${advice}`);
    this.part = part;
  }
}
