/**
 * `events/` takes events to where they go: bounded queues, batches, retries, and counts of what became of each event. It does
 * not know what is in an event; exposures and custom events arrive as records that can turn into JSON.
 */
import type { Logger } from '../observability/logger.js';
import { type Metrics, silentMetrics } from '../observability/metrics.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { holdProcess } from '../timing/hold-process.js';
import { SlicedWork } from '../timing/sliced-work.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import type { BatchAttempt } from './destination.js';
import type { ClientEventBatch, ForwardingAnswer } from './client-event-batch.js';
import { ClientEventForwarder } from './client-event-forwarder.js';
import type { ClientEventOrigin } from './client-event-text.js';
import type { SenderMetadata } from './sender-metadata.js';
import { EventOutlet, type EventOutletSettings, type EventStatistics } from './event-outlet.js';
import { EventSinks } from './event-sinks.js';
import type { FlushResult } from './flush-result.js';
import { joinResults } from './join-results.js';
import type { LoggableEvent } from './loggable-event.js';
import { type PostBody, sealBatch, splitBatch } from './seal-batch.js';
import { shutDownTogether } from './shut-down-together.js';
import { withTimeLimit } from './time-limit.js';

/** Limit of one post, as in the official SDK. Unit: milliseconds. */
const defaultRequestTimeoutMs = 10_000;

/** How long events are made into text before everything else has its turn. Unit: milliseconds. */
const sliceMs = 2;

/** Posts at the same time. One after the other would not empty a long queue within a shutdown. */
const postLaneCount = 5;

/**
 * Posts one batch, whose body is gzip-compressed JSON: in the name of its origin, if it has one, else of this client. Resolves
 * when it was accepted; a rejection with `retryable: false` says that it never will be.
 */
export type SendBatch = (batch: BatchAttempt<Uint8Array> & { readonly origin?: ClientEventOrigin }) => Promise<void>;

/** What an {@link EventLogger} needs. */
export interface EventLoggerSettings {
  readonly send: SendBatch;
  readonly options: Pick<
    ResolvedOptions,
    | 'eventLoggingFlushIntervalMs'
    | 'eventLoggingMaxQueueSize'
    | 'eventLoggingMaxPendingBatchQueueSize'
    | 'eventSinks'
    | 'flushEventsOnExit'
    | 'disableAllLogging'
    | 'disableNetwork'
  >;
  /** See `buildSenderMetadata`. */
  readonly metadata: SenderMetadata;
  readonly logger: Logger;
  /** Told of what is delivered and what is lost. @default measures nothing */
  readonly metrics?: Metrics;
  /** Limit of one post. Unit: milliseconds. @default 10_000 */
  readonly requestTimeoutMs?: number;
  /** A number from 0 up to 1 for the jitter. @default Math.random */
  readonly random?: () => number;
  readonly timers?: Timers;
}

/**
 * Delivers events to the service and to the application's sinks, and those of browsers to the service, each by an `EventOutlet`
 * of its own. With `disableAllLogging` or
 * `disableNetwork` nothing is kept and nothing is sent, to sinks either.
 */
export class EventLogger {
  readonly #isDisabled: boolean;
  readonly #timers: Timers;
  readonly #service: EventOutlet<PostBody>;
  readonly #forwarder: ClientEventForwarder;
  readonly #sinks: EventSinks | undefined;
  #shutdown: Promise<FlushResult> | undefined;

  constructor(settings: EventLoggerSettings) {
    const { options, send, metadata, logger, metrics = silentMetrics, timers = systemTimers } = settings;
    this.#isDisabled = options.disableAllLogging || options.disableNetwork;
    this.#timers = timers;
    const common = {
      batchSize: options.eventLoggingMaxQueueSize,
      maxPendingBatches: options.eventLoggingMaxPendingBatchQueueSize,
      intervalMs: options.eventLoggingFlushIntervalMs,
      timeoutMs: settings.requestTimeoutMs ?? defaultRequestTimeoutMs,
      flushesOnExit: options.flushEventsOnExit,
      logger,
      timers,
      random: settings.random ?? Math.random,
    } satisfies Partial<EventOutletSettings<never>>;
    const { batchSize, maxPendingBatches, intervalMs } = common;
    const slices = new SlicedWork({ timers, sliceMs });
    const sender = { ...metadata, flushingIntervalMs: intervalMs, batchSize, maxPendingBatches };
    this.#service = new EventOutlet({
      ...common,
      measured: { metrics, delivered: 'events_successfully_sent_count', dropped: 'events_dropped_count' },
      destination: {
        seal: (events, flushType) => sealBatch(events, { statsigMetadata: { ...sender, flushType }, slices }),
        send: ({ body, ...attempt }) => send({ ...attempt, body: body.bytes }),
        split: splitBatch,
        laneCount: postLaneCount,
      },
    });
    this.#forwarder = new ClientEventForwarder({
      ...common,
      measured: { metrics, delivered: 'client_events_sent_count', dropped: 'client_events_dropped_count' },
      send,
      slices,
    });
    const { eventSinks } = options;
    const { sessionID } = metadata;
    this.#sinks =
      eventSinks.length === 0 ? undefined : new EventSinks(eventSinks, { ...common, metrics, slices, sessionID });
  }

  /** Events that are neither delivered to the service nor dropped. */
  get pendingCount(): number {
    return this.#service.pendingCount;
  }

  /** Accepts an event for delivery. Cheap: it becomes JSON when its batch is sent. After the shutdown it is only counted. */
  enqueue(event: LoggableEvent): void {
    if (this.#isDisabled) return;
    this.#service.enqueue(event);
    this.#sinks?.enqueue(event);
  }

  /** Takes events of browsers, to pass them on to the service and to no sink: all of them or none. */
  forward(batch: ClientEventBatch): Exclude<ForwardingAnswer, 'invalid'> {
    return this.#isDisabled ? 'disabled' : this.#forwarder.forward(batch);
  }

  /**
   * Sends everything that is waiting, each batch once, whatever pauses are due. Keeps the process alive until it resolves;
   * never rejects.
   */
  async flush(): Promise<FlushResult> {
    const [service, forwarded, sinks] = await Promise.all([
      this.#service.flush(),
      this.#forwarder.flush(),
      this.#sinks?.flush(),
    ]);
    return joinResults({ service, forwarded, sinks });
  }

  /**
   * Sends everything that is waiting, again and again until all is delivered or the time is over; what is left then is dropped
   * and counted. Events that come in meanwhile are sent too, until that has succeeded once or most of the time is over; the service
   * and all sinks stop accepting at the same moment, and later events are counted as lost. Keeps the process alive until it
   * resolves; never rejects. Further calls return the result of the first.
   * @param timeoutMs from the call to the result. Unit: milliseconds.
   */
  shutdown(timeoutMs: number): Promise<FlushResult> {
    return (this.#shutdown ??= this.#close(timeoutMs));
  }

  #close(timeoutMs: number): Promise<FlushResult> {
    const timers = this.#timers;
    return holdProcess(() =>
      withTimeLimit(timeoutMs, timers, async (limit) => {
        const service = this.#service.beginShutdown(limit);
        const forwarded = this.#forwarder.beginShutdown(limit);
        const sinks = this.#sinks?.beginShutdown(limit);
        await shutDownTogether([service, forwarded, ...(sinks ?? [])], { timeoutMs, timers });
        return joinResults({
          service: service.result(),
          forwarded: forwarded.result(),
          sinks: sinks?.map((sink) => sink.result()),
        });
      }),
    );
  }

  /** What has become of all events on their way to the service so far. */
  statistics(): EventStatistics {
    return this.#service.statistics();
  }
}
