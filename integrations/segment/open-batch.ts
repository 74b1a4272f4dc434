import type { EventSinkLosses, SinkEvent } from 'statsig-nodekit';
import { batchMessages } from './batch-messages.js';
import type { FittedMessage, SizedMessage } from './fit-message.js';
import type { SegmentMessage } from './segment-message.js';
import type { SegmentCounts } from './segment-statistics.js';
import type { SegmentTransport } from './segment-transport.js';

/** How long events are made into messages before everything else has its turn. Unit: milliseconds. */
const sliceMs = 2;

/** What an {@link OpenBatch} needs. */
export interface OpenBatchSettings {
  /** Makes an event into a message; undefined for one that is not forwarded. */
  readonly fit: (event: SinkEvent) => FittedMessage | undefined;
  readonly transport: SegmentTransport;
  readonly counts: SegmentCounts;
}

/**
 * A batch of the client on its way to Segment. The client gives it again when it failed: then it goes on where it was, so that what Segment
 * has taken is not sent again, and no event is asked consent for, or counted, twice.
 */
export class OpenBatch {
  readonly #events: readonly SinkEvent[];
  readonly #settings: OpenBatchSettings;
  #madeCount = 0;
  readonly #sized: SizedMessage[] = [];
  /** Batches for Segment that it has not taken; undefined until all messages are made. */
  #waiting: (readonly SegmentMessage[])[] | undefined;
  #refusedCount = 0;
  #tooLargeCount = 0;
  #error: unknown;

  constructor(events: readonly SinkEvent[], settings: OpenBatchSettings) {
    this.#events = events;
    this.#settings = settings;
  }

  /** Sends what has not been taken. Rejects when something may be taken another time. */
  async send(signal: AbortSignal): Promise<EventSinkLosses> {
    const { transport, counts } = this.#settings;
    const waiting = await this.#prepare(signal);
    for (let [batch] = waiting; batch !== undefined; [batch] = waiting) {
      const { refusedCount, unsent, error } = await transport.deliver(batch, signal);
      this.#refusedCount += refusedCount;
      if (refusedCount > 0) this.#error = error;
      counts.sent += batch.length - refusedCount - unsent.length;
      counts.refused += refusedCount;
      if (unsent.length > 0) {
        waiting[0] = unsent;
        throw error;
      }
      waiting.shift();
    }
    const error =
      this.#error ??
      (this.#tooLargeCount > 0 ? new Error('Messages are larger than the 32 kB that Segment takes.') : undefined);
    return {
      refused: this.#refusedCount,
      tooLarge: this.#tooLargeCount,
      ...(error !== undefined && { error }),
    };
  }

  /** Makes events into batches for Segment, with pauses for everything else. */
  async #prepare(signal: AbortSignal): Promise<(readonly SegmentMessage[])[]> {
    if (this.#waiting !== undefined) return this.#waiting;
    let pausedAtMs = performance.now();
    for (const event of this.#events.slice(this.#madeCount)) {
      // Functions of the application's own may be slow, and nobody waits any more.
      signal.throwIfAborted();
      this.#make(event);
      if (performance.now() - pausedAtMs < sliceMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      pausedAtMs = performance.now();
    }
    return (this.#waiting = batchMessages(this.#sized.splice(0)));
  }

  #make(event: SinkEvent): void {
    const { fit, counts } = this.#settings;
    this.#madeCount++;
    try {
      const fitted = fit(event);
      if (fitted?.sized !== undefined) this.#sized.push(fitted.sized);
      else if (fitted !== undefined) this.#tooLargeCount++;
      counts.noteFitted(fitted);
    } catch (error) {
      this.#refusedCount++;
      counts.refused++;
      this.#error = error;
    }
  }
}
