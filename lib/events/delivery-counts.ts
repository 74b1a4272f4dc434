import { type Metrics, silentMetrics } from '../observability/metrics.js';

/**
 * Why events were lost.
 * - `queue_full`: newer events crowded them out while the server did not accept any.
 * - `retry_queue_full`: their batch failed, and newer failed batches crowded it out.
 * - `refused`: the server answered that it will never take their batch.
 * - `unserializable`: they could not be turned into JSON.
 * - `after_shutdown`: they were logged when the client was shut down already.
 */
export type DropReason = (typeof dropReasons)[number];

/** The reasons as a list. */
export const dropReasons = ['queue_full', 'retry_queue_full', 'refused', 'unserializable', 'after_shutdown'] as const;

/** Always the same object for a reason, so that a burst of drops becomes one measurement. */
const dropTags = Object.fromEntries(dropReasons.map((reason) => [reason, { reason }]));

/** Counts of events since the start: each accepted event is delivered, pending or dropped for one reason. Measured as well. */
export class DeliveryCounts {
  readonly #metrics: Metrics;
  readonly #dropped: Record<DropReason, number> = {
    queue_full: 0,
    retry_queue_full: 0,
    refused: 0,
    unserializable: 0,
    after_shutdown: 0,
  };
  #delivered = 0;

  constructor(metrics: Metrics = silentMetrics) {
    this.#metrics = metrics;
  }

  get delivered(): number {
    return this.#delivered;
  }

  /** By reason, as a copy. */
  get dropped(): Readonly<Record<DropReason, number>> {
    return { ...this.#dropped };
  }

  get droppedTotal(): number {
    return Object.values(this.#dropped).reduce((sum, count) => sum + count, 0);
  }

  addDelivered(count: number): void {
    this.#delivered += count;
    this.#metrics.increment('events_successfully_sent_count', count);
  }

  addDropped(reason: DropReason, count: number): void {
    this.#dropped[reason] += count;
    this.#metrics.increment('events_dropped_count', count, dropTags[reason]);
  }
}
