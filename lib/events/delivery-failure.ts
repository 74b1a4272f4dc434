import { NetworkRequestError } from '../errors/network-request-error.js';

/** Whether no later attempt can succeed. An error of unknown kind is given the benefit of the doubt. */
export function isFinal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === false;
}

/** Whether the batch was refused because of its size. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof NetworkRequestError && error.status === 413;
}

/** The longer of a pause and the one that a failure asks for, if it does. Unit: milliseconds. */
export function longestWait(waitMs: number | undefined, error: unknown): number | undefined {
  const askedMs = error instanceof NetworkRequestError ? error.retryAfterMs : undefined;
  return askedMs === undefined ? waitMs : Math.max(waitMs ?? 0, askedMs);
}
