import type { StickyChange } from '../evaluation/kept-decision.js';

/**
 * The changes that wait under one key. They are written one after the other, because many storages keep all decisions of a
 * user in one value, which they read, change and write; of several changes for one experiment only the last is written. In a
 * storage that keeps the first decision, one that is to be forgotten is deleted before another is saved.
 */
export class KeyQueue {
  readonly key: string;
  readonly #keepsFirst: boolean;
  /** By `placeOf`. */
  readonly #waiting = new Map<string, StickyChange>();
  #running: StickyChange | undefined;
  #failures = 0;
  #cancelPause: (() => void) | undefined;

  constructor(key: string, { keepsFirst }: { readonly keepsFirst: boolean }) {
    this.key = key;
    this.#keepsFirst = keepsFirst;
  }

  /** Changes that are not written yet. */
  get size(): number {
    return this.#waiting.size + (this.#running === undefined ? 0 : 1);
  }

  /** How often writing failed in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Whether a change waits that failed. */
  get isFailing(): boolean {
    return this.#failures > 0 && this.size > 0;
  }

  /** Whether the next change can be written now. */
  get isReady(): boolean {
    return this.#running === undefined && this.#cancelPause === undefined && this.#waiting.size > 0;
  }

  /** The last change of an experiment that is not written yet. */
  latest(configName: string): StickyChange | undefined {
    const waiting = this.#waiting.get(savePlace(configName)) ?? this.#waiting.get(deletePlace(configName));
    return waiting ?? (this.#running?.configName === configName ? this.#running : undefined);
  }

  /** The changes that are not written yet, in the order in which they will be. */
  *[Symbol.iterator](): Generator<StickyChange> {
    if (this.#running !== undefined) yield this.#running;
    yield* this.#waiting.values();
  }

  /** Adds a change in the place of any earlier one of the same experiment. */
  add(change: StickyChange): void {
    const { configName } = change;
    this.#waiting.delete(savePlace(configName));
    if (!this.#keepsFirst || isDeletion(change)) this.#waiting.delete(deletePlace(configName));
    this.#waiting.set(placeOf(change), change);
  }

  /** Begins to write the change that has waited longest. */
  begin(): StickyChange | undefined {
    const [change] = this.#waiting.values();
    if (change !== undefined) this.#waiting.delete(placeOf(change));
    this.#running = change;
    return change;
  }

  /** Ends writing. What failed waits again, unless a later change of the same experiment has made it needless. */
  end({ hasFailed }: { readonly hasFailed: boolean }): void {
    const change = this.#running;
    this.#running = undefined;
    this.#failures = hasFailed ? this.#failures + 1 : 0;
    if (hasFailed && change !== undefined && !this.#isNeedless(change)) this.#addFirst(change);
  }

  #isNeedless(change: StickyChange): boolean {
    if (this.#waiting.has(deletePlace(change.configName))) return true;
    return this.#waiting.has(savePlace(change.configName)) && !(this.#keepsFirst && isDeletion(change));
  }

  /** Before what has come since: a deletion, above all, before what is saved in its place. */
  #addFirst(change: StickyChange): void {
    const later = [...this.#waiting];
    this.#waiting.clear();
    this.#waiting.set(placeOf(change), change);
    for (const [place, waiting] of later) this.#waiting.set(place, waiting);
  }

  /**
   * Begins a pause in which nothing is written.
   * @param schedule calls back after the pause, unless what it returns is called before
   */
  pause(schedule: (end: () => void) => () => void, onEnd: () => void): void {
    this.#cancelPause = schedule(() => {
      this.#cancelPause = undefined;
      onEnd();
    });
  }

  /** Ends a pause before its time. */
  endPause(): void {
    this.#cancelPause?.();
    this.#cancelPause = undefined;
  }

  /** Gives up the change that has waited longest; false when none waits. */
  dropOldest(): boolean {
    const [place] = this.#waiting.keys();
    return place !== undefined && this.#waiting.delete(place);
  }
}

const isDeletion = (change: StickyChange): boolean => change.decision === undefined;
const savePlace = (configName: string): string => `save ${configName}`;
const deletePlace = (configName: string): string => `delete ${configName}`;

function placeOf(change: StickyChange): string {
  return isDeletion(change) ? deletePlace(change.configName) : savePlace(change.configName);
}
