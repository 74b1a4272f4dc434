import type { SealedBatch } from './destination.js';
import type { LoggableEvent } from './loggable-event.js';

/** What is known of events that leave the queue together. */
interface BatchFacts {
  readonly eventCount: number;
  /** About how much memory it takes. Unit: bytes. */
  readonly heldBytes: number;
  /** Its events were taken out of the queue in this order. */
  readonly order: number;
  /** None of its events is older. */
  readonly sinceMs: number;
}

/** A batch as it comes out of the queue. */
export interface FreshBatch extends BatchFacts {
  readonly events: readonly LoggableEvent[];
}

/** A batch that was or will be sent; always with the same body, so that the server could recognise it. */
export interface ReadyBatch<Body> extends BatchFacts, SealedBatch<Body> {
  attempts: number;
}

/** A batch on its way, in either form. */
export type Batch<Body> = FreshBatch | ReadyBatch<Body>;

/** The events of some batches. */
export function countEvents(batches: readonly { readonly eventCount: number }[]): number {
  return batches.reduce((sum, { eventCount }) => sum + eventCount, 0);
}
