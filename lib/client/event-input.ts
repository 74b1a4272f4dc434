import type { Logger } from '../observability/logger.js';
import type { StatsigEventArgs } from './statsig-event.js';

const logTag = 'Client';

/** What `logEvent` was given, in one form; nothing of it has been checked. */
export interface EventInput {
  readonly user: unknown;
  readonly eventName: unknown;
  readonly value: unknown;
  readonly metadata: unknown;
  readonly time: unknown;
}

/** The arguments of `logEvent`, whichever form they have. Never throws. */
export function readEventInput(first: unknown, eventName: unknown, value: unknown, metadata: unknown): EventInput {
  const isPositional = eventName !== undefined && eventName !== null;
  if (isPositional || typeof first !== 'object' || first === null) {
    return { user: first, eventName, value, metadata, time: undefined };
  }
  const noEvent: EventInput = { user: undefined, eventName: undefined, value: null, metadata: null, time: undefined };
  try {
    if (!('eventName' in first)) return { ...noEvent, user: first };
    // oxlint-disable-next-line no-unsafe-type-assertion -- each field is checked where it is used
    const event = first as Partial<Record<keyof StatsigEventArgs, unknown>>;
    return {
      user: event.user,
      eventName: event.eventName,
      value: event.value,
      metadata: event.metadata,
      time: event.time,
    };
  } catch {
    // A getter or proxy of the caller's threw: the event has no name, which is reported.
    return noEvent;
  }
}

/** When an event happened: what was given, or now, with a warning when that is no time. Unit: milliseconds. */
export function toEventTime(time: unknown, { nowMs, logger }: { nowMs: () => number; logger: Logger }): number {
  if (time === undefined || time === null) return nowMs();
  const given = time instanceof Date ? time.getTime() : time;
  // The range of dates, which JSON can carry.
  if (typeof given === 'number' && Math.abs(given) <= 8.64e15) return Math.trunc(given);
  const message = "An event's time was no date and no number of milliseconds; it is logged with the time of the call.";
  logger.warnOnce(message, logTag, message);
  return nowMs();
}
