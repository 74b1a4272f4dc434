import { errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import { type Metrics, silentMetrics } from '../observability/metrics.js';
import type { GuardedStore } from '../stores/guarded-store.js';
import { runInSlices } from '../timing/run-in-slices.js';
import { systemTimers } from '../timing/timers.js';
import { findSpecsTime } from './specs-time.js';

const logTag = 'SpecSync';

/** The longest that one call of the store may take. Unit: milliseconds. */
const timeoutMs = 10_000;

/** Specs to keep. */
export interface SpecsToKeep {
  /** As they were received. */
  readonly text: string;
  /** `time` of the specs. Unit: milliseconds since the Unix epoch. */
  readonly time: number;
  /** Unit: milliseconds since the Unix epoch. */
  readonly receivedAt: number;
}

/** What a {@link SpecsKeeper} needs. */
export interface SpecsKeeperSettings {
  readonly store: GuardedStore;
  readonly key: string;
  /** As it reads in the log: `the data store`. */
  readonly label: string;
  readonly logger: Logger;
  /** Told of each write that fails. @default measures nothing */
  readonly metrics?: Metrics;
}

/**
 * Writes specs that came from the network to a store, in the background and one after the other. Specs that came meanwhile take
 * the place of those that still wait.
 *
 * Processes share a store, and one may hear of a change later than another: what the store holds is looked at first, and is
 * left as it is when it is newer or the same. A failed write is told once, and does no harm; later specs are written again.
 */
export class SpecsKeeper {
  readonly #settings: SpecsKeeperSettings;
  #waiting: SpecsToKeep | undefined;
  #writing: Promise<void> | undefined;
  #isFailing = false;

  constructor(settings: SpecsKeeperSettings) {
    this.#settings = settings;
  }

  /** Has specs written soon. Does nothing for a store that cannot be written to. */
  keep(specs: SpecsToKeep): void {
    if (!this.#settings.store.isWritable) return;
    this.#waiting = specs;
    this.#writing ??= this.#writeAll();
  }

  /** Resolves when nothing is being written any more; never rejects. */
  async finish(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    for (let next = this.#waiting; next !== undefined; next = this.#waiting) {
      this.#waiting = undefined;
      await this.#write(next);
    }
    this.#writing = undefined;
  }

  async #write({ text, time, receivedAt }: SpecsToKeep): Promise<void> {
    const { store, key, label, logger, metrics = silentMetrics } = this.#settings;
    try {
      await this.#prepare();
      if (await this.#holdsAsGood(text, time)) return;
      await store.write(key, text, { timeMs: receivedAt, details: { specsTime: time }, timeoutMs });
      if (this.#isFailing) logger.info(logTag, `Specs are written to ${label} again.`);
      this.#isFailing = false;
    } catch (error) {
      metrics.error(logTag, error);
      if (!this.#isFailing) logger.warn(logTag, `Specs are not written to ${label}. ${errorText(error)}`);
      this.#isFailing = true;
    }
  }

  async #prepare(): Promise<void> {
    try {
      await this.#settings.store.initialize({ timeoutMs });
    } catch {
      // Many stores connect again by themselves; whether this one can be written to shows when it is tried.
    }
  }

  async #holdsAsGood(text: string, time: number): Promise<boolean> {
    const { store, key } = this.#settings;
    if (!store.isReadable) return false;
    let held: string | undefined;
    try {
      held = await store.read(key, { timeoutMs });
    } catch {
      // A store may take what it cannot give; whether it does is told next.
      return false;
    }
    if (held === undefined) return false;
    if (held === text) return true;
    const heldTime = await runInSlices(findSpecsTime(held), { timers: systemTimers });
    return heldTime !== undefined && heldTime > time;
  }
}
