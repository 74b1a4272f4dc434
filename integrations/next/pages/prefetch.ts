import type { PageRequest } from './page-options.js';

/**
 * Whether a request is made ahead, for a page that may never be shown. Seen in the headers that browsers (`Sec-Purpose`, `Purpose`)
 * and the router of Next (`X-Middleware-Prefetch`) send; the Pages Router leaves them in place.
 */
export function isPrefetch({ headers }: Pick<PageRequest, 'headers'>): boolean {
  const purposes = [headers['purpose'], headers['sec-purpose'], headers['x-purpose']];
  return headers['x-middleware-prefetch'] !== undefined || purposes.some((purpose) => isAhead(purpose));
}

/** `prefetch`, `prefetch;prerender`, `preview`. */
function isAhead(purpose: string | readonly string[] | undefined): boolean {
  return purpose !== undefined && /\b(?:prefetch|preview)\b/i.test(String(purpose));
}
