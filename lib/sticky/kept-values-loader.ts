import { holdProcess } from '../timing/hold-process.js';
import type { Timers } from '../timing/timers.js';
import type { GuardedStorage } from './guarded-storage.js';
import { markLoaded } from './loaded-values.js';
import { parseStickyValues } from './parse-sticky-values.js';
import type { StickyValues, UserPersistedValues } from './persistent-storage.js';
import type { RecentStates } from './recent-states.js';
import { serializeDecision } from './serialize-decision.js';
import type { StorageReporter } from './storage-reporter.js';
import { type StickyWriter, stateOfDecision } from './sticky-writer.js';

/** A unit of a user whose decisions are wanted. */
export interface WantedUnit {
  /** `<id>:<ID type>`. */
  readonly key: string;
  /** Whether the decisions of an experiment or layer are kept under this key, and not under that of another ID type. */
  readonly keeps: (configName: string) => boolean;
}

/** What a {@link KeptValuesLoader} needs. */
export interface KeptValuesLoaderSettings {
  readonly storage: GuardedStorage;
  readonly writer: Pick<StickyWriter, 'changesOf'>;
  readonly recent: RecentStates;
  readonly reporter: StorageReporter;
  readonly timers: Timers;
}

/** Loads what is kept for a user, with what this process is still writing. */
export class KeptValuesLoader {
  readonly #settings: KeptValuesLoaderSettings;

  constructor(settings: KeptValuesLoaderSettings) {
    this.#settings = settings;
  }

  /**
   * What is kept for all of the units together. Units that could not be loaded in time are left out and reported; the values
   * know which. Entries that are no decisions are left out, too. Never rejects.
   */
  async load(units: readonly WantedUnit[], timeoutMs: number): Promise<UserPersistedValues> {
    const values = new Map<string, StickyValues>();
    const loadedKeys: string[] = [];
    const loads = await holdProcess(() => Promise.all(units.map((unit) => this.#loadUnit(unit.key, timeoutMs))));
    for (const [index, { key, keeps }] of units.entries()) {
      const loaded = loads[index];
      if (loaded === undefined) continue;
      loadedKeys.push(key);
      for (const [configName, entry] of loaded) if (keeps(configName)) values.set(configName, entry);
    }
    return markLoaded(values, loadedKeys);
  }

  async #loadUnit(key: string, timeoutMs: number): Promise<Map<string, StickyValues> | undefined> {
    const { storage, writer, recent, reporter, timers } = this.#settings;
    const startedAtMs = timers.elapsedMs();
    let loaded: Map<string, StickyValues>;
    try {
      const entries = entriesOf(await storage.load(key, timeoutMs));
      const decisions = entries.flatMap(([name, entry]) => {
        const decision = parseStickyValues(entry);
        return decision === undefined ? [] : ([[name, decision]] as const);
      });
      if (decisions.length < entries.length) reporter.noteMalformed();
      // What is malformed is there all the same, so such a key may not count as known.
      else recent.noteLoaded(key, new Map(decisions.map(([name, it]) => [name, stateOfDecision(it)])), startedAtMs);
      loaded = new Map(decisions.map(([name, decision]) => [name, serializeDecision(decision)]));
      reporter.noteLoaded();
    } catch (error) {
      reporter.noteFailedLoad(error);
      return undefined;
    }
    for (const { configName, decision } of writer.changesOf(key)) {
      if (decision === undefined) loaded.delete(configName);
      else if (!(storage.keepsFirst && loaded.has(configName))) loaded.set(configName, serializeDecision(decision));
    }
    return loaded;
  }
}

/** The entries of what a storage gave; none for nothing. @throws Error when it is no object */
function entriesOf(given: unknown): [string, unknown][] {
  if (given === undefined || given === null) return [];
  if (typeof given === 'object' && !Array.isArray(given)) return Object.entries(given);
  throw new Error(
    `persistentStorage.load() gave ${typeof given === 'object' ? 'an array' : `a ${typeof given}`}, not an object`,
  );
}
