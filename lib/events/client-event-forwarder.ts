import type { SlicedWork } from '../timing/sliced-work.js';
import type { BatchAttempt, Destination, SealedBatch } from './destination.js';
import type { ClientEventBatch } from './client-event-batch.js';
import { type ClientEventOrigin, clientEventOrigin, ClientEventText } from './client-event-text.js';
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

/** Twice what the lanes can hold when each event is of another visit, so that no failure crowds others out. */
const maxPendingBatches = 2 * laneCount * batchSize;

/** Browsers have waited with their events already. Unit: milliseconds. */
const intervalMs = 1000;

/** Beyond this much nothing more is taken, and browsers keep their events themselves. Unit: events. */
const mostPending = batchSize * maxPendingBatches;

/** The same for what waits to be sent for the first time. Unit: characters. */
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
  #waitingCharacters = 0;
  #isUsed = false;
  #isClosed = false;

  constructor({ send, slices, ...common }: ClientEventForwarderSettings) {
    const destination: Destination<ForwardedBody> = {
      seal: (events) => this.#seal(events, slices),
      send: ({ body, ...attempt }) => send({ ...attempt, body: body.bytes, origin: body.origin }),
      split: async (batch) => withOrigin(await splitBatch(batch), batch.body.origin),
      laneCount,
    };
    const route = ' for browsers';
    this.#outlet = new EventOutlet({ ...common, destination, route, batchSize, maxPendingBatches, intervalMs });
  }

  /** Takes all of the events or none. */
  forward({ clientSdkKey, events, statsigMetadata }: ClientEventBatch): 'accepted' | 'full' | 'closed' {
    if (this.#isClosed) return 'closed';
    const origin = clientEventOrigin(clientSdkKey, statsigMetadata);
    const texts = events.map((event) => new ClientEventText(event, origin));
    const characters = texts.reduce((sum, { size }) => sum + size, 0);
    const hasRoom =
      this.#outlet.pendingCount + texts.length <= mostPending && this.#waitingCharacters + characters <= mostCharacters;
    if (!hasRoom) return 'full';
    this.#isUsed = true;
    this.#waitingCharacters += characters;
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

  /** One request for each visit, with the events in their order. */
  async #seal(events: readonly LoggableEvent[], slices: SlicedWork): Promise<readonly SealedBatch<ForwardedBody>[]> {
    let characters = 0;
    const visits = new Map<string, { readonly origin: ClientEventOrigin; readonly texts: ClientEventText[] }>();
    for (const event of events) {
      // Nothing else is ever in this queue.
      if (!(event instanceof ClientEventText)) continue;
      characters += event.size;
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
    // Not before: should this fail, the same events come again.
    this.#waitingCharacters -= characters;
    return batches;
  }
}

function withOrigin(
  batches: readonly SealedBatch<PostBody>[],
  origin: ClientEventOrigin,
): SealedBatch<ForwardedBody>[] {
  return batches.map(({ body, eventCount }) => ({ body: { ...body, origin }, eventCount }));
}
