import type { Logger } from '../observability/logger.js';
import { holdProcess } from '../timing/hold-process.js';
import type { Timers } from '../timing/timers.js';
import { BackgroundDelivery } from './background-delivery.js';
import { BatchDelivery } from './batch-delivery.js';
import { DeliveryBackoff } from './delivery-backoff.js';
import { type CountedMetrics, DeliveryCounts, type DropCounts } from './delivery-counts.js';
import { DeliveryReporter } from './delivery-reporter.js';
import { DeliveryRounds } from './delivery-rounds.js';
import type { Destination } from './destination.js';
import { EventQueue } from './event-queue.js';
import { ExitFlush } from './exit-flush.js';
import { FlushReport } from './flush-report.js';
import type { DeliveryResult } from './flush-result.js';
import type { LoggableEvent } from './loggable-event.js';
import type { OutletShutdown } from './shut-down-together.js';
import { type TimeLimit, withTimeLimit } from './time-limit.js';

/** What an {@link EventOutlet} needs. */
export interface EventOutletSettings<Body> {
  readonly destination: Destination<Body>;
  /** How messages tell the way from the usual one to the service; see {@link DeliveryReporter}. */
  readonly route?: string | undefined;
  /** Events in a full batch. */
  readonly batchSize: number;
  /** While nothing is delivered, this many full batches are kept in the queue, and as many failed ones beside it; fewer of large ones. */
  readonly maxPendingBatches: number;
  /** The longest that an event waits for its batch to be full. Unit: milliseconds. */
  readonly intervalMs: number;
  /** Limit of one attempt. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Whether what waits is sent when the process is about to end by itself. */
  readonly flushesOnExit: boolean;
  readonly measured: CountedMetrics;
  readonly logger: Logger;
  readonly timers: Timers;
  /** A number from 0 up to 1 for the jitter. */
  readonly random: () => number;
}

/** Counts of events since the start. */
export interface EventStatistics {
  readonly delivered: number;
  readonly pending: number;
  readonly dropped: DropCounts;
}

/** A batch that fails is given up when its oldest event has waited for a day: reports of that day are made by then. */
const maxAgeMs = 24 * 60 * 60 * 1000;

/**
 * What waits for its first attempt takes at most about this much memory, and what waits for another one: events may be large, and
 * bounds of number alone would let a service that is down for an hour take all that the process has. Unit: bytes.
 */
const [mostQueueBytes, mostKeptBytes] = [128 * 1024 * 1024, 64 * 1024 * 1024];

/** Well below that, and far beyond what a full batch of usual events takes. Unit: bytes. */
const fullBytes = mostQueueBytes / 8;

/**
 * Brings events to one destination in the background: a full batch at once, a smaller one when its oldest event has waited for
 * the interval, or when its events are large. Failed batches are sent again until they are accepted, with growing pauses. Background work never keeps the
 * process alive; `flush` and a shutdown do while they run.
 */
export class EventOutlet<Body> {
  readonly #settings: EventOutletSettings<Body>;
  readonly #timers: Timers;
  readonly #queue: EventQueue;
  readonly #counts: DeliveryCounts;
  readonly #report: FlushReport;
  readonly #reporter: DeliveryReporter;
  readonly #delivery: BatchDelivery<Body>;
  readonly #exitFlush: ExitFlush | undefined;
  readonly #rounds: DeliveryRounds<Body>;
  readonly #background: BackgroundDelivery<Body>;
  #isShuttingDown = false;
  #isClosed = false;

