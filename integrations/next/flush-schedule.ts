/** How long a delivery waits for further requests to end. Unit: milliseconds. */
const pauseMs = 100;

/** The longest that it waits while they keep ending. Unit: milliseconds. */
const longestWaitMs = 1_000;

/** Has events delivered when requests have ended, once for those that end at about the same time. */
export class FlushSchedule {
  readonly #flush: () => Promise<unknown>;
  #waiting: (() => void)[] = [];
  #latestAtMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param flush must not reject */
  constructor(flush: () => Promise<unknown>) {
    this.#flush = flush;
  }

  /** Resolves when what has been logged so far is delivered. Its timers keep no process alive. */
  request(): Promise<void> {
    const nowMs = performance.now();
    if (this.#waiting.length === 0) this.#latestAtMs = nowMs + longestWaitMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#run(), Math.min(pauseMs, Math.max(0, this.#latestAtMs - nowMs))).unref();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  async #run(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    await this.#flush();
    for (const resolve of waiting) resolve();
  }
}
