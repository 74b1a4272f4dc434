import type { Timers } from '../timing/timers.js';
import type { BatchDelivery } from './batch-delivery.js';
import type { DeliveryBackoff } from './delivery-backoff.js';
import type { DeliveryRounds } from './delivery-rounds.js';
import type { EventQueue } from './event-queue.js';

/** What {@link BackgroundDelivery} needs. */
export interface BackgroundDeliverySettings<Body> {
  readonly queue: EventQueue;
  readonly delivery: BatchDelivery<Body>;
  readonly rounds: DeliveryRounds<Body>;
  readonly backoff: DeliveryBackoff;
  /** Events in a full batch. */
  readonly batchSize: number;
  /** Events that take so much memory are sent like a full batch, however few they are. Unit: bytes. */
  readonly fullBytes: number;
  /** The longest that an event waits for its batch to be full. Unit: milliseconds. */
  readonly intervalMs: number;
  readonly timers: Timers;
}

/**
 * Decides when a round is run without being asked for: a full batch at once, a smaller one when its oldest event has waited for the
 * interval, and nothing before the pause after a failure is over. Never keeps the process alive.
 */
export class BackgroundDelivery<Body> {
  readonly #settings: BackgroundDeliverySettings<Body>;
  #isDelivering = false;
  #isPaused = false;
  #cancelTimer: (() => void) | undefined;

  constructor(settings: BackgroundDeliverySettings<Body>) {
    this.#settings = settings;
  }

  /** Sets the timer for the next round, in place of any earlier one: called when it may have changed when that is due. */
  schedule(): void {
    if (this.#isDelivering || this.#isPaused) return;
    this.#cancelTimer?.();
    const { timers } = this.#settings;
    const dueAtMs = this.#nextRoundAtMs();
    if (dueAtMs === undefined) return;
    const delayMs = Math.max(0, dueAtMs - timers.elapsedMs());
    this.#cancelTimer = timers.schedule(delayMs, () => void this.#deliver());
  }

  /** Begins no round until `resume`. */
  pause(): void {
    this.#isPaused = true;
    this.#cancelTimer?.();
  }

  /** Goes on. */
  resume(): void {
    this.#isPaused = false;
    this.schedule();
  }

  #nextRoundAtMs(): number | undefined {
    const { queue, delivery, backoff, batchSize } = this.#settings;
    const { blockedUntilMs } = backoff;
    if (delivery.hasKeptBatches || queue.size >= batchSize || this.#isHeavy()) return blockedUntilMs;
    return queue.size > 0 ? Math.max(this.#partialBatchDueAtMs(), blockedUntilMs) : undefined;
  }

  #partialBatchDueAtMs(): number {
    const { queue, intervalMs } = this.#settings;
    return queue.sinceMs + intervalMs;
  }

  /** Whether few events take much memory: waiting for their number, they would crowd each other out of a queue that has room. */
  #isHeavy(): boolean {
    const { queue, fullBytes } = this.#settings;
    return queue.heldBytes >= fullBytes;
  }

  async #deliver(): Promise<void> {
    const { queue, rounds, batchSize, timers } = this.#settings;
    this.#isDelivering = true;
    const isHeavy = this.#isHeavy();
    await rounds.run({
      flushType: isHeavy || queue.size >= batchSize ? 'scheduled:full_batch' : 'scheduled:max_time',
      includesPartial: isHeavy || this.#partialBatchDueAtMs() <= timers.elapsedMs(),
      stopsOnFailure: true,
    });
    this.#isDelivering = false;
    this.schedule();
  }
}
