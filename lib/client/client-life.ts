import type { ConsoleCapture } from '../console-capture/console-capture.js';
import type { InvalidSdkKeyError } from '../errors/invalid-sdk-key-error.js';
import type { EventLogger } from '../events/event-logger.js';
import type { FlushResult } from '../events/flush-result.js';
import type { HttpClient } from '../network/http-client.js';
import type { DiagnosticsRecorder } from '../observability/diagnostics-recorder.js';
import type { OutputLogger } from '../observability/logger.js';
import type { OutputMetrics } from '../observability/metrics.js';
import { systemTimers } from '../timing/timers.js';
import { onceWithWorkers } from './cluster-workers.js';
import type { IdListLoader } from './id-list-loader.js';
import type { ClientStatus, InitializeResult } from './initialize-result.js';
import { measureInitialization } from './measure-initialization.js';
import { redactResult } from './redact-result.js';
import { runShutdown } from './shutdown-sequence.js';
import type { SdkEvents } from './sdk-events.js';
import type { SpecLoader } from './spec-loader.js';
import type { SpecStore } from './spec-store.js';
import type { StickyAssignments } from './sticky-assignments.js';

const logTag = 'Client';

const inPrimaryWarning =
  'This client is in the primary process of a cluster, and its workers do not see it. Initialize a client in each worker, and none here unless the primary makes checks itself.';

const frozenConsoleWarning =
  'The console of this process cannot be changed, so its lines are not captured. Leave out consoleCaptureOptions, or initialize the client before the console is frozen.';

/** What begins and ends with a client. */
export interface LivingParts {
  /** The key in use; empty when it is unusable. */
  readonly sdkKey: string;
  readonly keyError: InvalidSdkKeyError | undefined;
  /** Whether the client may be in the primary of a cluster. */
  readonly isForWorkers: boolean;
  /** Whether the options let events be logged. */
  readonly isLogging: boolean;
  readonly store: SpecStore;
  readonly loader: SpecLoader;
  readonly idLists: IdListLoader;
  readonly events: EventLogger;
  readonly sdkEvents: SdkEvents;
  readonly sticky: StickyAssignments | undefined;
  readonly consoleCapture: ConsoleCapture | undefined;
  readonly http: HttpClient;
  readonly diagnostics: DiagnosticsRecorder | undefined;
  readonly metrics: OutputMetrics;
  readonly logger: OutputLogger;
  /** Takes keys and credentials out of a text. */
  readonly redact: (text: string) => string;
}

/** The life of a client: begins its parts, ends them, and knows what it may do in between. */
export class ClientLife {
  readonly #parts: LivingParts;
  #initialization: Promise<InitializeResult> | undefined;
  #isInitialized = false;
  #shutdown: Promise<FlushResult> | undefined;
  #hasClosedEvents = false;
  #hasEndedUpdates = false;
  #quietChecks = 0;
  #forgetWorkers: (() => void) | undefined;

  constructor(parts: LivingParts) {
    this.#parts = parts;
  }

