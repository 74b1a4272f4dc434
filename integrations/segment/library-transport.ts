import { type SegmentClient, trackParamsOf } from './segment-client.js';
import type { SegmentMessage } from './segment-message.js';
import type { BatchOutcome, SegmentTransport } from './segment-transport.js';
import { FinalFailure, TrackedBatch } from './tracked-batch.js';

/** A client of Segment's library, and how it is ended. */
export interface LibraryClient {
  readonly client: SegmentClient;
  /** Undefined for one that belongs to the application. */
  readonly close: (() => Promise<void>) | undefined;
  /** Whether partial batches of it wait for long, so that it has to be told to send them. */
  readonly waitsForFlush: boolean;
}

/**
 * Messages that the library gets before everything else has its turn. It works on each for a tenth of a millisecond, most of it after
 * `track` has returned: two thousand at once would hold up the event loop for half a second.
 */
const messagesPerTurn = 20;

/** The same where they have to come in one turn, because they are flushed together: each flush takes a third of a second. */
const flushedMessages = 500;

/** A client that was opened. */
interface LibraryInUse extends LibraryClient {
  /** Whether it has said that it takes nothing any more. */
  isClosed: boolean;
  /** Aborted when it is ended here. */
  readonly ended: AbortController;
}

/** The way through Segment's library, which has batches, retries and pauses of its own. */
export class LibraryTransport implements SegmentTransport {
  readonly #open: () => Promise<LibraryClient>;
  #library: Promise<LibraryInUse> | undefined;
  /** Settles when the batches given so far are over. */
  #latest: Promise<unknown> = Promise.resolve();
  /** Settles when the library has sent what it was asked to. */
  #flushing: Promise<void> = Promise.resolve();

  /** @param open gives the client; asked when the first batch is there, and again for a batch after `shutdown()` */
  constructor(open: () => Promise<LibraryClient>) {
    this.#open = open;
  }

  /**
   * One batch after the other, those of several Statsig clients included: the library puts what comes together into one request, and counts
   * sizes less strictly than Segment.
   */
  deliver(batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome> {
    const outcome = this.#latest.then(() => this.#deliver(batch, signal));
    this.#latest = outcome;
    return outcome;
  }

  async #deliver(batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome> {
    let library: LibraryInUse;
    try {
      library = await (this.#library ??= this.#begin());
    } catch (error) {
      // Neither a missing package nor a wrong setting passes by itself.
      return { refusedCount: batch.length, unsent: [], error };
    }
    return library.waitsForFlush ? this.#trackInParts(library, batch, signal) : this.#track(library, batch, signal);
  }

  /** Ends a client that was made here. What is under way is unsent then: it may be that of another Statsig client. */
  async shutdown(): Promise<void> {
    const opening = this.#library;
    const library = await opening?.catch(() => undefined);
    if (library?.close === undefined || this.#library !== opening) return;
    this.#library = undefined;
    library.ended.abort();
    await library.close();
  }

  async #begin(): Promise<LibraryInUse> {
    const library = { ...(await this.#open()), isClosed: false, ended: new AbortController() };
    library.client.on('call_after_close', () => (library.isClosed = true));
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

  /**
   * Hands over what has to be flushed: part by part, each when the one before it is over. Told to flush while requests are under way the
   * library waits for its own interval.
   */
  async #trackInParts(
    library: LibraryInUse,
    batch: readonly SegmentMessage[],
    signal: AbortSignal,
  ): Promise<BatchOutcome> {
    let refused: Pick<BatchOutcome, 'refusedCount' | 'error'> = { refusedCount: 0 };
    for (let from = 0; from < batch.length; from += flushedMessages) {
      const end = from + flushedMessages;
      const { refusedCount, unsent, error } = await this.#track(library, batch.slice(from, end), signal);
      refused = { refusedCount: refused.refusedCount + refusedCount, error: error ?? refused.error };
      // What it has given up, after all its attempts, the rest would be given up for as well.
      if (unsent.length > 0) return { ...refused, unsent: [...unsent, ...batch.slice(end)] };
    }
    return { ...refused, unsent: [] };
  }

  /** Hands over a batch, and waits for what the library says of each message. */
  #track(library: LibraryInUse, batch: readonly SegmentMessage[], signal: AbortSignal): Promise<BatchOutcome> {
    const tracked = new TrackedBatch(batch, [signal, library.ended.signal]);
    tracked.handOver({
      messagesPerTurn: library.waitsForFlush ? flushedMessages : messagesPerTurn,
      track: (message) => {
        library.client.track(trackParamsOf(message), (error) => tracked.note(message, error));
        if (library.isClosed) tracked.note(message, new ClosedClient());
      },
      onGiven: () => {
        if (library.waitsForFlush) this.#flush(library.client, () => tracked.isOpen);
      },
    });
    return tracked.outcome;
  }
}

class ClosedClient extends FinalFailure {
  override readonly name = 'ClosedClient';

  constructor() {
    super('The Segment client is closed. Shut the Statsig client down before you close it.');
  }
}
