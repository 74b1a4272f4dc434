import { NetworkRequestError } from '../errors/network-request-error.js';
import { errorName, errorText, failureKind } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import { describeSource } from './describe-source.js';
import { pollPauseMs } from './poll-pause.js';
import type { SpecSource } from './spec-source.js';
import type { SpecSync } from './spec-sync.js';

const logTag = 'SpecSync';

/** Limit of one request in the background, as in the official SDK. Unit: milliseconds. */
const defaultTimeoutMs = 10_000;

/** After how many failed polls in a row the fallback is asked, and after as many again while it fails, too, as in the official SDK. */
const failuresUntilFallback = 5;

/** How far a pause or a poll may lie behind the wall clock before the process counts as having been asleep. Unit: milliseconds. */
const shortestGraceMs = 1000;

/** How often the wall clock is looked at during a pause, as a share of the pause and within bounds. Unit: milliseconds. */
const tick = { share: 0.1, shortestMs: 1000, longestMs: 30_000 };

/** Polls that are asked for begin no closer to each other than this, however often they are. Unit: milliseconds. */
const leastGapMs = 100;

/** Whom one poll asks. */
export interface PolledSource {
  readonly source: SpecSource;
  /**
   * Asked after every fifth failed poll in a row, and once it has answered after each: the pauses grow by then, and changes would
   * otherwise be minutes late. The service itself, where `source` stands between.
   */
  readonly fallback?: SpecSource | undefined;
}

/** What a {@link SpecPoller} needs. */
export interface SpecPollerSettings {
  /** Says before each poll whom it asks; nobody for undefined. Never rejects. */
  readonly choose: (signal: AbortSignal) => Promise<PolledSource | undefined>;
  /** Asks a source, and takes what it has into use. */
  readonly sync: Pick<SpecSync, 'run'>;
  /** Whether there are specs to serve with. Without any, pauses do not grow. */
  readonly hasSpecs: () => boolean;
  /** Pause between the end of one poll and the start of the next, ±10 %. Unit: milliseconds. */
  readonly intervalMs: number;
  /** Limit of each request. Unit: milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
  readonly logger: Logger;
  /** A number from 0 up to 1 for the jitter. @default Math.random */
  readonly random?: () => number;
  readonly timers?: Timers;
}

/** How polling begins. */
export interface PollingStart {
  /** Why there are no specs yet, or only outdated ones; the first success is then told as a recovery. */
  readonly failure?: unknown;
  /** The pause before the first poll, ±10 %. Unit: milliseconds. @default the interval */
  readonly firstPauseMs?: number;
}

/**
 * Looks for newer specs again and again, one poll after the other. A failed poll changes nothing but its line in the log,
 * which is written when polls begin to fail, when they fail for another reason, and when they succeed again. The timer never
 * keeps the process alive.
 *
 * A process that was frozen (AWS Lambda between two requests, a laptop that slept, a restored snapshot) goes on with timers that
 * know nothing of the time that has passed, and with connections that are gone. So the wall clock is looked at during pauses,
 * and by whoever calls {@link pollIfOverdue}: when a poll should have been over long ago, one begins at once, and takes the
 * place of one in flight.
 */
export class SpecPoller {
  readonly #settings: SpecPollerSettings;
  readonly #random: () => number;
  readonly #timers: Timers;
  #isRunning = false;
  #cancelTimer: (() => void) | undefined;
  #current: AbortController | undefined;
  #polling: Promise<void> = Promise.resolve();
  #failure: unknown;
  #failureCount = 0;
  #isFallbackInUse = false;
  /** When a poll that is asked for may begin, on the clock that only goes forward. Unit: milliseconds. */
  #notBeforeMs = -Infinity;
  /** Whether a poll is to follow the one that runs. */
  #isAskedForNext = false;
  /** When the process has slept, if nothing has happened until then. Unit: milliseconds since the Unix epoch. */
  #overdueAtMs = Infinity;

  constructor(settings: SpecPollerSettings) {
    this.#settings = settings;
    this.#random = settings.random ?? Math.random;
    this.#timers = settings.timers ?? systemTimers;
  }

