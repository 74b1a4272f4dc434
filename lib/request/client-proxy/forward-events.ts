import type { ClientEvent, ForwardingAnswer } from '../../events/client-event-batch.js';
import { isRecord, type JsonRecord } from './browser-user.js';
import type { AdmittedRequest, ProxyParts } from './client-proxy.js';
import { jsonAnswer } from './proxy-answer.js';
import { RefusedRequest } from './refused-request.js';
import { senderOf } from './sender.js';

const mostMetadataCharacters = 8192;

/**
 * Takes the events that a browser has logged, and answers at once: they are delivered in the background. The SDK of browsers
 * keeps and repeats what is answered with 503, and gives up what is answered with a status from 400 to 499.
 */
export async function forwardEvents(admitted: AdmittedRequest, { options, users }: ProxyParts): Promise<Response> {
  const { body, clientSdkKey } = admitted;
  const sent = eventsOf(body['events'], options.maxEvents);
  const from = senderOf(admitted);
  const told = await users.forEvents(
    sent.map(({ user }) => user),
    from,
  );
  const events = sent.map((event, index) => ({ ...event, user: told[index] ?? {} }));
  const statsigMetadata = metadataOf(from.statsigMetadata);
  const answer = options.client.forwardClientEvents({ clientSdkKey, events, statsigMetadata });
  const refusal = refusalOf(answer);
  if (refusal !== undefined) throw refusal;
  return jsonAnswer('{"success":true}', 202);
}

/** The events that are some: a mistake in one must not cost the others. */
function eventsOf(value: unknown, maxEvents: number): readonly ClientEvent[] {
  if (!Array.isArray(value)) throw new RefusedRequest({ status: 400 }, 'The body has no list of `events`.');
  if (value.length > maxEvents) {
    throw new RefusedRequest(
      { status: 413 },
      `There are ${value.length} events; at most ${maxEvents} are taken at once.`,
    );
  }
  const events = value.filter(isEvent);
  if (events.length > 0 || value.length === 0) return events;
  throw new RefusedRequest({ status: 400 }, 'None of the events is an object with an `eventName`.');
}

/** What the SDK says of itself: a few hundred characters, which each request upstream repeats. */
function metadataOf(value: unknown): JsonRecord {
  if (!isRecord(value)) return {};
  if (textLength(value) <= mostMetadataCharacters) return value;
  throw new RefusedRequest(
    { status: 413 },
    `The \`statsigMetadata\` are longer than ${mostMetadataCharacters} characters.`,
  );
}

/** As JSON; endless when it is too deep to be written. */
function textLength(value: JsonRecord): number {
  try {
    return JSON.stringify(value).length;
  } catch {
    return Infinity;
  }
}

function isEvent(value: unknown): value is ClientEvent {
  return isRecord(value) && typeof value['eventName'] === 'string' && value['eventName'] !== '';
}

function refusalOf(answer: ForwardingAnswer): RefusedRequest | undefined {
  switch (answer) {
    case 'full':
      return new RefusedRequest({ status: 503, retryAfterS: 30 }, 'Too many events wait; try again later.');
    case 'closed':
      return new RefusedRequest({ status: 503, retryAfterS: 10 }, 'This server is shutting down; try again.');
    case 'invalid':
      return new RefusedRequest({ status: 400 }, 'The events cannot be passed on.');
    default:
      // What is disabled here is not for the browser to repeat.
      return undefined;
  }
}
