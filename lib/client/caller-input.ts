import type { Logger } from '../observability/logger.js';

const logTag = 'Client';

/**
 * The name that a caller asked for; what is no name in any form counts as the empty one, which nothing has. Half a
 * surrogate pair counts as U+FFFD, here and in events, as in the official SDK: not every parser of JSON takes one.
 */
export function toName(name: unknown): string {
  if (typeof name === 'string') return name.toWellFormed();
  // An object's own conversion to text could throw.
  const isScalar = typeof name === 'number' || typeof name === 'boolean' || typeof name === 'bigint';
  return isScalar || typeof name === 'symbol' || name === undefined ? String(name) : '';
}

/** The name of an event, or undefined, with a warning, when what was given names none. */
export function toEventName(name: unknown, logger: Logger): string | undefined {
  if (typeof name === 'string' && name !== '') return name.toWellFormed();
  const found = name === '' ? 'an empty text' : typeof name;
  logger.warnOnce('event-name', logTag, `logEvent was given ${found} as the event's name; the event is not logged.`);
  return undefined;
}

/** The value of an event: texts and finite numbers as they are, anything else null, with a warning. */
export function toEventValue(value: unknown, logger: Logger): string | number | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  const found = typeof value === 'number' ? String(value) : typeof value;
  const message = `An event's value was ${found} and is logged as null; give a text or a finite number.`;
  logger.warnOnce(message, logTag, message);
  return null;
}

/** The longest delay of Node's timers. Unit: milliseconds. */
const longestTimerMs = 2_147_483_647;

/** A limit that a timer can take: what is no number counts as the fallback. Unit: milliseconds. */
export function toLimitMs(limitMs: unknown, fallbackMs: number): number {
  if (typeof limitMs !== 'number' || Number.isNaN(limitMs)) return fallbackMs;
  return Math.min(Math.max(limitMs, 0), longestTimerMs);
}