  /** Begins with a pause, because specs have just been asked for. Does nothing while running. */
  start({ failure, firstPauseMs }: PollingStart = {}): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#failure = failure;
    this.#pause(this.#pauseMs(firstPauseMs));
  }

  /** Ends polling and gives up a request in flight. Resolves when nothing runs any more; nothing is applied afterwards. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    this.#overdueAtMs = Infinity;
    this.#cancelTimer?.();
    this.#current?.abort();
    await this.#polling;
  }

  /**
   * Begins a poll soon when the process has been asleep. Made for hot paths: otherwise it only compares two numbers.
   * @param nowMs unit: milliseconds since the Unix epoch.
   */
  pollIfOverdue(nowMs: number): void {
    if (nowMs < this.#overdueAtMs) return;
    this.#overdueAtMs = Infinity;
    this.#cancelTimer?.();
    // Not within the call: a check must not pay for the request.
    this.#cancelTimer = this.#timers.schedule(0, () => this.#begin());
  }

  /** Lets a poll begin soon; while one runs, right after it. Never within the call. Does nothing unless running. */
  pollSoon(): void {
    if (!this.#isRunning) return;
    if (this.#current !== undefined) {
      this.#isAskedForNext = true;
      return;
    }
    this.#cancelTimer?.();
    const pauseMs = Math.max(0, this.#notBeforeMs - this.#timers.elapsedMs());
    this.#watchFor(pauseMs);
    this.#cancelTimer = this.#timers.schedule(pauseMs, () => this.#begin());
  }

  #pauseMs(intervalMs = this.#settings.intervalMs): number {
    const { hasSpecs } = this.#settings;
    const failureCount = hasSpecs() ? this.#failureCount : 0;
    return pollPauseMs({ intervalMs, failureCount, random: this.#random() });
  }

  #pause(pauseMs: number): void {
    this.#watchFor(pauseMs);
    this.#waitUntil(this.#timers.elapsedMs() + pauseMs);
  }

  #watchFor(durationMs: number): void {
    const graceMs = Math.max(shortestGraceMs, this.#settings.intervalMs / 2);
    this.#overdueAtMs = this.#timers.nowMs() + durationMs + graceMs;
  }

  #waitUntil(endMs: number): void {
    const { intervalMs } = this.#settings;
    const tickMs = Math.min(Math.max(intervalMs * tick.share, tick.shortestMs), tick.longestMs);
    const restMs = Math.max(0, endMs - this.#timers.elapsedMs());
    this.#cancelTimer = this.#timers.schedule(Math.min(restMs, tickMs), () => {
      const isOver = restMs <= tickMs || this.#timers.nowMs() >= this.#overdueAtMs;
      if (isOver) this.#begin();
      else this.#waitUntil(endMs);
    });
  }

  /** Begins a poll, in the place of one in flight. */
  #begin(): void {
    if (!this.#isRunning) return;
    this.#current?.abort();
    const poll = new AbortController();
    this.#current = poll;
    this.#isAskedForNext = false;
    this.#notBeforeMs = this.#timers.elapsedMs() + leastGapMs;
    this.#watchFor(this.#timeoutMs * 5);
    this.#polling = bothSettled(this.#polling, this.#poll(poll.signal));
  }

  get #timeoutMs(): number {
    return this.#settings.timeoutMs ?? defaultTimeoutMs;
  }

  /** Never rejects. */
  async #poll(signal: AbortSignal): Promise<void> {
    const place = await this.#settings.choose(signal);
    if (signal.aborted) return;
    const leastPauseMs = place === undefined ? 0 : await this.#ask(place, signal);
    if (signal.aborted) return;
    this.#current = undefined;
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#timers.elapsedMs() + leastPauseMs);
    this.#pause(Math.max(this.#pauseMs(), leastPauseMs));
    if (this.#isAskedForNext) this.pollSoon();
  }

  /** @returns the pause that the source wants at least. Unit: milliseconds. Never rejects. */
  async #ask(place: PolledSource, signal: AbortSignal): Promise<number> {
    const { source, fallback } = place;
    if (fallback !== undefined) this.#watchFor(this.#timeoutMs * 10);
    try {
      const outcome = await this.#settings.sync.run(source, { timeoutMs: this.#timeoutMs, signal, purpose: 'poll' });
      if (!signal.aborted) this.#noteSuccess(source, outcome !== 'no-updates');
      return 0;
    } catch (error) {
      if (signal.aborted) return 0;
      this.#noteFailure(source, error);
      if (this.#isFallbackInUse || this.#failureCount % failuresUntilFallback === 0) {
        await this.#askFallback(place, signal);
      }
      return error instanceof NetworkRequestError ? (error.retryAfterMs ?? 0) : 0;
    }
  }

  async #askFallback({ source, fallback }: PolledSource, signal: AbortSignal): Promise<void> {
    const { sync, logger } = this.#settings;
    if (fallback === undefined) return;
    try {
      await sync.run(fallback, { timeoutMs: this.#timeoutMs, signal, purpose: 'poll' });
      if (this.#isFallbackInUse) return;
      this.#isFallbackInUse = true;
      logger.info(logTag, `Specs come from ${describeSource(fallback)} while ${describeSource(source)} fails.`);
    } catch (error) {
      if (!signal.aborted)
        logger.debug(logTag, `No specs from ${describeSource(fallback)} either. ${errorText(error)}`);
    }
  }

  #noteSuccess(source: SpecSource, hadSpecs: boolean): void {
    this.#failureCount = 0;
    this.#isFallbackInUse = false;
    if (this.#failure === undefined) return;
    // After specs that were refused, “nothing newer” may only mean that the same file has not changed.
    if (!hadSpecs && errorName(this.#failure) === 'specs_invalid') return;
    this.#failure = undefined;
    this.#settings.logger.info(logTag, `Specs are refreshed again (${source.name}).`);
  }

  #noteFailure(source: SpecSource, error: unknown): void {
    const isNew = this.#failure === undefined || failureKind(this.#failure) !== failureKind(error);
    this.#failure = error;
    this.#failureCount += 1;
    if (!isNew) return;
    this.#settings.logger.warn(logTag, `Specs are not refreshed (${source.name}). ${errorText(error)}`);
  }
}

/** Made of what never rejects. */
async function bothSettled(one: Promise<void>, other: Promise<void>): Promise<void> {
  await one;
  await other;
}
