import type { LoggableEvent } from './loggable-event.js';

/** Gone slots at the front are removed when there are at least this many, and more of them than events. */
const leastCompaction = 4096;

/** Events in the order they came, at most `capacity` of them: a newer event crowds out the oldest. */
export class EventQueue {
  readonly #capacity: number;
  #slots: (LoggableEvent | undefined)[] = [];
  #first = 0;

  /** @param capacity from 1. Unit: events. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#slots.length - this.#first;
  }

  /** Adds an event. @returns how many old events had to go for it: 0 or 1. */
  push(event: LoggableEvent): number {
    this.#slots.push(event);
    if (this.size <= this.#capacity) return 0;
    this.#removeFirst(1);
    return 1;
  }

  /** Takes up to `count` events out, the oldest first. */
  take(count: number): LoggableEvent[] {
    const taken = this.#slots.slice(this.#first, this.#first + count).filter((event) => event !== undefined);
    this.#removeFirst(taken.length);
    return taken;
  }

  #removeFirst(count: number): void {
    const end = this.#first + count;
    // An emptied slot lets go of its event at once, while the array shrinks only now and then.
    this.#slots.fill(undefined, this.#first, end);
    this.#first = end;
    if (this.#first < leastCompaction || this.#first < this.#slots.length / 2) return;
    this.#slots = this.#slots.slice(this.#first);
    this.#first = 0;
  }
}
