/** What a storage holds for one experiment: a text that stands for the decision, null for none, undefined when not known. */
export type StoredState = string | null | undefined;

/** How long what was seen of the storage counts. Other processes write to it, too. Unit: milliseconds. */
const memoryMs = 60_000;

interface Entry {
  readonly state: StoredState;
  readonly atMs: number;
}

/**
 * Remembers for a minute what this process wrote to the storage or loaded from it, so that the same need not be written again
 * and again: every call without `userPersistedValues` asks to forget a decision, and most have nothing to forget.
 *
 * Bounded in two generations: when the younger one is full, the older one is forgotten and the younger takes its place.
 */
export class RecentStates {
  readonly #generationSize: number;
  #younger = new Map<string, Entry>();
  #older = new Map<string, Entry>();

  /** @param maxEntries at most this many states are remembered */
  constructor(maxEntries: number) {
    this.#generationSize = Math.max(1, Math.floor(maxEntries / 2));
  }

  /** What the storage holds for an experiment. */
  get(key: string, configName: string, nowMs: number): StoredState {
    const own = this.#recent(placeOf(key, configName), nowMs);
    const whole = this.#recent(placeOf(key), nowMs);
    // A load told of all that there was under the key: what it did not tell of was not there.
    if (whole !== undefined && (own === undefined || own.atMs < whole.atMs)) return null;
    return own?.state;
  }

  /** Something was written, or may have been: then the state is not known. */
  noteWritten(key: string, configName: string, state: StoredState, nowMs: number): void {
    this.#set(placeOf(key, configName), { state, atMs: nowMs });
  }

  /**
   * All that there is under a key was loaded.
   * @param startedAtMs when loading began: what was written later may not be in it
   */
  noteLoaded(key: string, states: ReadonlyMap<string, string>, startedAtMs: number): void {
    this.#set(placeOf(key), { state: null, atMs: startedAtMs });
    for (const [configName, state] of states) {
      const place = placeOf(key, configName);
      const known = this.#recent(place, startedAtMs);
      if (known === undefined || known.atMs <= startedAtMs) this.#set(place, { state, atMs: startedAtMs });
    }
  }

  #recent(place: string, nowMs: number): Entry | undefined {
    const entry = this.#younger.get(place) ?? this.#older.get(place);
    return entry !== undefined && nowMs - entry.atMs < memoryMs ? entry : undefined;
  }

  #set(place: string, entry: Entry): void {
    if (this.#younger.size >= this.#generationSize && !this.#younger.has(place)) {
      this.#older = this.#younger;
      this.#younger = new Map();
    }
    this.#younger.set(place, entry);
  }
}

/** One text for both, or for a key as a whole; the length keeps apart what could be divided in several ways. */
function placeOf(key: string, configName?: string): string {
  return configName === undefined ? `*${key}` : `${key.length}:${key}${configName}`;
}
