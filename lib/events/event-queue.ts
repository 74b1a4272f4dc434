import type { LoggableEvent } from './loggable-event.js';

/** Gone slots at the front are removed when there are at least this many, and more of them than events. */
const leastCompaction = 4096;

/** What {@link EventQueue.take} gives. */
export interface TakenEvents {
  readonly events: LoggableEvent[];
  /** None of them came before this instant, on the clock given to `mark`. */
  readonly sinceMs: number;
}

/** How much an {@link EventQueue} takes. */
export interface EventQueueBounds {
  /** From 1. */
  readonly mostEvents: number;
  /** Of what events say of themselves. The newest event is taken whatever it says. Unit: bytes. */
  readonly mostBytes: number;
}

/**
 * Events in the order they came, within bounds of number and of memory: a newer event crowds out the oldest. How long they have
 * waited is known by marks, so that accepting an event does not read the clock.
 */
export class EventQueue {
  readonly #bounds: EventQueueBounds;
  #heldBytes = 0;
  #slots: (LoggableEvent | undefined)[] = [];
  #first = 0;
  /** Events that have left. */
  #goneCount = 0;
  /** Instants at which so many events had come. The first mark is not after the oldest event. */
  #marks: { comeCount: number; atMs: number }[] = [];

  constructor(bounds: EventQueueBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#slots.length - this.#first;
  }

  /** What its events say that they take. Unit: bytes. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** No event in the queue came before this instant. */
  get sinceMs(): number {
    return this.#marks[0]?.atMs ?? 0;
  }

  /** Notes the time: called before the first event of an empty queue, and now and then afterwards. */
  mark(nowMs: number): void {
    const comeCount = this.#goneCount + this.size;
    const last = this.#marks.at(-1);
    if (last?.comeCount === comeCount) last.atMs = nowMs;
    else this.#marks.push({ comeCount, atMs: nowMs });
    this.#forgetMarks();
  }

  /** Adds an event. @returns how many old events had to go for it. */
  push(event: LoggableEvent): number {
    const { mostEvents, mostBytes } = this.#bounds;
    this.#slots.push(event);
    this.#heldBytes += event.heldBytes ?? 0;
    let goneCount = 0;
    for (; this.size > mostEvents || (this.#heldBytes > mostBytes && this.size > 1); goneCount++) this.#removeFirst(1);
    return goneCount;
  }

  /** Takes up to `count` events out, the oldest first. */
  take(count: number): TakenEvents {
    const { sinceMs } = this;
    const events = this.#slots.slice(this.#first, this.#first + count).filter((event) => event !== undefined);
    this.#removeFirst(events.length);
    return { events, sinceMs };
  }

  #removeFirst(count: number): void {
    const end = this.#first + count;
    for (let index = this.#first; index < end; index++) this.#heldBytes -= this.#slots[index]?.heldBytes ?? 0;
    // An emptied slot lets go of its event at once, while the array shrinks only now and then.
    this.#slots.fill(undefined, this.#first, end);
    this.#first = end;
    this.#goneCount += count;
    this.#forgetMarks();
    if (this.#first < leastCompaction || this.#first < this.#slots.length / 2) return;
    this.#slots = this.#slots.slice(this.#first);
    this.#first = 0;
  }

  /** Of the marks before the oldest event the latest one is enough. */
  #forgetMarks(): void {
    const next = this.#marks.findIndex(({ comeCount }) => comeCount > this.#goneCount);
    const unneeded = (next < 0 ? this.#marks.length : next) - 1;
    if (unneeded > 0) this.#marks.splice(0, unneeded);
  }
}