  constructor(settings: EventOutletSettings<Body>) {
    const { destination, batchSize, maxPendingBatches, timeoutMs, timers, logger, measured, route } = settings;
    this.#settings = settings;
    this.#timers = timers;
    this.#counts = new DeliveryCounts(measured);
    this.#report = new FlushReport(this.#counts);
    this.#reporter = new DeliveryReporter(logger, measured.metrics, route);
    const backoff = new DeliveryBackoff(settings.random);
    this.#queue = new EventQueue({ mostEvents: batchSize * maxPendingBatches, mostBytes: mostQueueBytes });
    this.#delivery = new BatchDelivery({
      destination,
      queue: this.#queue,
      counts: this.#counts,
      reporter: this.#reporter,
      batchSize,
      maxKeptBatches: maxPendingBatches,
      maxKeptBytes: mostKeptBytes,
      timeoutMs,
      maxAgeMs,
      timers,
    });
    this.#rounds = new DeliveryRounds({
      delivery: this.#delivery,
      backoff,
      onBegin: () => this.#queue.mark(timers.elapsedMs()),
      onEnd: () => {
        if (this.pendingCount === 0) this.#exitFlush?.disarm();
        this.#background.schedule();
      },
      timers,
    });
    this.#background = new BackgroundDelivery({
      queue: this.#queue,
      delivery: this.#delivery,
      rounds: this.#rounds,
      backoff,
      batchSize,
      fullBytes,
      intervalMs: settings.intervalMs,
      timers,
    });
    this.#exitFlush = settings.flushesOnExit
      ? new ExitFlush({
          pendingCount: () => this.pendingCount,
          flush: (limitMs) => this.#flushWithin(limitMs),
          reportLeft: (count) => this.#reporter.noteProcessEnd(count),
        })
      : undefined;
  }

  /** Events that are neither delivered nor dropped. */
  get pendingCount(): number {
    return this.#queue.size + this.#delivery.pendingCount;
  }

  /** Accepts an event for delivery. Cheap: it is sealed when its batch is sent. After the shutdown it is only counted. */
  enqueue(event: LoggableEvent): void {
    if (this.#isClosed) return this.#counts.addDropped('after_shutdown', 1);
    if (this.#queue.size === 0) this.#queue.mark(this.#timers.elapsedMs());
    const wasHeavy = this.#queue.heldBytes >= fullBytes;
    const crowdedOut = this.#queue.push(event);
    if (crowdedOut > 0) {
      this.#counts.addDropped('queue_full', crowdedOut);
      this.#reporter.noteOverflow(crowdedOut);
    }
    this.#exitFlush?.arm();
    // Only these sizes change when the next batch is due.
    const { size, heldBytes } = this.#queue;
    const hasGrownHeavy = !wasHeavy && heldBytes >= fullBytes;
    if (size === 1 || size === this.#settings.batchSize || hasGrownHeavy) this.#background.schedule();
  }

  /**
   * Sends everything that is waiting, each batch once, whatever pauses are due. Keeps the process alive until it resolves;
   * never rejects.
   */
  flush(): Promise<DeliveryResult> {
    return holdProcess(async () => {
      const report = this.#report.begin();
      const { isComplete, lastError } = await this.#rounds.runManually();
      return report.end({ isComplete, pending: this.pendingCount, lastError });
    });
  }

  /** Begins to end, in the steps of the returned object. Called once. */
  beginShutdown(limit: TimeLimit): OutletShutdown {
    const report = this.#report.begin();
    const end = (): void => this.#rounds.end();
    if (limit.over.aborted) end();
    else limit.over.addEventListener('abort', end, { once: true });
    this.#isShuttingDown = true;
    let lastError: unknown;
    const send = async (rounds: (limit: TimeLimit) => Promise<unknown>): Promise<void> => {
      this.#background.pause();
      if (this.pendingCount > 0) lastError = (await rounds(limit)) ?? lastError;
      // What comes in while others are still being drained takes the usual way.
      this.#background.resume();
    };
    const drained = send((inTime) => this.#rounds.runUntilTaken(inTime));
    return {
      drained,
      close: () => (this.#isClosed = true),
      finish: async () => {
        await drained;
        await send((inTime) => this.#rounds.runUntilComplete(inTime));
        // A flush that was asked for meanwhile may still hold batches.
        await this.#rounds.settled();
        this.#dropAll();
      },
      result: () => report.end({ isComplete: this.pendingCount === 0, pending: this.pendingCount, lastError }),
    };
  }

  /** What has become of all events so far. */
  statistics(): EventStatistics {
    return { delivered: this.#counts.delivered, pending: this.pendingCount, dropped: this.#counts.dropped };
  }

  /** Nothing is sent any more: its connections are about to be closed. */
  #dropAll(): void {
    this.#background.pause();
    const { events } = this.#queue.take(this.#queue.size);
    if (events.length > 0) this.#counts.addDropped('shutdown', events.length);
    this.#delivery.dropKept();
    this.#exitFlush?.disarm();
  }

  /** Sends what is waiting, again and again until all of it has left or the time is over. */
  async #flushWithin(limitMs: number): Promise<void> {
    if (this.#isShuttingDown) return;
    await withTimeLimit(limitMs, this.#timers, async (limit) => {
      limit.over.addEventListener('abort', () => this.#rounds.giveUpAttempts(), { once: true });
      await this.#rounds.runUntilComplete(limit);
    });
  }
}
