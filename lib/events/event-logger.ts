/**
 * `events/` takes events to the service: a bounded queue, batches, retries, and counts of what became of each event. It does
 * not know what is in an event; exposures and custom events arrive as records that can turn into JSON.
 */
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { holdProcess } from '../timing/hold-process.js';
import { sleep } from '../timing/sleep.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import { BatchDelivery, type RoundPlan, type SendBatch } from './batch-delivery.js';
import { DeliveryBackoff, type RoundOutcome } from './delivery-backoff.js';
import { DeliveryCounts, type DropReason } from './delivery-counts.js';
import { DeliveryReporter } from './delivery-reporter.js';
import type { EventMetadata } from './event-metadata.js';
import { EventQueue } from './event-queue.js';
import { FlushReport } from './flush-report.js';
import type { FlushResult } from './flush-result.js';
import type { LoggableEvent } from './loggable-event.js';

/** Limit of one post, as in the official SDK. Unit: milliseconds. */
const defaultRequestTimeoutMs = 10_000;

/** What an {@link EventLogger} needs. */
export interface EventLoggerSettings {
  readonly send: SendBatch;
  readonly options: Pick<
    ResolvedOptions,
    | 'eventLoggingFlushIntervalMs'
    | 'eventLoggingMaxQueueSize'
    | 'eventLoggingMaxPendingBatchQueueSize'
    | 'disableAllLogging'
    | 'disableNetwork'
  >;
  /** See `buildEventMetadata`. */
  readonly metadata: EventMetadata;
  readonly logger: Logger;
  /** Told of what is delivered and what is lost. @default measures nothing */
  readonly metrics?: Metrics;
  /** Limit of one post. Unit: milliseconds. @default 10_000 */
  readonly requestTimeoutMs?: number;
  /** A number from 0 up to 1 for the jitter. @default Math.random */
  readonly random?: () => number;
  readonly timers?: Timers;
}

/** Counts of events since the start. */
export interface EventStatistics {
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

/**
 * Delivers events in the background: a full batch at once, a smaller one when its oldest event has waited for
 * `eventLoggingFlushIntervalMs`. Failed batches are sent again until they are accepted, with growing pauses. Background work
 * never keeps the process alive; `flush` and `shutdown` do while they run. With `disableAllLogging` or `disableNetwork`
 * nothing is kept and nothing is sent.
 */
export class EventLogger {
  readonly #settings: EventLoggerSettings;
  readonly #timers: Timers;
  readonly #batchSize: number;
  readonly #isDisabled: boolean;
  readonly #queue: EventQueue;
  readonly #counts: DeliveryCounts;
  readonly #report: FlushReport;
  readonly #reporter: DeliveryReporter;
  readonly #delivery: BatchDelivery;
  readonly #backoff: DeliveryBackoff;
  /** Aborts the posts in flight when a shutdown's time is over. */
  #posts = new AbortController();
  /** Settles when the rounds that were asked for so far are over; there is one at a time. */
  #rounds: Promise<unknown> = Promise.resolve();
  #isDelivering = false;
  /** No event in the queue is older. On the clock that only goes forward. */
  #queuedAtMs = 0;
  #cancelTimer: (() => void) | undefined;
  #shutdown: Promise<FlushResult> | undefined;
  #isClosed = false;

