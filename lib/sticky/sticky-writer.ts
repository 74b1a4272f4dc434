import type { KeptDecision, StickyChange } from '../evaluation/kept-decision.js';
import { backoffDelayMs } from '../timing/backoff-delay.js';
import type { Timers } from '../timing/timers.js';
import type { GuardedStorage } from './guarded-storage.js';
import { KeyQueue } from './key-queue.js';
import type { RecentStates } from './recent-states.js';
import type { StorageReporter } from './storage-reporter.js';

/** What a {@link StickyWriter} needs. */
export interface StickyWriterSettings {
  readonly storage: GuardedStorage;
  readonly recent: RecentStates;
  readonly reporter: StorageReporter;
  readonly timers: Timers;
  readonly random: () => number;
  /** Changes beyond this are dropped, the oldest first. */
  readonly maxPending: number;
}

/** Limit of one call of the storage. Unit: milliseconds. */
const writeTimeoutMs = 10_000;

/** Calls of the storage at the same time. */
const maxConcurrent = 50;

const pauseRule = { baseMs: 1000, maxMs: 60_000 };

/**
 * Writes decisions down behind the calls that made them: for each user in order, the same only once, and again when it failed.
 * A change that comes while the storage is busy waits in memory. No method throws, and none waits for the storage but
 * `attempt`.
 */
export class StickyWriter {
  readonly #settings: StickyWriterSettings;
  readonly #queues = new Map<string, KeyQueue>();
  readonly #ready = new Set<KeyQueue>();
  #idleListeners: (() => void)[] = [];
  #isStarting = false;
  #running = 0;
  #failing = 0;
  #pending = 0;
  #written = 0;
  #dropped = 0;
  #lastError: unknown;

  constructor(settings: StickyWriterSettings) {
    this.#settings = settings;
  }

  /** Changes that are neither written nor dropped. */
  get pendingCount(): number {
    return this.#pending;
  }

  /** Changes that the storage has taken so far. */
  get writtenCount(): number {
    return this.#written;
  }

  /** Changes that were crowded out so far. */
  get droppedCount(): number {
    return this.#dropped;
  }

  /** The latest failure. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** The changes under a key that are not written yet, in order. */
  changesOf(key: string): Iterable<StickyChange> {
    return this.#queues.get(key) ?? [];
  }

  /** Writes a change, unless the storage holds the same or is about to. */
  put(change: StickyChange): void {
    const { recent, timers, maxPending } = this.#settings;
    const { key, configName, decision } = change;
    let queue = this.#queues.get(key);
    const latest = queue?.latest(configName);
    const expected = latest === undefined ? recent.get(key, configName, timers.elapsedMs()) : stateOf(latest.decision);
    if (expected === stateOf(decision)) return;

    if (this.#pending >= maxPending) this.#dropOldest();
    if (queue === undefined) this.#queues.set(key, (queue = new KeyQueue(key, this.#settings.storage)));
    this.#resize(queue, () => queue.add(change));
    this.#wake(queue);
  }

  /** Tries everything that waits once, whatever pauses are due; resolves when nothing is being written any more. */
  attempt(): Promise<void> {
    for (const queue of this.#queues.values()) {
      queue.endPause();
      this.#wake(queue);
    }
    return new Promise((resolve) => {
      if (this.#isIdle) resolve();
      else this.#idleListeners.push(resolve);
    });
  }

  get #isIdle(): boolean {
    return this.#running === 0 && this.#ready.size === 0;
  }

  #wake(queue: KeyQueue): void {
    if (!queue.isReady) return;
    this.#ready.add(queue);
    if (this.#isStarting) return;
    this.#isStarting = true;
    // Not within the call that decided: the application's storage runs then, and several changes in a row become one.
    queueMicrotask(() => {
      this.#isStarting = false;
      this.#start();
    });
  }

  #start(): void {
    for (const queue of this.#ready) {
      if (this.#running >= maxConcurrent) return;
      this.#ready.delete(queue);
      const change = queue.begin();
      if (change !== undefined) void this.#write(queue, change);
    }
    if (!this.#isIdle) return;
    const listeners = this.#idleListeners;
    this.#idleListeners = [];
    for (const listener of listeners) listener();
  }

  async #write(queue: KeyQueue, change: StickyChange): Promise<void> {
    const { storage, recent, reporter, timers } = this.#settings;
    const { key, configName, decision } = change;
    this.#running += 1;
    try {
      await storage.write(change, writeTimeoutMs);
      recent.noteWritten(key, configName, stateOf(decision), timers.elapsedMs());
      this.#written += 1;
      this.#end(queue, { hasFailed: false });
    } catch (error) {
      // It may have been written all the same, as after a time-out.
      recent.noteWritten(key, configName, undefined, timers.elapsedMs());
      this.#lastError = error;
      reporter.noteFailedWrite(error);
      this.#end(queue, { hasFailed: true });
    }
    this.#running -= 1;
    this.#start();
  }

  #end(queue: KeyQueue, { hasFailed }: { readonly hasFailed: boolean }): void {
    const { timers, random } = this.#settings;
    this.#resize(queue, () => queue.end({ hasFailed }));
    if (hasFailed) {
      const pauseMs = backoffDelayMs(queue.failures, pauseRule, random());
      queue.pause(
        (end) => timers.schedule(pauseMs, end),
        () => this.#wake(queue),
      );
    }
    this.#wake(queue);
  }

  #dropOldest(): void {
    for (const queue of this.#queues.values()) {
      if (!this.#resize(queue, () => queue.dropOldest())) continue;
      this.#dropped += 1;
      this.#settings.reporter.noteLoss();
      return;
    }
  }

  /** Changes a queue, and keeps the sums over all queues right. */
  #resize<Result>(queue: KeyQueue, change: () => Result): Result {
    const before = { size: queue.size, isFailing: queue.isFailing };
    const result = change();
    this.#pending += queue.size - before.size;
    this.#failing += Number(queue.isFailing) - Number(before.isFailing);
    if (before.isFailing && this.#failing === 0) this.#settings.reporter.noteAllWritten();
    if (queue.size === 0) {
      queue.endPause();
      this.#queues.delete(queue.key);
    }
    return result;
  }
}

/** A text that stands for a decision, null for none. */
function stateOf(decision: KeptDecision | undefined): string | null {
  return decision === undefined ? null : stateOfDecision(decision);
}

/** A text that stands for a decision: two that keep the same have the same. */
export function stateOfDecision(decision: KeptDecision): string {
  return JSON.stringify(decision);
}
