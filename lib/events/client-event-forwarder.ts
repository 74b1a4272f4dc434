import type { SlicedWork } from '../timing/sliced-work.js';
import type { BatchAttempt, Destination, SealedBatch } from './destination.js';
import type { ClientEventBatch } from './client-event-batch.js';
import { type ClientEventOrigin, clientEventOrigin, ClientEventText } from './client-event-text.js';
import { isFinal, isTooLarge } from './delivery-failure.js';
import { EventOutlet, type EventOutletSettings } from './event-outlet.js';
import type { DeliveryResult } from './flush-result.js';
import type { LoggableEvent } from './loggable-event.js';
import { type PostBody, sealBatch, splitBatch } from './seal-batch.js';
import type { OutletShutdown } from './shut-down-together.js';
import type { TimeLimit } from './time-limit.js';

/** Posts one batch in the name of the browser that logged it; otherwise like `SendBatch`. */
export type SendClientBatch = (
  batch: BatchAttempt<Uint8Array> & { readonly origin: ClientEventOrigin },
) => Promise<void>;

/** What a {@link ClientEventForwarder} needs. */
export type ClientEventForwarderSettings = Pick<
  EventOutletSettings<never>,
  'timeoutMs' | 'flushesOnExit' | 'measured' | 'logger' | 'timers' | 'random'
> & { readonly send: SendClientBatch; readonly slices: SlicedWork };

/** Events that are taken out of the queue at a time. Those of one visit make one request. */
const batchSize = 100;

/** Posts at the same time: there are as many requests as visits, and each is small. */
const laneCount = 5;

/** Browsers have waited with their events already. Unit: milliseconds. */
const intervalMs = 1000;

/**
 * Beyond this much nothing more is taken, and browsers keep their events themselves. As many failed batches are kept, so that none
 * is crowded out when each event is of another visit. Unit: events.
 */
const mostPending = 20_000;

/** The same for how long the events are, as they are held unpacked. Unit: characters. */
const mostCharacters = 32 * 1024 * 1024;

/** The body of one request with the browser in whose name it is sent. */
interface ForwardedBody extends PostBody {
  readonly origin: ClientEventOrigin;
}

/**
 * Passes events of browsers on to the service, with the key and the words of the browser's own SDK, by an `EventOutlet` of its
 * own: with retries, counts and bounds like those of this process. It never drops old events for new ones: when too many wait,
 * it takes no more, because browsers can keep theirs.
 */
export class ClientEventForwarder {
  readonly #outlet: EventOutlet<ForwardedBody>;
  /** Of events that are neither delivered nor dropped. */
  #pendingCharacters = 0;
  #isUsed = false;
  #isClosed = false;

  constructor({ send, slices, ...common }: ClientEventForwarderSettings) {
    const destination: Destination<ForwardedBody> = {
      seal: (events) => this.#seal(events, slices),
      send: (attempt) => this.#send(attempt, send),
      split: async (batch) => withOrigin(await splitBatch(batch), batch.body.origin),
      laneCount,
    };
    const route = ' for browsers';
    this.#outlet = new EventOutlet({
      ...common,
      destination,
      route,
      batchSize,
      intervalMs,
      maxPendingBatches: mostPending,
    });
  }

  /** Takes all of the events or none. */
  forward({ clientSdkKey, events, statsigMetadata }: ClientEventBatch): 'accepted' | 'full' | 'closed' {
    if (this.#isClosed) return 'closed';
    const origin = clientEventOrigin(clientSdkKey, statsigMetadata);
    const texts = events.map((event) => new ClientEventText(event, origin));
    const characters = texts.reduce((sum, { heldBytes }) => sum + heldBytes, 0);
    // Those that were dropped because of their age are still counted, until nothing waits any more.
    if (this.#outlet.pendingCount === 0) this.#pendingCharacters = 0;
    const hasRoom =
      this.#outlet.pendingCount + texts.length <= mostPending && this.#pendingCharacters + characters <= mostCharacters;
    if (!hasRoom) return 'full';
    this.#isUsed = true;
    this.#pendingCharacters += characters;
    for (const text of texts) this.#outlet.enqueue(text);
    return 'accepted';
  }

  /** Sends everything that waits, each batch once. Undefined when there never was anything to send. */
  async flush(): Promise<DeliveryResult | undefined> {
    return this.#isUsed ? this.#outlet.flush() : undefined;
  }

  /** Begins to end. The result is undefined when there never was anything to send. */
  beginShutdown(limit: TimeLimit): Omit<OutletShutdown, 'result'> & { result(): DeliveryResult | undefined } {
    const shutdown = this.#outlet.beginShutdown(limit);
    return {
      drained: shutdown.drained,
      close: () => {
        this.#isClosed = true;
        shutdown.close();
      },
      finish: () => shutdown.finish(),
      result: () => (this.#isUsed ? shutdown.result() : undefined),
    };
  }

  async #send({ body, ...attempt }: BatchAttempt<ForwardedBody>, send: SendClientBatch): Promise<void> {
    const settle = (): void => {
      this.#pendingCharacters -= body.lengths.reduce((sum, length) => sum + length, 0);
    };
    try {
      await send({ ...attempt, body: body.bytes, origin: body.origin });
    } catch (error) {
      // What is too large is sent in parts.
      if (isTooLarge(error) ? attempt.eventCount === 1 : isFinal(error)) settle();
      throw error;
    }
    settle();
  }

  /** One request for each visit, with the events in their order. */
  async #seal(events: readonly LoggableEvent[], slices: SlicedWork): Promise<readonly SealedBatch<ForwardedBody>[]> {
    const visits = new Map<string, { readonly origin: ClientEventOrigin; readonly texts: ClientEventText[] }>();
    for (const event of events) {
      // Nothing else is ever in this queue.
      if (!(event instanceof ClientEventText)) continue;
      const { origin } = event;
      const visit = visits.get(origin.id);
      if (visit === undefined) visits.set(origin.id, { origin, texts: [event] });
      else visit.texts.push(event);
    }
    const batches: SealedBatch<ForwardedBody>[] = [];
    for (const { origin, texts } of visits.values()) {
      const sealed = await sealBatch(texts, { statsigMetadata: origin.statsigMetadata, slices });
      batches.push(...withOrigin(sealed, origin));
    }
    return batches;
  }
}

function withOrigin(
  batches: readonly SealedBatch<PostBody>[],
  origin: ClientEventOrigin,
): SealedBatch<ForwardedBody>[] {
  return batches.map((batch) => ({ ...batch, body: { ...batch.body, origin } }));
}
