import { type Metrics, type MetricTags, silentMetrics } from '../observability/metrics.js';

/**
 * Why events were lost.
 * - `queue_full`: newer events crowded them out while nothing was accepted: too many waited, or more than memory has room for.
 * - `retry_queue_full`: their batch failed, and newer failed batches crowded it out for the same reasons.
 * - `too_old`: their batch failed again and again for longer than a day.
 * - `refused`: the answer said that their batch will never be taken.
 * - `too_large`: the service does not take the event even when it is sent alone.
 * - `unserializable`: they could not be turned into JSON.
 * - `shutdown`: the time of the shutdown was over before they were accepted.
 * - `after_shutdown`: they were logged when a shutdown had stopped taking events.
 */
export type DropReason = (typeof dropReasons)[number];

/** The reasons as a list. */
export const dropReasons = [
  'queue_full',
  'retry_queue_full',
  'too_old',
  'refused',
  'too_large',
  'unserializable',
  'shutdown',
  'after_shutdown',
] as const;

/** Numbers of events by reason; a reason without any is absent. */
export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;

/** Where {@link DeliveryCounts} are measured. */
export interface CountedMetrics {
  readonly metrics: Metrics;
  /** Counts events that were accepted. */
  readonly delivered: string;
  /** Counts events that were lost, with the tag `reason`. */
  readonly dropped: string;
  /** On both. @default none */
  readonly tags?: MetricTags;
}

/** Counts of events since the start: each accepted event is delivered, pending or dropped for one reason. Measured as well. */
export class DeliveryCounts {
  readonly #measured: CountedMetrics;
  /** Always the same object for a reason, so that a burst of drops becomes one measurement. */
  readonly #dropTags: Readonly<Record<string, MetricTags>>;
  readonly #dropped = new Map<DropReason, number>();
  #delivered = 0;

  constructor(measured: CountedMetrics = { metrics: silentMetrics, delivered: '', dropped: '' }) {
    this.#measured = measured;
    this.#dropTags = Object.fromEntries(dropReasons.map((reason) => [reason, { ...measured.tags, reason }]));
  }

  get delivered(): number {
    return this.#delivered;
  }

  /** A copy. */
  get dropped(): DropCounts {
    return Object.fromEntries(this.#dropped);
  }

  addDelivered(count: number): void {
    const { metrics, delivered, tags } = this.#measured;
    this.#delivered += count;
    metrics.increment(delivered, count, tags);
  }

  addDropped(reason: DropReason, count: number): void {
    const { metrics, dropped } = this.#measured;
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
    metrics.increment(dropped, count, this.#dropTags[reason]);
  }
}
