import { type SegmentClient, trackParamsOf } from './segment-client.js';
import type { SegmentMessage } from './segment-message.js';
import type { BatchOutcome, SegmentTransport } from './segment-transport.js';

/** A client of Segment's library, and how it is ended. */
export interface LibraryClient {
  readonly client: SegmentClient;
  /** Undefined for one that belongs to the application. */
  readonly close: (() => Promise<void>) | undefined;
  /** Whether partial batches of it wait for long, so that it has to be told to send them. */
  readonly waitsForFlush: boolean;
}

/** Statuses that the library itself tries again, and gives up at last; of others it says so at once. */
const passingStatuses = new Set([408, 410, 429, 460]);
const finalStatuses = new Set([501, 505]);

/** The way through Segment's library, which has batches, retries and pauses of its own. */
export class LibraryTransport implements SegmentTransport {
  readonly #open: () => Promise<LibraryClient>;
  #library: Promise<LibraryClient> | undefined;
  #isClosed = false;
  /** Settles when the library has sent what it was asked to. */
  #flushing: Promise<void> = Promise.resolve();

  /** @param open gives the client; asked when the first batch is there, and not again when it has given one */
  constructor(open: () => Promise<LibraryClient>) {
    this.#open = open;
  }

  async deliver(batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome> {
    let library: LibraryClient;
    try {
      library = await (this.#library ??= this.#begin());
    } catch (error) {
      // Neither a missing package nor a wrong setting passes by itself.
      return { refusedCount: batch.length, unsent: [], error };
    }
    return this.#track(library, batch, signal);
  }

  async shutdown(): Promise<void> {
    if (this.#library === undefined) return;
    const library = await this.#library.catch(() => undefined);
    await library?.close?.();
  }

  async #begin(): Promise<LibraryClient> {
    const library = await this.#open();
    library.client.on('call_after_close', () => (this.#isClosed = true));
    return library;
  }

  /**
   * Has the library send what waits for a batch to be full. Not while it does so already: it would only complain. Where the application
   * itself tracks without a pause, that may last, and messages leave by the library's own interval.
   */
  #flush(client: SegmentClient, isNeeded: () => boolean): void {
    this.#flushing = this.#flushing
      .then(() => (isNeeded() ? client.flush() : undefined))
      // What becomes of each message its callback tells.
      .catch(() => undefined);
  }

  /** Hands over a batch, and waits for what the library says of each message. */
  #track(library: LibraryClient, batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome> {
    return new Promise((resolve) => {
      const open = new Set(batch);
      const failed = new Set<SegmentMessage>();
      let refusedCount = 0;
      let latest: unknown;
      const finish = (): void => {
        signal.removeEventListener('abort', finish);
        const unsent = batch.filter((message) => failed.has(message) || open.has(message));
        const error: unknown =
          latest ?? (unsent.length > 0 ? new Error('Segment did not take messages in time.') : undefined);
        resolve({ refusedCount, unsent, ...(error !== undefined && { error }) });
      };
      const note = (message: SegmentMessage, error: unknown): void => {
        if (!open.delete(message)) return;
        if (error !== undefined && error !== null) {
          latest = error;
          if (isRefusal(error)) refusedCount++;
          else failed.add(message);
        }
        // The library counts a message as done after it has called back, and only then can it be told to flush again.
        if (open.size === 0) setImmediate(finish);
      };
      if (signal.aborted) return finish();
      signal.addEventListener('abort', finish, { once: true });
      for (const message of batch) {
        try {
          library.client.track(trackParamsOf(message), (error) => note(message, error));
        } catch (error) {
          // The library checks what it is given; it would say the same again.
          note(message, new InvalidMessage(error));
        }
        if (this.#isClosed) note(message, new ClosedClient());
      }
      if (library.waitsForFlush) this.#flush(library.client, () => open.size > 0);
    });
  }
}

/** Whether a failure is for good. The library tells the status of an answer as `[400] Bad Request`. */
function isRefusal(error: unknown): boolean {
  if (error instanceof InvalidMessage || error instanceof ClosedClient) return true;
  if (!(error instanceof Error)) return false;
  if (error.message.startsWith('Event exceeds maximum event size')) return true;
  const status = Number(/^\[(\d{3})\]/.exec(error.message)?.[1]);
  return (status >= 400 && status < 500 && !passingStatuses.has(status)) || finalStatuses.has(status);
}

class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage';

  constructor(cause: unknown) {
    super("Segment's library did not accept a message.", { cause });
  }
}

class ClosedClient extends Error {
  override readonly name = 'ClosedClient';

  constructor() {
    super('The Segment client is closed. Shut the Statsig client down before you close it.');
  }
}
