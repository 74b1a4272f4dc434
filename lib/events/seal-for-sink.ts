import type { SlicedWork } from '../timing/sliced-work.js';
import type { SealedBatch } from './destination.js';
import type { LoggedEvent, SinkEvent } from './event-sink.js';
import { IdentifiedEvent } from './identified-event.js';
import type { LoggableEvent } from './loggable-event.js';

/** What an event takes as objects beside its texts: some twenty members. Unit: bytes. */
const bytesPerEvent = 1000;

/**
 * Turns events into what sinks get: plain frozen objects, made from the text that the service gets, so that both say the same.
 * In slices. An event that cannot be made is left out, and the count says so.
 */
export async function sealForSink(
  events: readonly LoggableEvent[],
  slices: SlicedWork,
): Promise<SealedBatch<readonly SinkEvent[]>[]> {
  const body = await slices.run(sinkEventsOf(events));
  if (body.length === 0) return [];
  const heldBytes = events.reduce((sum, event) => sum + bytesPerEvent + (event.heldBytes ?? 0), 0);
  return [{ body, eventCount: body.length, heldBytes }];
}

function* sinkEventsOf(events: readonly LoggableEvent[]): Generator<void, readonly SinkEvent[]> {
  const given: SinkEvent[] = [];
  for (const event of events) {
    // Nothing else is put into the queues of sinks.
    const one = event instanceof IdentifiedEvent ? sinkEventOf(event) : undefined;
    if (one !== undefined) given.push(one);
    yield;
  }
  return Object.freeze(given);
}

function sinkEventOf(event: IdentifiedEvent): SinkEvent | undefined {
  const logged = loggedEventOf(event);
  if (logged === undefined) return undefined;
  const exposure = event.exposed();
  return Object.freeze({ ...logged, id: event.id, exposure: exposure === null ? null : Object.freeze(exposure) });
}

/** One event as the service gets it, as an object; undefined when it cannot be made. */
export function loggedEventOf(event: LoggableEvent): LoggedEvent | undefined {
  try {
    const value: unknown = JSON.parse(event.toJson());
    freeze(value);
    return isLoggedEvent(value) ? value : undefined;
  } catch {
    // Missing in the count, by which the caller reports it: one bad event must not cost the others.
    return undefined;
  }
}

/** Freezes a value and all in it, however deep it is. */
function freeze(value: unknown): void {
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    Object.freeze(next);
    for (const member of Object.values(next)) open.push(member);
  }
}

/** An event's own text says all of it; that it is an event at all is what has to be seen. */
function isLoggedEvent(value: unknown): value is LoggedEvent {
  return typeof value === 'object' && value !== null && 'eventName' in value;
}
