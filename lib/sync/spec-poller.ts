import { NetworkRequestError } from '../errors/network-request-error.js';
import { StatsigError } from '../errors/statsig-error.js';
import type { Logger } from '../observability/logger.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import type { SpecPayload, SpecsCursor, SpecSource } from './spec-source.js';

const logTag = 'SpecSync';

/** Limit of one request in the background, as in the official SDK. Unit: milliseconds. */
const defaultTimeoutMs = 10_000;

/** Share of the interval by which a pause may be shorter or longer, so that many processes do not ask at once. */
const jitterShare = 0.1;

/** What a {@link SpecPoller} needs. */
export interface SpecPollerSettings {
  readonly source: SpecSource;
  /** Pause between the end of one poll and the start of the next, ±10 %. Unit: milliseconds. */
  readonly intervalMs: number;
  /** Limit of each request. Unit: milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  /** What is held at the time of a poll. */
  readonly cursor: () => SpecsCursor;
  /**
   * Takes new specs into use, and tells what became of them. Rejects with InvalidSpecsError when they cannot be used; the
   * poll then counts as failed.
   */
  readonly apply: (fetched: SpecPayload) => Promise<'applied' | 'stale' | 'no-updates'>;
  readonly logger: Logger;
  /** A number from 0 up to 1 for the jitter. @default Math.random */
  readonly random?: () => number;
  readonly timers?: Timers;
}

/**
 * Looks for newer specs again and again, one poll after the other. A failed poll changes nothing but its line in the log,
 * which is written when polls begin to fail, when they fail for another reason, and when they succeed again. The timer never
 * keeps the process alive.
 */
export class SpecPoller {
  readonly #settings: SpecPollerSettings;
  readonly #random: () => number;
  readonly #timers: Timers;
  #running: AbortController | undefined;
  #cancelTimer: (() => void) | undefined;
  #polling: Promise<void> = Promise.resolve();
  #failure: unknown;

  constructor(settings: SpecPollerSettings) {
    this.#settings = settings;
    this.#random = settings.random ?? Math.random;
    this.#timers = settings.timers ?? systemTimers;
  }

  /** Begins with a pause, because specs have just been fetched. Does nothing while running. */
  start(): void {
    if (this.#running !== undefined) return;
    this.#running = new AbortController();
    this.#scheduleNext(this.#running.signal, 0);
  }

  /** Ends polling and gives up a request in flight. Resolves when nothing runs any more; nothing is applied afterwards. */
  async stop(): Promise<void> {
    this.#cancelTimer?.();
    this.#running?.abort();
    this.#running = undefined;
    await this.#polling;
  }

  #scheduleNext(signal: AbortSignal, leastDelayMs: number): void {
    const jitter = 1 + jitterShare * (2 * this.#random() - 1);
    const delayMs = Math.max(this.#settings.intervalMs * jitter, leastDelayMs);
    this.#cancelTimer = this.#timers.schedule(delayMs, () => {
      this.#polling = this.#poll(signal);
    });
  }

  /** Never rejects. */
  async #poll(signal: AbortSignal): Promise<void> {
    const { source, cursor, apply, timeoutMs = defaultTimeoutMs } = this.#settings;
    let waitMs = 0;
    try {
      const fetched = await source.fetch(cursor(), { timeoutMs, signal, purpose: 'poll' });
      if (signal.aborted) return;
      const outcome = fetched.kind === 'payload' ? await apply(fetched) : fetched.kind;
      this.#noteSuccess(outcome !== 'no-updates');
    } catch (error) {
      if (signal.aborted) return;
      this.#noteFailure(error);
      if (error instanceof NetworkRequestError) waitMs = error.retryAfterMs ?? 0;
    }
    this.#scheduleNext(signal, waitMs);
  }

  #noteSuccess(wasApplied: boolean): void {
    if (this.#failure === undefined) return;
    // After specs that were refused, “nothing newer” may only mean that the same file has not changed.
    if (!wasApplied && causeOf(this.#failure) === 'specs_invalid') return;
    this.#failure = undefined;
    this.#settings.logger.info(logTag, `Specs are refreshed again (${this.#settings.source.name}).`);
  }

  #noteFailure(error: unknown): void {
    const isNew = this.#failure === undefined || causeOf(this.#failure) !== causeOf(error);
    this.#failure = error;
    if (!isNew) return;
    const message = error instanceof Error ? error.message : 'unknown error';
    this.#settings.logger.warn(logTag, `Specs are not refreshed (${this.#settings.source.name}). ${message}`);
  }
}

function causeOf(error: unknown): string {
  return error instanceof StatsigError ? error.code : 'unexpected';
}
