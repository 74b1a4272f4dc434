import { NetworkRequestError } from '../errors/network-request-error.js';
import type { Timers } from '../timing/timers.js';
import type { RoundOutcome } from './delivery-backoff.js';
import type { DeliveryCounts } from './delivery-counts.js';
import type { DeliveryReporter } from './delivery-reporter.js';
import type { FlushType } from './event-metadata.js';
import type { EventQueue } from './event-queue.js';
import type { LoggableEvent } from './loggable-event.js';

/** Events in the form in which a destination takes them. */
export interface SealedBatch<Body> {
  readonly body: Body;
  readonly eventCount: number;
}

/** One attempt to hand over a batch. */
export interface BatchAttempt<Body> extends SealedBatch<Body> {
  /** How often this batch was sent before. */
  readonly retryCount: number;
  /** Unit: milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Where events go. */
export interface Destination<Body> {
  /** Puts events into the form in which they are sent, in one batch or several. An event that cannot be is left out. */
  readonly seal: (events: readonly LoggableEvent[], flushType: FlushType) => Promise<readonly SealedBatch<Body>[]>;
  /** Sends one batch. Resolves when it was accepted; a rejection with `retryable: false` says that it never will be. */
  readonly send: (attempt: BatchAttempt<Body>) => Promise<void>;
  /** Cuts a batch of several events into smaller ones, when the answer was that it is too large. */
  readonly split?: (batch: SealedBatch<Body>) => Promise<readonly SealedBatch<Body>[]>;
  /** Batches sent at the same time. With one, the order is kept: nothing is sent past a batch that failed. */
  readonly laneCount: number;
}

/** What a {@link BatchDelivery} needs. */
export interface BatchDeliverySettings<Body> {
  readonly destination: Destination<Body>;
  readonly queue: EventQueue;
  readonly counts: DeliveryCounts;
  readonly reporter: DeliveryReporter;
  /** Most events of a batch. */
  readonly batchSize: number;
  /** Failed batches beyond this are dropped, the oldest first. */
  readonly maxKeptBatches: number;
  /** Limit of one attempt. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** A batch that fails is not kept when its oldest event has waited for longer than this. Unit: milliseconds. */
  readonly maxAgeMs: number;
  readonly timers: Pick<Timers, 'elapsedMs'>;
}

/** How a round is run. */
export interface RoundPlan {
  readonly flushType: FlushType;
  /** Whether events that do not fill a batch are sent as well. */
  readonly includesPartial: boolean;
  /** Whether the first failure ends the round, so that a struggling server is left alone. */
  readonly stopsOnFailure: boolean;
  /** Gives up attempts in flight; their batches are kept. */
  readonly signal: AbortSignal;
}

/** A batch that was or will be sent; always with the same body, so that the server could recognise it. */
interface Batch<Body> extends SealedBatch<Body> {
  /** Its events were taken out of the queue in this order. */
  readonly order: number;
  /** None of its events is older. */
  readonly sinceMs: number;
  attempts: number;
}

/** A round under way. */
interface Round<Body> {
  readonly plan: RoundPlan;
  /** Batches that it has not come to yet. */
  readonly waiting: Batch<Body>[];
  /** Batches that are still to be taken from the queue. */
  freshBatches: number;
  readonly failed: Batch<Body>[];
  delivered: number;
  lastError: unknown;
  retryAfterMs: number | undefined;
}

/**
 * Moves events out of the queue to a destination in rounds: in each, every kept batch and every batch that the queue holds is
 * sent once. What fails and may pass is kept for the next round; what never will is dropped and counted. The caller runs one
 * round at a time, and a round never rejects.
 */
export class BatchDelivery<Body> {
  readonly #settings: BatchDeliverySettings<Body>;
  /** Failed batches, the oldest first. */
  #kept: Batch<Body>[] = [];
  /** Events outside the queue that are neither delivered nor dropped. */
  #pendingCount = 0;
  #takenCount = 0;

