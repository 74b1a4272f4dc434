import type { ClientEventBatch, ForwardingAnswer } from '../events/client-event-batch.js';
import type { EventLogger } from '../events/event-logger.js';
import type { Logger } from '../observability/logger.js';
import type { ClientStatus } from './initialize-result.js';

const logTag = 'Client';

/** What {@link ClientEvents} need. */
export interface ClientEventsSettings {
  readonly events: Pick<EventLogger, 'forward'>;
  /** Whether events are logged at all now. */
  readonly canLog: () => boolean;
  readonly status: () => ClientStatus;
  readonly logger: Logger;
}

/** Takes events of browsers to pass them on, in whatever form they are given. Never throws. */
export class ClientEvents {
  readonly #settings: ClientEventsSettings;

  constructor(settings: ClientEventsSettings) {
    this.#settings = settings;
  }

  /** Takes the argument of `forwardClientEvents`. */
  forward(input: unknown): ForwardingAnswer {
    const { events, canLog, status, logger } = this.#settings;
    if (!canLog()) return status() === 'shutdown' ? 'closed' : 'disabled';
    try {
      const complaint = complaintAbout(input);
      if (complaint === undefined) {
        // oxlint-disable-next-line no-unsafe-type-assertion -- what the complaint is about is all that is relied on
        return events.forward(input as ClientEventBatch);
      }
      logger.warnOnce(
        { topic: 'forward', subject: complaint },
        logTag,
        `forwardClientEvents: ${complaint}; its events are not passed on.`,
      );
    } catch {
      // A getter or proxy of the caller's threw.
      const key = { topic: 'forward', subject: 'unreadable' };
      logger.warnOnce(key, logTag, 'forwardClientEvents was given a batch that cannot be read.');
    }
    return 'invalid';
  }
}

/** What keeps something from being a batch; undefined when nothing does. */
function complaintAbout(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return 'the batch is no object';
  const clientSdkKey: unknown = Reflect.get(input, 'clientSdkKey');
  const metadata: unknown = Reflect.get(input, 'statsigMetadata');
  if (typeof clientSdkKey !== 'string' || clientSdkKey === '') return 'the batch has no `clientSdkKey`';
  if (/^\s*(?:secret|console)-/i.test(clientSdkKey)) return 'its `clientSdkKey` is a key for servers';
  if (!Array.isArray(Reflect.get(input, 'events'))) return 'its `events` are no list';
  return typeof metadata === 'object' && metadata !== null ? undefined : 'its `statsigMetadata` are no object';
}
