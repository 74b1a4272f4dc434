import type { Timers } from '../timing/timers.js';
import { type Batch, type FreshBatch, type ReadyBatch, countEvents } from './batch.js';
import type { RoundOutcome } from './delivery-backoff.js';
import type { DeliveryCounts, DropReason } from './delivery-counts.js';
import { isFinal, isTooLarge, longestWait } from './delivery-failure.js';
import type { DeliveryReporter } from './delivery-reporter.js';
import type { Destination, PartialLosses, SealedBatch } from './destination.js';
import type { FlushType } from './sender-metadata.js';
import type { EventQueue } from './event-queue.js';
import { KeptBatches } from './kept-batches.js';

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
  /** The same for what they take. Unit: bytes. */
  readonly maxKeptBytes: number;
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

/** After so many failures in a row a batch may itself be what the server fails at. */
const suspectAttempts = 3;

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
  readonly #kept: KeptBatches<Body>;
  /** Events outside the queue that are neither delivered nor dropped. */
  #pendingCount = 0;
  #takenCount = 0;

  constructor(settings: BatchDeliverySettings<Body>) {
    this.#settings = settings;
    const { maxKeptBatches, maxKeptBytes, maxAgeMs, reporter, timers } = settings;
    this.#kept = new KeptBatches({
      mostBatches: maxKeptBatches,
      mostBytes: maxKeptBytes,
      maxAgeMs,
      drop: (reason, batch) => this.#drop(reason, batch),
      reporter,
      timers,
    });
  }

  get pendingCount(): number {
    return this.#pendingCount;
  }

  /** Whether failed batches wait for another round. */
  get hasKeptBatches(): boolean {
    return !this.#kept.isEmpty;
  }

  async runRound(plan: RoundPlan): Promise<RoundOutcome> {
    const { queue, batchSize, destination } = this.#settings;
    const fresh = queue.size / batchSize;
    const round: Round<Body> = {
      plan,
      waiting: this.#kept.takeAll(),
      freshBatches: plan.includesPartial ? Math.ceil(fresh) : Math.floor(fresh),
      failed: [],
      delivered: 0,
      lastError: undefined,
      retryAfterMs: undefined,
    };
    this.#probe(round);
    await Promise.all(Array.from({ length: destination.laneCount }, () => this.#runLane(round)));
    const { delivered, failed, waiting, lastError, retryAfterMs } = round;
    this.#kept.keep({ failed, unsent: waiting, isGivenUp: plan.signal.aborted });
    const isComplete = this.#kept.isEmpty && round.freshBatches === 0;
    return { delivered, kept: failed.length, isComplete, lastError, retryAfterMs };
  }

  /** Drops the failed batches. Not during a round. */
  dropKept(): void {
    for (const batch of this.#kept.takeAll()) this.#drop('shutdown', batch);
  }

  async #runLane(round: Round<Body>): Promise<void> {
    const { plan, waiting, failed } = round;
    const stopsOnFailure = plan.stopsOnFailure || this.#settings.destination.laneCount === 1;
    const isOver = (): boolean => plan.signal.aborted || (stopsOnFailure && failed.length > 0);
    while (!isOver()) {
      const batch = waiting.shift() ?? this.#takeNext(round);
      if (batch === undefined) return;
      const ready = 'body' in batch ? batch : await this.#seal(batch, round);
      if (ready !== undefined) await this.#send(ready, round);
    }
  }

  /**
   * Puts another batch first where the first ones have failed so often that they may be what the server fails at: it would be taken
   * for down as long as they are kept. The other is the one with the fewest attempts, or of the queue while few are kept.
   */
  #probe(round: Round<Body>): void {
    const { maxKeptBatches, destination } = this.#settings;
    const { laneCount } = destination;
    const { waiting, plan } = round;
    const isSuspect = (batch: Batch<Body>): boolean => attemptsOf(batch) >= suspectAttempts;
    if (plan.signal.aborted || laneCount === 1 || waiting.length < laneCount) return;
    if (!waiting.slice(0, laneCount).every(isSuspect)) return;
    const fewest = waiting.reduce((least, batch) => Math.min(least, attemptsOf(batch)), Infinity);
    const fresh = fewest >= suspectAttempts && waiting.length < maxKeptBatches / 2 ? this.#takeNext(round) : undefined;
    if (fresh !== undefined) return void waiting.unshift(fresh);
    const index = waiting.findIndex((batch) => attemptsOf(batch) === fewest);
    waiting.unshift(...waiting.splice(index, 1));
  }

  /** The next batch of the queue, unless there is none for this round. */
  #takeNext(round: Round<Body>): FreshBatch | undefined {
    // While nothing gets through, events stay in the queue: there is room for many more of them than for failed batches, which
    // may be small where a program flushes after each request.
    if (round.freshBatches === 0 || (round.failed.length > 0 && round.delivered === 0)) return undefined;
    round.freshBatches--;
    const { events, sinceMs } = this.#settings.queue.take(this.#settings.batchSize);
    this.#pendingCount += events.length;
    const heldBytes = events.reduce((sum, event) => sum + (event.heldBytes ?? 0), 0);
    return { events, sinceMs, eventCount: events.length, heldBytes, order: this.#takenCount++ };
  }

  /** A batch in the form to send, unless none of its events can be sent. When it makes several, the others wait in the round. */
  async #seal(batch: FreshBatch, round: Round<Body>): Promise<ReadyBatch<Body> | undefined> {
    const { counts, reporter, destination } = this.#settings;
    const { events, order, sinceMs } = batch;
    let sealed: readonly SealedBatch<Body>[];
    try {
      sealed = await destination.seal(events, round.plan.flushType);
    } catch (error) {
      // Nothing is wrong with the events: memory was short, for example. They are sealed again in the next round.
      this.#fail(batch, round, error);
      return undefined;
    }
    const failedCount = events.length - countEvents(sealed);
    if (failedCount > 0) {
      this.#pendingCount -= failedCount;
      counts.addDropped('unserializable', failedCount);
      reporter.noteUnserializable(failedCount);
    }
    const [first, ...others] = sealed.map((part) => ({ ...part, order, sinceMs, attempts: 0 }));
    round.waiting.push(...others);
    return first;
  }

  async #send(batch: ReadyBatch<Body>, round: Round<Body>): Promise<void> {
    const { destination, timeoutMs, counts, reporter } = this.#settings;
    const { body, eventCount } = batch;
    const { signal } = round.plan;
    let losses: PartialLosses | void;
    try {
      losses = await destination.send({ body, eventCount, retryCount: batch.attempts++, timeoutMs, signal });
    } catch (error) {
      if (isTooLarge(error)) return this.#divide(batch, round, error);
      if (!isFinal(error)) return this.#fail(batch, round, error);
      round.lastError = error;
      this.#drop('refused', batch);
      return reporter.noteRefused(error, eventCount);
    }
    this.#pendingCount -= eventCount;
    const lostCount = this.#countLosses(losses ?? {}, eventCount);
    counts.addDelivered(eventCount - lostCount);
    round.delivered++;
    reporter.noteDelivery();
    if (lostCount === 0) return;
    round.lastError = losses?.error;
    reporter.noteLeftOut(losses?.error, lostCount);
  }

  /** Counts events that were left out of a batch that was accepted. @returns how many: never more than the batch has */
  #countLosses(losses: PartialLosses, eventCount: number): number {
    let lostCount = 0;
    for (const reason of ['refused', 'too_large'] as const) {
      const count = Math.min(losses[reason] ?? 0, eventCount - lostCount);
      if (count > 0) this.#settings.counts.addDropped(reason, count);
      lostCount += count;
    }
    return lostCount;
  }

  /** Sends a batch that is too large in two, at once; an event that is too large alone is dropped. */
  async #divide(batch: ReadyBatch<Body>, round: Round<Body>, error: unknown): Promise<void> {
    const { destination, reporter } = this.#settings;
    round.lastError = error;
    if (batch.eventCount === 1 || destination.split === undefined) {
      this.#drop('too_large', batch);
      return reporter.noteTooLarge(error);
    }
    try {
      const parts = await destination.split(batch);
      round.waiting.unshift(...parts.map((part) => ({ ...batch, ...part, attempts: 0 })));
    } catch (splitError) {
      this.#fail(batch, round, splitError);
    }
  }

  /** A batch that did not get through this time. */
  #fail(batch: Batch<Body>, round: Round<Body>, error: unknown): void {
    round.lastError = error;
    round.failed.push(batch);
    round.retryAfterMs = longestWait(round.retryAfterMs, error);
    // An attempt that was given up says nothing about the server.
    if (!round.plan.signal.aborted) this.#settings.reporter.noteKept(error);
  }

  #drop(reason: DropReason, { eventCount }: Batch<unknown>): void {
    this.#pendingCount -= eventCount;
    this.#settings.counts.addDropped(reason, eventCount);
  }
}

/** How often it was sent; a batch that could not be sealed never was. */
function attemptsOf(batch: Batch<unknown>): number {
  return 'body' in batch ? batch.attempts : 0;
}
