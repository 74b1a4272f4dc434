import { StatsigError } from '../errors/statsig-error.js';

/** A short name for the kind of an error, of few different values: the code of one of ours, otherwise the name of its class. */
export function errorName(error: unknown): string {
  if (error instanceof StatsigError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}

/** What an error says, in words. Something thrown that is no error is told by its type, because it may hold anything. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : `a thrown ${error === null ? 'null' : typeof error}`;
}
