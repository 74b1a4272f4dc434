import type { EventSizes } from '../events/custom-event.js';
import type { Logger } from '../observability/logger.js';

const logTag = 'Events';

/** The service's limits (its guide to logging events). Units: UTF-16 code units of the text, and of the JSON. */
const [mostInText, mostInJson] = [64, 4096];

const limits = {
  name: mostInText,
  value: mostInText,
  userID: mostInText,
  metadata: mostInJson,
  user: mostInJson,
} satisfies Record<keyof EventSizes, number>;

/**
 * Warns of what is longer in an event than the service takes, once for each name of an event. The event is sent unchanged, as the
 * official SDK does: what the service does with it is the service's affair, and its limits may change.
 */
export function warnOfSizes(eventName: string, sizes: EventSizes, logger: Logger): void {
  const { name: nameSize, value, userID, metadata, user } = sizes;
  // Every event comes along here, and nearly all are small: looking through the table takes 3 µs (measured).
  if (Math.max(nameSize, value, userID) <= mostInText && Math.max(metadata, user) <= mostInJson) return;
  const excesses = Object.entries(limits).flatMap(([part, mostCharacters]) => {
    // oxlint-disable-next-line no-unsafe-type-assertion -- `limits` has the keys of EventSizes
    const length = sizes[part as keyof EventSizes];
    return length > mostCharacters ? [`${part} ${length} of ${mostCharacters}`] : [];
  });
  if (excesses.length === 0) return;
  const name = JSON.stringify(eventName.slice(0, 64));
  const message = `Event ${name} is longer than the service takes, and is sent unchanged. Characters: ${excesses.join(', ')}.`;
  logger.warnOnce({ topic: 'event-size', subject: eventName }, logTag, message);
}
