import type { EventSizes } from '../events/custom-event.js';
import type { Logger } from '../observability/logger.js';

const logTag = 'Events';

/** The service's limits (its guide to logging events). Units: UTF-16 code units of the text, and of the JSON. */
const limits = {
  name: { mostCharacters: 64, what: 'its name' },
  value: { mostCharacters: 64, what: 'its value' },
  userID: { mostCharacters: 64, what: 'its userID' },
  metadata: { mostCharacters: 4096, what: 'its metadata' },
  user: { mostCharacters: 4096, what: 'its user' },
} satisfies Record<keyof EventSizes, { readonly mostCharacters: number; readonly what: string }>;

/**
 * Warns of what is longer in an event than the service takes, once for each name of an event. The event is sent unchanged, as the
 * official SDK does: what the service does with it is the service's affair, and its limits may change.
 */
export function warnOfSizes(eventName: string, sizes: EventSizes, logger: Logger): void {
  const excesses = Object.entries(limits).flatMap(([part, { mostCharacters, what }]) => {
    // oxlint-disable-next-line no-unsafe-type-assertion -- `limits` has the keys of EventSizes
    const length = sizes[part as keyof EventSizes];
    return length > mostCharacters ? [`${what} has ${length} characters of at most ${mostCharacters}`] : [];
  });
  if (excesses.length === 0) return;
  const name = JSON.stringify(eventName.slice(0, 64));
  const message = `Event ${name} is larger than the service takes: ${excesses.join(', ')}. It is sent unchanged.`;
  logger.warnOnce(`event-size:${eventName}`, logTag, message);
}
