import type { DropCounts } from './delivery-counts.js';
import type { FlushType } from './sender-metadata.js';
import type { LoggableEvent } from './loggable-event.js';

/** Events in the form in which a destination takes them. */
export interface SealedBatch<Body> {
  readonly body: Body;
  readonly eventCount: number;
  /** About how much memory it takes. Unit: bytes. */
  readonly heldBytes: number;
}

/** One attempt to hand over a batch. */
export interface BatchAttempt<Body> extends Pick<SealedBatch<Body>, 'body' | 'eventCount'> {
  /** How often this batch was sent before. */
  readonly retryCount: number;
  /** Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Events of an accepted batch that are lost all the same. */
export interface PartialLosses extends Pick<DropCounts, 'refused' | 'too_large'> {
  /** Why. */
  readonly error?: unknown;
}

/** Where events go. */
export interface Destination<Body> {
  /**
   * Puts events into the form in which they are sent, in one batch or several. An event that cannot be is left out. When it rejects,
   * the same events are kept, and come again later.
   */
  readonly seal: (events: readonly LoggableEvent[], flushType: FlushType) => Promise<readonly SealedBatch<Body>[]>;
  /**
   * Sends one batch. Resolves when it was accepted, with the numbers of events that were left out, if there are any; a rejection
   * with `retryable: false` says that it never will be.
   */
  readonly send: (attempt: BatchAttempt<Body>) => Promise<PartialLosses | void>;
  /** Cuts a batch of several events into smaller ones, when the answer was that it is too large. */
  readonly split?: (batch: SealedBatch<Body>) => Promise<readonly SealedBatch<Body>[]>;
  /** Batches sent at the same time. With one, the order is kept: nothing is sent past a batch that failed. */
  readonly laneCount: number;
}
