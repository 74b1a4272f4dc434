import { systemTimers, type Timers } from '../timing/timers.js';
import type { IdListSync } from './id-list-sync.js';
import { pollPauseMs } from './poll-pause.js';

/** Looks that are asked for begin no closer to each other than this. Unit: milliseconds. */
const leastGapMs = 500;

/** What an {@link IdListPoller} needs. */
export interface IdListPollerSettings {
  readonly sync: Pick<IdListSync, 'run'>;
  /** Pause between the end of one look and the start of the next, ±10 %. Unit: milliseconds. */
  readonly intervalMs: number;
  /** A number from 0 up to 1 for the jitter. @default Math.random */
  readonly random?: () => number;
  readonly timers?: Timers;
}

/**
 * Looks at the ID lists again and again, one look after the other. Pauses grow while the overview of them is not to be had (see
 * `pollPauseMs`), and a longer one that the server asks for is kept. The timer never keeps the process alive. A process that has
 * slept looks at the end of the pause that it slept in.
 */
export class IdListPoller {
  readonly #settings: IdListPollerSettings;
  readonly #random: () => number;
  readonly #timers: Timers;
  #running: AbortController | undefined;
  #cancelTimer: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();
  #failureCount = 0;
  /** When a look that is asked for may begin, on the clock that only goes forward. Unit: milliseconds. */
  #notBeforeMs = -Infinity;
  #isAskedForNext = false;
  #isLooking = false;

  constructor(settings: IdListPollerSettings) {
    this.#settings = settings;
    this.#random = settings.random ?? Math.random;
    this.#timers = settings.timers ?? systemTimers;
  }

  /** Begins with a look at once, and resolves when that is over. While running, resolves with the look under way. */
  start(): Promise<void> {
    if (this.#running === undefined) {
      this.#running = new AbortController();
      this.#looking = this.#look(this.#running.signal);
    }
    return this.#looking;
  }

  /** Ends polling and gives up what is in flight. Resolves when nothing runs any more; nothing is changed afterwards. */
  async stop(): Promise<void> {
    this.#cancelTimer?.();
    this.#running?.abort();
    this.#running = undefined;
    await this.#looking;
  }

  /** Lets a look begin soon; while one runs, right after it. Does nothing unless running. */
  lookSoon(): void {
    const signal = this.#running?.signal;
    if (signal === undefined) return;
    if (this.#isLooking) {
      this.#isAskedForNext = true;
      return;
    }
    this.#lookAfter(Math.max(0, this.#notBeforeMs - this.#timers.elapsedMs()), signal);
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#isLooking = true;
    this.#isAskedForNext = false;
    this.#notBeforeMs = this.#timers.elapsedMs() + leastGapMs;
    const { hasManifest, retryAfterMs = 0 } = await this.#settings.sync.run(signal);
    this.#isLooking = false;
    if (signal.aborted) return;
    this.#failureCount = hasManifest ? 0 : this.#failureCount + 1;
    const { intervalMs } = this.#settings;
    const pauseMs = pollPauseMs({ intervalMs, failureCount: this.#failureCount, random: this.#random() });
    this.#notBeforeMs = Math.max(this.#notBeforeMs, this.#timers.elapsedMs() + retryAfterMs);
    this.#lookAfter(Math.max(pauseMs, retryAfterMs), signal);
    if (this.#isAskedForNext) this.lookSoon();
  }

  #lookAfter(pauseMs: number, signal: AbortSignal): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#timers.schedule(pauseMs, () => {
      this.#looking = this.#look(signal);
    });
  }
}
