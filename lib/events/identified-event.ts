import type { LoggedExposure } from './event-sink.js';
import type { LoggableEvent } from './loggable-event.js';

/** An event on its way to sinks, with an id of its own: a sink that is given an event again can tell that it is the same. */
export class IdentifiedEvent implements LoggableEvent {
  /** No other event has it. */
  readonly id: string;
  readonly #event: LoggableEvent;

  constructor(event: LoggableEvent, id: string) {
    this.#event = event;
    this.id = id;
  }

  get heldBytes(): number {
    return idBytes + (this.#event.heldBytes ?? 0);
  }

  toJson(): string {
    return this.#event.toJson();
  }

  /** What an exposure is of; null for other events. */
  exposed(): LoggedExposure | null {
    return this.#event.exposed?.() ?? null;
  }
}

/** What the id takes, with what holds it. Unit: bytes. */
const idBytes = 100;
