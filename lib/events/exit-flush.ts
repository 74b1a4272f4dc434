import { onBeforeExit } from '../timing/before-exit.js';
import { holdProcess } from '../timing/hold-process.js';

/** What an {@link ExitFlush} needs. */
export interface ExitFlushSettings {
  readonly pendingCount: () => number;
  /** Sends what is waiting, as often as it takes, within the limit. */
  readonly flush: (limitMs: number) => Promise<void>;
  /** Told how many events the end of the process takes along. */
  readonly reportLeft: (count: number) => void;
}

/** The longest that a process which has nothing else to do is held up: as long as a shutdown by default. Unit: milliseconds. */
const limitMs = 3000;

/** A program that logs an event whenever it is about to end would never end. */
const mostFlushes = 5;

/**
 * Sends what is waiting when the process is about to end by itself, as scripts do that do not await `shutdown()`. The process
 * then comes to its end again, and what was logged meanwhile is sent as well.
 */
export class ExitFlush {
  readonly #settings: ExitFlushSettings;
  #disarm: (() => void) | undefined;
  #flushes = 0;
  #isFlushing = false;
  #hasGivenUp = false;

  constructor(settings: ExitFlushSettings) {
    this.#settings = settings;
  }

  /**
   * Called with each event that waits: only then is there a listener, which would hold on to the client. After a flush that failed
   * the next event arms it again.
   */
  arm(): void {
    if (this.#disarm !== undefined || this.#hasGivenUp) return;
    this.#disarm = onBeforeExit(() => void this.#flush());
    // The process may be ending right now, and calls no listener that comes so late: one more turn, and it ends again.
    setImmediate(() => undefined);
  }

  /** Called when none is waiting any more. */
  disarm(): void {
    this.#disarm?.();
    this.#disarm = undefined;
  }

  async #flush(): Promise<void> {
    const { pendingCount, flush, reportLeft } = this.#settings;
    if (this.#isFlushing || pendingCount() === 0) return;
    if (this.#flushes >= mostFlushes) {
      this.#hasGivenUp = true;
      this.disarm();
      return reportLeft(pendingCount());
    }
    this.#isFlushing = true;
    this.#flushes++;
    await holdProcess(() => flush(limitMs));
    this.#isFlushing = false;
    const left = pendingCount();
    if (left === 0) return;
    reportLeft(left);
    // Whatever comes would meet the same; but the process may yet find something to do.
    this.disarm();
  }
}