  /** Where the client stands. */
  get status(): ClientStatus {
    if (this.#shutdown !== undefined) return 'shutdown';
    if (this.#initialization === undefined) return 'uninitialized';
    if (!this.#isInitialized) return 'initializing';
    return this.#parts.store.hasSpecs ? 'ready' : 'degraded';
  }

  /** Whether events are logged now: not where the options say so, and not when all have been delivered at the end. */
  get canLog(): boolean {
    return this.#parts.isLogging && !this.#hasClosedEvents;
  }

  /** Loads the first specs and ID lists, and begins to keep them current: once, however often it is called. Never rejects. */
  initialize(): Promise<InitializeResult> {
    return (this.#initialization ??= this.#begin());
  }

  /** Delivers what is queued and ends everything within `timeoutMs`: once, however often it is called. Never rejects. */
  shutdown(timeoutMs: number): Promise<FlushResult> {
    return (this.#shutdown ??= this.#end(timeoutMs));
  }

  /** Ends the looks for newer specs and lists, ahead of the shutdown. Never rejects. */
  async endUpdates(): Promise<void> {
    this.#hasEndedUpdates = true;
    await Promise.all([this.#parts.loader.endPolling(), this.#parts.idLists.stop()]);
  }

  /** The clock as exposures read it, on the way of every check: a process that has slept then looks for newer specs at once. */
  noteTime(): number {
    const nowMs = systemTimers.nowMs();
    this.#parts.loader.noteTime(nowMs);
    return nowMs;
  }

  /** A check that cannot log reads no clock. Every sixteenth does, so that a process that has slept is noticed here as well. */
  noteQuietCheck(): false {
    this.#quietChecks = (this.#quietChecks + 1) & 15;
    if (this.#quietChecks === 0) this.noteTime();
    return false;
  }

  async #begin(): Promise<InitializeResult> {
    const { store, loader, idLists, consoleCapture, diagnostics, metrics, logger, keyError } = this.#parts;
    const startedAt = performance.now();
    const wasShutDown = this.#shutdown !== undefined;
    logger.initialize();
    metrics.initialize();
    diagnostics?.beginInitialization();
    if (this.canLog && !wasShutDown && consoleCapture?.start() === false) logger.warn(logTag, frozenConsoleWarning);
    store.markWithoutSpecs('Loading');
    // Side by side: lists only matter to specs when a check is made.
    const [loadingError] = await Promise.all([loader.loadFirst(), idLists.start()]);
    const error = loadingError ?? (store.hasSpecs ? undefined : keyError);
    store.markWithoutSpecs('NoValues');
    if (this.#shutdown === undefined) {
      if (!this.#hasEndedUpdates) loader.startPolling();
      if (!this.#parts.isForWorkers) {
        this.#forgetWorkers = onceWithWorkers(() => logger.warn(logTag, inPrimaryWarning));
      }
    }
    this.#isInitialized = true;

    const result = this.#resultOf(error, performance.now() - startedAt);
    if (result.isSuccess) {
      logger.info(logTag, `Initialized in ${result.durationMs} ms; specs from ${result.source}.`);
    } else if (keyError === undefined && (wasShutDown || this.#shutdown === undefined)) {
      // An application that shuts down meanwhile has decided so, and its logger is closed.
      logger.error(logTag, `Initialized without specs after ${result.durationMs} ms. ${result.error}`);
    }
    return result;
  }

  /** The result of the start, measured and noted. */
  #resultOf(error: Error | undefined, durationMs: number): InitializeResult {
    const { store, loader, diagnostics, metrics, redact, sdkKey } = this.#parts;
    const { source } = store.state.origin;
    const result: InitializeResult = {
      isSuccess: error === undefined,
      ...(error === undefined ? {} : { error: redact(error.message) }),
      source,
      isStale: loader.isStale,
      durationMs: Math.round(durationMs),
    };
    measureInitialization(metrics, result, { sdkKey, hasSpecs: store.hasSpecs, sourceApi: loader.sourceApi });
    diagnostics?.endInitialization({ success: result.isSuccess, configSpecReady: store.hasSpecs, source });
    return result;
  }

  async #end(timeoutMs: number): Promise<FlushResult> {
    const { loader, idLists, events, sdkEvents, sticky, consoleCapture, http, metrics, logger, redact } = this.#parts;
    this.#forgetWorkers?.();
    consoleCapture?.stop();
    // The same delivery that the shutdown waits for: as long as it runs, requests are served that may keep something.
    const served = events.shutdown(timeoutMs);
    const result = await runShutdown(
      {
        events,
        onEventsClosed: () => (this.#hasClosedEvents = true),
        deliverSdkEvents: () => sdkEvents.deliver(),
        parts: [
          { name: 'the source of specs', close: () => loader.stop() },
          { name: 'the ID lists', close: () => idLists.stop() },
          ...(sticky === undefined ? [] : [sticky.closingPart(served, timeoutMs)]),
        ],
        closeConnections: () => http.close(),
        metrics,
        logger,
      },
      timeoutMs,
    );
    return redactResult(result, redact);
  }
}
