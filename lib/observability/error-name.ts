import { NetworkRequestError } from '../errors/network-request-error.js';
import { StatsigError } from '../errors/statsig-error.js';

/** A short name for the kind of an error, of few different values: the code of one of ours, otherwise the name of its class. */
export function errorName(error: unknown): string {
  if (error instanceof StatsigError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

/**
 * Tells one reason of failing from another where only a change of it is worth a line: of requests also how they failed, and with
 * which status. Those from 500 on count as one, because a service that is down answers with now this and now that.
 */
export function failureKind(error: unknown): string {
  if (!(error instanceof NetworkRequestError)) return errorName(error);
  const { reason, status = 0 } = error;
  return `${reason} ${status >= 500 ? '5xx' : status}`;
}

/** What an error says, in words. Something thrown that is no error is told by its type, because it may hold anything. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : `a thrown ${error === null ? 'null' : typeof error}`;
}
