import type { SegmentMessage } from './segment-message.js';
import type { BatchOutcome, SegmentTransport } from './segment-transport.js';

/**
 * Brings a batch to Segment: at most 2,500 messages and 500 kB of JSON, the oldest first, one batch of a client at a time. It is taken when
 * the promise resolves. When it rejects the same messages are given again after a pause; when the error has `retryable: false`
 * they are lost, and counted.
 */
export type SendSegmentBatch = (
  batch: readonly SegmentMessage[],
  context: {
    /** Aborted when the client waits no longer. */
    readonly signal: AbortSignal;
  },
) => void | Promise<void>;

/** The way through a function of the application's own. */
export class SendTransport implements SegmentTransport {
  readonly #send: SendSegmentBatch;

  constructor(send: SendSegmentBatch) {
    this.#send = send;
  }

  async deliver(batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome> {
    const send = this.#send;
    try {
      // Another list each time: one that a function empties, to send it in parts, would be missing at the next attempt.
      await send([...batch], { signal });
      return { refusedCount: 0, unsent: [] };
    } catch (error) {
      return isFinal(error)
        ? { refusedCount: batch.length, unsent: [], error }
        : { refusedCount: 0, unsent: batch, error };
    }
  }

  /** Nothing was begun here. */
  async shutdown(): Promise<void> {}
}

/** Whether an error says that another attempt is useless. One that cannot be read does not say so. */
function isFinal(error: unknown): boolean {
  try {
    return typeof error === 'object' && error !== null && Reflect.get(error, 'retryable') === false;
  } catch {
    return false;
  }
}
