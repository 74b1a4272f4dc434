import type { SealedBatch } from './destination.js';

/** A batch that was or will be sent; always with the same body, so that the server could recognise it. */
export interface Batch<Body> extends SealedBatch<Body> {
  /** Its events were taken out of the queue in this order. */
  readonly order: number;
  /** None of its events is older. */
  readonly sinceMs: number;
  attempts: number;
}

/** The events of some batches. */
export function countEvents(batches: readonly { readonly eventCount: number }[]): number {
  return batches.reduce((sum, { eventCount }) => sum + eventCount, 0);
}
