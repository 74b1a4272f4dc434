import { NetworkRequestError } from '../errors/network-request-error.js';
import type { RoundOutcome } from './delivery-backoff.js';
import type { DeliveryCounts } from './delivery-counts.js';
import type { DeliveryReporter } from './delivery-reporter.js';
import type { FlushType } from './event-metadata.js';
import type { EventQueue } from './event-queue.js';
import { sealBatch, type SealedBody } from './seal-batch.js';

/** Posts one batch. Resolves when it was accepted; a rejection with `retryable: false` says that it never will be. */
export type SendBatch = (
  batch: SealedBody & {
    /** How often this batch was posted before. */
    readonly retryCount: number;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  },
) => Promise<void>;

/** What a {@link BatchDelivery} needs. */
export interface BatchDeliverySettings {
  readonly queue: EventQueue;
  readonly counts: DeliveryCounts;
  readonly reporter: DeliveryReporter;
  readonly send: SendBatch;
  /** Most events of a batch. */
  readonly batchSize: number;
  /** Failed batches beyond this are dropped, the oldest first. */
  readonly maxKeptBatches: number;
  /** Limit of one post. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** The sender's part of the body. */
  readonly describeSender: (flushType: FlushType) => object;
}

/** How a round is run. */
export interface RoundPlan {
  readonly flushType: FlushType;
  /** Whether events that do not fill a batch are sent as well. */
  readonly includesPartial: boolean;
  /** Whether the first failure ends the round, so that a struggling server is left alone. */
  readonly stopsOnFailure: boolean;
  /** Gives up posts in flight; their batches are kept. */
  readonly signal: AbortSignal;
}

/** Posts at the same time. One after the other would not empty a long queue within a shutdown. */
const laneCount = 5;

/** A batch that was or will be posted; always with the same body, so that the server could recognise it. */
interface Batch extends SealedBody {
  /** Batches were sealed in this order. */
  readonly order: number;
  attempts: number;
}

/** A round under way. */
interface Round {
  readonly plan: RoundPlan;
  /** Kept batches that it has not come to yet. */
  readonly waiting: Batch[];
  /** Batches that are still to be taken from the queue. */
  freshBatches: number;
  readonly failed: Batch[];
  delivered: number;
  lastError: unknown;
  retryAfterMs: number | undefined;
}

/**
 * Moves events out of the queue to the server in rounds: in each, every kept batch and every batch that the queue holds is
 * posted once. What fails and may pass is kept for the next round; what never will is dropped and counted. The caller runs
 * one round at a time, and a round never rejects.
 */
export class BatchDelivery {
  readonly #settings: BatchDeliverySettings;
  /** Failed batches, the oldest first. */
  #kept: Batch[] = [];
  /** Events outside the queue that are neither delivered nor dropped. */
  #pendingCount = 0;
  #sealedCount = 0;

  constructor(settings: BatchDeliverySettings) {
    this.#settings = settings;
  }

  get pendingCount(): number {
    return this.#pendingCount;
  }

  /** Whether failed batches wait for another round. */
  get hasKeptBatches(): boolean {
    return this.#kept.length > 0;
  }

  async runRound(plan: RoundPlan): Promise<RoundOutcome> {
    const fresh = this.#settings.queue.size / this.#settings.batchSize;
    const round: Round = {
      plan,
      waiting: this.#kept,
      freshBatches: plan.includesPartial ? Math.ceil(fresh) : Math.floor(fresh),
      failed: [],
      delivered: 0,
      lastError: undefined,
      retryAfterMs: undefined,
    };
    this.#kept = [];
    await Promise.all(Array.from({ length: laneCount }, () => this.#runLane(round)));
    this.#keep([...round.failed, ...round.waiting]);
    const { delivered, failed, lastError, retryAfterMs } = round;
    const isComplete = this.#kept.length === 0 && round.freshBatches === 0;
    return { delivered, kept: failed.length, isComplete, lastError, retryAfterMs };
  }

  async #runLane(round: Round): Promise<void> {
    const { plan, waiting, failed } = round;
    while (!plan.signal.aborted && !(plan.stopsOnFailure && failed.length > 0)) {
      let batch = waiting.shift();
      if (batch === undefined) {
        if (round.freshBatches === 0) return;
        round.freshBatches--;
        batch = await this.#sealNext(round);
      }
      if (batch !== undefined) await this.#post(batch, round);
    }
  }

  /**
   * The next batch of the queue, unless none of its events can be turned into JSON. When its events are large they make
   * several; the others wait in the round.
   */
  async #sealNext({ plan, waiting }: Round): Promise<Batch | undefined> {
    const { queue, batchSize, counts, reporter, describeSender } = this.#settings;
    const events = queue.take(batchSize);
    this.#pendingCount += events.length;
    const sealed = await sealBatch(events, describeSender(plan.flushType)).catch(() => []);
    const failedCount = events.length - sealed.reduce((sum, { eventCount }) => sum + eventCount, 0);
    if (failedCount > 0) {
      this.#pendingCount -= failedCount;
      counts.addDropped('unserializable', failedCount);
      reporter.noteUnserializable(failedCount);
    }
    const [first, ...others] = sealed.map((body) => ({ ...body, order: this.#sealedCount++, attempts: 0 }));
    waiting.push(...others);
    return first;
  }

  async #post(batch: Batch, round: Round): Promise<void> {
    const { send, timeoutMs, counts, reporter } = this.#settings;
    const { body, eventCount } = batch;
    const { signal } = round.plan;
    try {
      await send({ body, eventCount, retryCount: batch.attempts++, timeoutMs, signal });
    } catch (error) {
      round.lastError = error;
      if (isFinal(error)) {
        this.#pendingCount -= eventCount;
        counts.addDropped('refused', eventCount);
        reporter.noteRefused(error, eventCount);
        return;
      }
      round.failed.push(batch);
      round.retryAfterMs = longestWait(round.retryAfterMs, error);
      // A post that was given up says nothing about the server.
      if (!signal.aborted) reporter.noteKept(error);
      return;
    }
    this.#pendingCount -= eventCount;
    counts.addDelivered(eventCount);
    round.delivered++;
    reporter.noteDelivery();
  }

  #keep(batches: Batch[]): void {
    const { maxKeptBatches, counts } = this.#settings;
    const oldestFirst = batches.toSorted((one, other) => one.order - other.order);
    const surplus = Math.max(0, oldestFirst.length - maxKeptBatches);
    for (const { eventCount } of oldestFirst.slice(0, surplus)) {
      this.#pendingCount -= eventCount;
      counts.addDropped('retry_queue_full', eventCount);
    }
    this.#kept = oldestFirst.slice(surplus);
  }
}

/** Whether no later attempt can succeed. An error of unknown kind is given the benefit of the doubt. */
function isFinal(error: unknown): boolean {
  return error instanceof NetworkRequestError && !error.retryable;
}

function longestWait(waitMs: number | undefined, error: unknown): number | undefined {
  const askedMs = error instanceof NetworkRequestError ? error.retryAfterMs : undefined;
  return askedMs === undefined ? waitMs : Math.max(waitMs ?? 0, askedMs);
}
