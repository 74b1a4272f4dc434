import type { EndpointLabel } from '../errors/network-request-error.js';

/** Statuses that say that the same request will not succeed later either, as the official SDK sorts them. */
const finalStatuses: ReadonlySet<number> = new Set([400, 403, 405, 413, 501]);

/** The longest wait that a server can ask for; a mistaken header must not silence a client for days. */
const longestRetryAfterMs = 600_000;

/**
 * Whether a request that was answered with this status may be sent again. 401 and 404 count as retryable, as in the official
 * SDK. 429 does for events, where the official SDK loses the batch; specs are asked for again at the next poll anyway.
 */
export function isRetryableStatus(endpoint: EndpointLabel, status: number): boolean {
  if (status === 429) return endpoint === 'log_event';
  return !finalStatuses.has(status);
}

/**
 * The wait that a `Retry-After` header asks for (RFC 9110 §10.2.3: seconds, or a date).
 * @param nowMs the clock, for the date form. Unit: milliseconds since the Unix epoch.
 * @returns milliseconds from 0 to 600 000; undefined when there is no header or it cannot be read.
 */
export function parseRetryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (text === '') return undefined;
  const waitMs = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : parseHttpDate(text) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), longestRetryAfterMs);
}

/** `Date.parse` alone would take a text such as `-5` for a year; all forms of HTTP dates begin with the name of a day. */
function parseHttpDate(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(text) : NaN;
}
