import { isMap } from '../project-file/readers.js';
import { showValue } from '../project-file/complaint.js';
import { readBody, UnreadableBodyError } from './decode-body.js';
import type { EventLog, SentEvent } from './event-log.js';
import { errorResponse, type Handler, jsonResponse } from './handler.js';

/** `POST /v1/log_event`: keeps the events and answers 202; a body that is not a batch of events is 400, and not kept. */
export function logEventHandler(log: EventLog): Handler {
  return async (request) => {
    try {
      keepEvents(log, request, parseJson(await readBody(request)));
      return jsonResponse({ success: true }, 202);
    } catch (error) {
      if (error instanceof UnreadableBodyError) return errorResponse(error.status, error.message);
      throw error;
    }
  };
}

/**
 * Keeps the events in the body of a request.
 * @throws {UnreadableBodyError} when it is not a batch of events; none is kept then
 */
export function keepEvents(log: EventLog, request: Request, body: unknown): void {
  const batch = parseBatch(body);
  const metadata = isMap(batch.statsigMetadata) ? batch.statsigMetadata : {};
  log.add(batch.events, {
    receivedAt: Date.now(),
    sdkType: textOr(metadata['sdkType'], request.headers.get('statsig-sdk-type')),
    sdkVersion: textOr(metadata['sdkVersion'], request.headers.get('statsig-sdk-version')),
  });
}

interface Batch {
  readonly events: readonly SentEvent[];
  readonly statsigMetadata: unknown;
}

function parseBatch(body: unknown): Batch {
  if (!isMap(body)) throw new UnreadableBodyError(400, `expected an object with \`events\`, found ${showValue(body)}`);
  const { events, statsigMetadata } = body;
  if (!Array.isArray(events)) {
    throw new UnreadableBodyError(400, `expected \`events\` to be a list, found ${showValue(events)}`);
  }
  return { events: events.map(parseEvent), statsigMetadata };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = text.trim() === '' ? 'the body is empty' : 'the body is not JSON';
    throw new UnreadableBodyError(400, `${found}; expected {"events":[…]}`, { cause: error });
  }
}

function parseEvent(event: unknown, index: number): SentEvent {
  if (!isMap(event))
    throw new UnreadableBodyError(400, `expected events[${index}] to be an object, found ${showValue(event)}`);
  const { eventName } = event;
  if (typeof eventName === 'string') return { ...event, eventName };
  throw new UnreadableBodyError(400, `expected events[${index}].eventName to be a text, found ${showValue(eventName)}`);
}

function textOr(value: unknown, fallback: string | null): string | undefined {
  return typeof value === 'string' ? value : (fallback ?? undefined);
}
