import { systemTimers, type Timers } from '../timing/timers.js';
import type { IdListSync } from './id-list-sync.js';
import { pollPauseMs } from './poll-pause.js';

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

  async #look(signal: AbortSignal): Promise<void> {
    const { hasManifest, retryAfterMs = 0 } = await this.#settings.sync.run(signal);
    if (signal.aborted) return;
    this.#failureCount = hasManifest ? 0 : this.#failureCount + 1;
    const { intervalMs } = this.#settings;
    const pauseMs = pollPauseMs({ intervalMs, failureCount: this.#failureCount, random: this.#random() });
    this.#cancelTimer = this.#timers.schedule(Math.max(pauseMs, retryAfterMs), () => {
      this.#looking = this.#look(signal);
    });
  }
}
