import type { ErrorCode } from './error-code.js';

/**
 * What all errors of this package have in common. `errors/` holds one class per cause and imports nothing else.
 *
 * Messages say what happened, with which value, and what to do. They never hold SDK keys, private attributes or users,
 * and name an endpoint instead of a URL, because the URL of the specs contains the key.
 */
export abstract class StatsigError extends Error {
  /** Tells the causes apart; listed in `docs/errors.md`. */
  abstract readonly code: ErrorCode;
}
