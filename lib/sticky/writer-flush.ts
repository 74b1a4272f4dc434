import { backoffDelayMs } from '../timing/backoff-delay.js';
import { holdProcess } from '../timing/hold-process.js';
import { sleep } from '../timing/sleep.js';
import type { Timers } from '../timing/timers.js';
import { waitAtMost } from '../timing/wait-at-most.js';
import type { PersistResult } from './persist-result.js';
import { detailOf } from './storage-reporter.js';
import type { StickyWriter } from './sticky-writer.js';

/** What a {@link WriterFlush} needs. */
export interface WriterFlushSettings {
  readonly writer: StickyWriter;
  readonly timers: Timers;
  readonly random: () => number;
}

/** Somebody waits, and several attempts have to fit into the time. */
const pauseRule = { baseMs: 100, maxMs: 1000 };

/** Brings what is to be kept to the storage while somebody waits for it, and tells what became of it. */
export class WriterFlush {
  readonly #settings: WriterFlushSettings;
  #toldDropped = 0;

  constructor(settings: WriterFlushSettings) {
    this.#settings = settings;
  }

  /**
   * Tries until everything is written or the time is over, and keeps the process alive that long. Never rejects.
   * @param timeoutMs unit: milliseconds
   */
  run(timeoutMs: number): Promise<PersistResult> {
    return holdProcess(async () => {
      const { writer, timers, random } = this.#settings;
      const writtenBefore = writer.writtenCount;
      const deadlineMs = timers.elapsedMs() + timeoutMs;
      const remainingMs = (): number => deadlineMs - timers.elapsedMs();
      for (let failures = 1; writer.pendingCount > 0 && remainingMs() > 0; failures++) {
        // oxlint-disable-next-line no-await-in-loop -- each attempt takes up what the one before it left
        await waitAtMost(writer.attempt(), remainingMs(), timers);
        if (writer.pendingCount === 0 || remainingMs() <= 0) break;
        const pauseMs = Math.min(backoffDelayMs(failures, pauseRule, random()), remainingMs());
        // oxlint-disable-next-line no-await-in-loop -- a pause between attempts
        await sleep(pauseMs, { timers });
      }
      return this.#result(writer.writtenCount - writtenBefore);
    });
  }

  #result(written: number): PersistResult {
    const { writer } = this.#settings;
    const pending = writer.pendingCount;
    const dropped = writer.droppedCount - this.#toldDropped;
    this.#toldDropped = writer.droppedCount;
    if (pending === 0 && dropped === 0) return { isSuccess: true, written, pending, dropped };
    const sentences = [
      ...(pending === 0 ? [] : [`${pending} decisions are not written and still held.`]),
      ...(dropped === 0 ? [] : [`${dropped} decisions were lost, because too many waited.`]),
      ...(writer.lastError === undefined ? [] : [`${detailOf(writer.lastError)}.`]),
    ];
    return { isSuccess: false, error: sentences.join(' '), written, pending, dropped };
  }
}
