import type { Timers } from '../timing/timers.js';
import { type Batch, countEvents } from './batch.js';
import type { DropReason } from './delivery-counts.js';
import type { DeliveryReporter } from './delivery-reporter.js';

/** What {@link KeptBatches} need. */
export interface KeptBatchesSettings {
  /** Beyond this many the oldest are dropped. */
  readonly mostBatches: number;
  /** The same for what they take; the newest batch is kept whatever that takes. Unit: bytes. */
  readonly mostBytes: number;
  /** A batch that fails is not kept when its oldest event has waited for longer than this. Unit: milliseconds. */
  readonly maxAgeMs: number;
  /** Counts the events of a batch as lost. */
  readonly drop: (reason: DropReason, batch: Batch<unknown>) => void;
  readonly reporter: DeliveryReporter;
  readonly timers: Pick<Timers, 'elapsedMs'>;
}

/** Batches that failed and wait for another round, the oldest first, within bounds of number, memory and age. */
export class KeptBatches<Body> {
  readonly #settings: KeptBatchesSettings;
  #batches: Batch<Body>[] = [];

  constructor(settings: KeptBatchesSettings) {
    this.#settings = settings;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  /** Takes all of them out. */
  takeAll(): Batch<Body>[] {
    const batches = this.#batches;
    this.#batches = [];
    return batches;
  }

  /**
   * Keeps what has failed, unless it is too old, and what a round did not come to; of all that the newest.
   * @param round `isGivenUp` says that its attempts were ended from here.
   */
  keep({
    failed,
    unsent,
    isGivenUp,
  }: {
    readonly failed: readonly Batch<Body>[];
    readonly unsent: readonly Batch<Body>[];
    readonly isGivenUp: boolean;
  }): void {
    const { maxAgeMs, drop, reporter, timers } = this.#settings;
    const bornAfterMs = timers.elapsedMs() - maxAgeMs;
    // An attempt that was given up was none, and a process that has slept for long wants to make one first.
    const isTooOld = ({ sinceMs }: Batch<Body>): boolean => sinceMs < bornAfterMs && !isGivenUp;
    const tooOld = failed.filter(isTooOld);
    const oldestFirst = [...failed.filter((batch) => !isTooOld(batch)), ...unsent].toSorted(
      (one, other) => one.order - other.order,
    );
    this.#batches = oldestFirst.slice(this.#surplusOf(oldestFirst));
    const surplus = oldestFirst.slice(0, oldestFirst.length - this.#batches.length);
    for (const batch of tooOld) drop('too_old', batch);
    for (const batch of surplus) drop('retry_queue_full', batch);
    if (tooOld.length > 0) reporter.noteTooOld(countEvents(tooOld));
    if (surplus.length > 0) reporter.noteCrowdedOut(countEvents(surplus));
  }

  /** How many of the oldest have to go. */
  #surplusOf(oldestFirst: readonly Batch<Body>[]): number {
    const { mostBatches, mostBytes } = this.#settings;
    let bytes = 0;
    let kept = 0;
    for (const { heldBytes } of oldestFirst.toReversed()) {
      bytes += heldBytes;
      if (kept === mostBatches || (kept > 0 && bytes > mostBytes)) break;
      kept++;
    }
    return oldestFirst.length - kept;
  }
}