  constructor(settings: EventLoggerSettings) {
    const { options, send, metadata, logger, requestTimeoutMs = defaultRequestTimeoutMs } = settings;
    this.#settings = settings;
    this.#counts = new DeliveryCounts(settings.metrics);
    this.#report = new FlushReport(this.#counts);
    this.#timers = settings.timers ?? systemTimers;
    this.#batchSize = options.eventLoggingMaxQueueSize;
    // While nothing is delivered, this many batches are kept in the queue, and as many failed ones beside it.
    const maxPendingBatches = options.eventLoggingMaxPendingBatchQueueSize;
    this.#isDisabled = options.disableAllLogging || options.disableNetwork;
    this.#queue = new EventQueue(this.#batchSize * maxPendingBatches);
    this.#reporter = new DeliveryReporter(logger, settings.metrics);
    this.#backoff = new DeliveryBackoff(settings.random ?? Math.random);
    this.#delivery = new BatchDelivery({
      queue: this.#queue,
      counts: this.#counts,
      reporter: this.#reporter,
      send,
      batchSize: this.#batchSize,
      maxKeptBatches: maxPendingBatches,
      timeoutMs: requestTimeoutMs,
      describeSender: (flushType) => ({
        ...metadata,
        flushingIntervalMs: options.eventLoggingFlushIntervalMs,
        batchSize: this.#batchSize,
        maxPendingBatches,
        flushType,
      }),
    });
  }

  /** Events that are neither delivered nor dropped. */
  get pendingCount(): number {
    return this.#queue.size + this.#delivery.pendingCount;
  }

  /** Accepts an event for delivery. Cheap: it becomes JSON when its batch is sent. After the shutdown it is only counted. */
  enqueue(event: LoggableEvent): void {
    if (this.#isDisabled) return;
    if (this.#isClosed) return this.#counts.addDropped('after_shutdown', 1);
    if (this.#queue.push(event) > 0) {
      this.#counts.addDropped('queue_full', 1);
      this.#reporter.noteOverflow();
    }
    // Only these sizes change when the next batch is due.
    const { size } = this.#queue;
    if (size === 1) this.#queuedAtMs = this.#timers.elapsedMs();
    if (size === 1 || size === this.#batchSize) this.#scheduleDelivery();
  }

  /**
   * Sends everything that is waiting, each batch once, whatever pauses are due. Keeps the process alive until it resolves;
   * never rejects.
   */
  flush(): Promise<FlushResult> {
    return holdProcess(async () => {
      const report = this.#report.begin();
      const { isComplete, lastError } = await this.#runRound({ ...everything, flushType: 'manual' });
      return report.end({ isComplete, pending: this.pendingCount, lastError });
    });
  }

  /**
   * Sends everything that is waiting, again and again until all is delivered or the time is over. Events that come in
   * meanwhile are sent too; later ones are refused. Keeps the process alive until it resolves; never rejects. Further calls
   * return the result of the first. What is pending then can still be sent with `flush`.
   * @param timeoutMs from the call to the result. Unit: milliseconds.
   */
  shutdown(timeoutMs: number): Promise<FlushResult> {
    this.#shutdown ??= holdProcess(async () => {
      const report = this.#report.begin();
      const lastError = await this.#drain(timeoutMs);
      return report.end({ isComplete: this.pendingCount === 0, pending: this.pendingCount, lastError });
    });
    return this.#shutdown;
  }

  /** What has become of all events so far. */
  statistics(): EventStatistics {
    return { delivered: this.#counts.delivered, pending: this.pendingCount, dropped: this.#counts.dropped };
  }

  /** @returns the latest failure, if any. */
  async #drain(timeoutMs: number): Promise<unknown> {
    const deadlineMs = this.#timers.elapsedMs() + timeoutMs;
    const over = new AbortController();
    const cancelDeadline = this.#timers.schedule(timeoutMs, () => {
      over.abort();
      this.#giveUpPosts();
    });
    this.#cancelTimer?.();
    let lastError: unknown;
    let failedRounds = 0;
    while (this.pendingCount > 0 && !over.signal.aborted) {
      const round = await this.#runRound({ ...everything, flushType: 'shutdown' });
      lastError = round.lastError ?? lastError;
      if (round.kept === 0 || over.signal.aborted) continue;
      failedRounds++;
      const remainingMs = deadlineMs - this.#timers.elapsedMs();
      const delayMs = this.#backoff.shutdownDelayMs(failedRounds, round.retryAfterMs, remainingMs);
      await sleep(delayMs, { timers: this.#timers, signal: over.signal });
    }
    cancelDeadline();
    this.#isClosed = true;
    return lastError;
  }

  /** Fails what is being posted, and lets later posts begin. */
  #giveUpPosts(): void {
    this.#posts.abort();
    this.#posts = new AbortController();
  }

  /** Runs a round after those that are under way. */
  #runRound(plan: Omit<RoundPlan, 'signal'>): Promise<RoundOutcome> {
    const { signal } = this.#posts;
    const round = this.#rounds.then(async () => {
      const startedAtMs = this.#timers.elapsedMs();
      const outcome = await this.#delivery.runRound({ ...plan, signal });
      // Whatever is queued now came after the round had begun.
      if (plan.includesPartial) this.#queuedAtMs = startedAtMs;
      this.#backoff.note(outcome, this.#timers.elapsedMs());
      return outcome;
    });
    this.#rounds = round.then(() => this.#scheduleDelivery());
    return round;
  }

  /** Sets the timer for the next delivery in the background, in place of any earlier one. */
  #scheduleDelivery(): void {
    if (this.#isDelivering || this.#shutdown !== undefined) return;
    this.#cancelTimer?.();
    const dueAtMs = this.#nextDeliveryAtMs();
    if (dueAtMs === undefined) return;
    const delayMs = Math.max(0, dueAtMs - this.#timers.elapsedMs());
    this.#cancelTimer = this.#timers.schedule(delayMs, () => void this.#deliverInBackground());
  }

  #nextDeliveryAtMs(): number | undefined {
    const { blockedUntilMs } = this.#backoff;
    if (this.#delivery.hasKeptBatches || this.#queue.size >= this.#batchSize) return blockedUntilMs;
    return this.#queue.size > 0 ? Math.max(this.#partialBatchDueAtMs(), blockedUntilMs) : undefined;
  }

  #partialBatchDueAtMs(): number {
    return this.#queuedAtMs + this.#settings.options.eventLoggingFlushIntervalMs;
  }

  async #deliverInBackground(): Promise<void> {
    this.#isDelivering = true;
    await this.#runRound({
      flushType: this.#queue.size >= this.#batchSize ? 'scheduled:full_batch' : 'scheduled:max_time',
      includesPartial: this.#partialBatchDueAtMs() <= this.#timers.elapsedMs(),
      stopsOnFailure: true,
    });
    this.#isDelivering = false;
    this.#scheduleDelivery();
  }
}

const everything = { includesPartial: true, stopsOnFailure: false } as const;