  constructor(settings: BatchDeliverySettings<Body>) {
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
    const { queue, batchSize, destination } = this.#settings;
    const fresh = queue.size / batchSize;
    const round: Round<Body> = {
      plan,
      waiting: this.#kept,
      freshBatches: plan.includesPartial ? Math.ceil(fresh) : Math.floor(fresh),
      failed: [],
      delivered: 0,
      lastError: undefined,
      retryAfterMs: undefined,
    };
    this.#kept = [];
    await Promise.all(Array.from({ length: destination.laneCount }, () => this.#runLane(round)));
    this.#keep(round);
    const { delivered, failed, lastError, retryAfterMs } = round;
    const isComplete = this.#kept.length === 0 && round.freshBatches === 0;
    return { delivered, kept: failed.length, isComplete, lastError, retryAfterMs };
  }

  /** Drops the failed batches. Not during a round. */
  dropKept(): void {
    for (const batch of this.#kept) this.#settings.counts.addDropped('shutdown', this.#remove(batch));
    this.#kept = [];
  }

  async #runLane(round: Round<Body>): Promise<void> {
    const { plan, waiting, failed } = round;
    const stopsOnFailure = plan.stopsOnFailure || this.#settings.destination.laneCount === 1;
    const isOver = (): boolean => plan.signal.aborted || (stopsOnFailure && failed.length > 0);
    while (!isOver()) {
      let batch = waiting.shift();
      if (batch === undefined) {
        // While nothing gets through, events stay in the queue: there is room for many more of them than for failed batches, which
        // may be small where a program flushes after each request.
        if (round.freshBatches === 0 || (failed.length > 0 && round.delivered === 0)) return;
        round.freshBatches--;
        batch = await this.#sealNext(round);
      }
      if (batch !== undefined) await this.#send(batch, round);
    }
  }

  /** The next batch of the queue, unless none of its events can be sent. When they make several, the others wait in the round. */
  async #sealNext({ plan, waiting }: Round<Body>): Promise<Batch<Body> | undefined> {
    const { queue, batchSize, counts, reporter, destination } = this.#settings;
    const { events, sinceMs } = queue.take(batchSize);
    this.#pendingCount += events.length;
    const order = this.#takenCount++;
    const sealed = await destination.seal(events, plan.flushType).catch(() => []);
    const failedCount = events.length - countEvents(sealed);
    if (failedCount > 0) {
      this.#pendingCount -= failedCount;
      counts.addDropped('unserializable', failedCount);
      reporter.noteUnserializable(failedCount);
    }
    const [first, ...others] = sealed.map((batch) => ({ ...batch, order, sinceMs, attempts: 0 }));
    waiting.push(...others);
    return first;
  }

  async #send(batch: Batch<Body>, round: Round<Body>): Promise<void> {
    const { destination, timeoutMs, counts, reporter } = this.#settings;
    const { body, eventCount } = batch;
    const { signal } = round.plan;
    try {
      await destination.send({ body, eventCount, retryCount: batch.attempts++, timeoutMs, signal });
    } catch (error) {
      round.lastError = error;
      if (isTooLarge(error)) return this.#divide(batch, round, error);
      if (isFinal(error)) {
        counts.addDropped('refused', this.#remove(batch));
        return reporter.noteRefused(error, eventCount);
      }
      round.failed.push(batch);
      round.retryAfterMs = longestWait(round.retryAfterMs, error);
      // An attempt that was given up says nothing about the server.
      if (!signal.aborted) reporter.noteKept(error);
      return;
    }
    counts.addDelivered(this.#remove(batch));
    round.delivered++;
    reporter.noteDelivery();
  }

  /** Sends a batch that is too large in two, at once; an event that is too large alone is dropped. */
  async #divide(batch: Batch<Body>, round: Round<Body>, error: unknown): Promise<void> {
    const { destination, counts, reporter } = this.#settings;
    if (batch.eventCount === 1 || destination.split === undefined) {
      counts.addDropped('too_large', this.#remove(batch));
      return reporter.noteTooLarge(error);
    }
    const parts = await destination.split(batch).catch(() => undefined);
    if (parts === undefined) round.failed.push(batch);
    else round.waiting.unshift(...parts.map((part) => ({ ...batch, ...part, attempts: 0 })));
  }

  /** Keeps what has failed, unless it is too old, and what the round did not come to; of all that the newest. */
  #keep({ failed, waiting, plan }: Round<Body>): void {
    const { maxKeptBatches, maxAgeMs, counts, reporter, timers } = this.#settings;
    const bornAfterMs = timers.elapsedMs() - maxAgeMs;
    // An attempt that was given up was none, and a process that has slept for long wants to make one first.
    const isTooOld = ({ sinceMs }: Batch<Body>): boolean => sinceMs < bornAfterMs && !plan.signal.aborted;
    const tooOld = failed.filter(isTooOld);
    const oldestFirst = [...failed.filter((batch) => !isTooOld(batch)), ...waiting].toSorted(
      (one, other) => one.order - other.order,
    );
    const surplus = oldestFirst.slice(0, Math.max(0, oldestFirst.length - maxKeptBatches));
    this.#kept = oldestFirst.slice(surplus.length);
    for (const batch of tooOld) counts.addDropped('too_old', this.#remove(batch));
    for (const batch of surplus) counts.addDropped('retry_queue_full', this.#remove(batch));
    if (tooOld.length > 0) reporter.noteTooOld(countEvents(tooOld));
    if (surplus.length > 0) reporter.noteCrowdedOut(countEvents(surplus));
  }

  /** @returns how many events it had. */
  #remove({ eventCount }: Batch<Body>): number {
    this.#pendingCount -= eventCount;
    return eventCount;
  }
}

function countEvents(batches: readonly { readonly eventCount: number }[]): number {
  return batches.reduce((sum, { eventCount }) => sum + eventCount, 0);
}

/** Whether no later attempt can succeed. An error of unknown kind is given the benefit of the doubt. */
function isFinal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retryable' in error && error.retryable === false;
}

function isTooLarge(error: unknown): boolean {
  return error instanceof NetworkRequestError && error.status === 413;
}

function longestWait(waitMs: number | undefined, error: unknown): number | undefined {
  const askedMs = error instanceof NetworkRequestError ? error.retryAfterMs : undefined;
  return askedMs === undefined ? waitMs : Math.max(waitMs ?? 0, askedMs);
}
