import type { LoggableEvent } from '../events/loggable-event.js';

/** What {@link NonExposedChecks} need. */
export interface NonExposedChecksSettings {
  readonly enqueue: (event: LoggableEvent) => void;
  readonly nowMs: () => number;
}

/** Names in one event, at most: callers may ask for any number of names that nothing has. */
const mostNames = 1000;

/** The same for how long they are together, unless one alone is longer. Unit: UTF-16 code units. */
const mostCharacters = 32_000;

/** What an event takes beside the characters of its names. Unit: bytes. */
const ownBytes = 64_000;

/** The longest that one event counts. Unit: milliseconds. */
const longestMs = 60_000;

/**
 * Counts the checks that left no exposure, by name, in an event that waits in the queue: it counts until it is sent, and the
 * next check begins another (runtime §7.2). An event that the queue had to drop, when it was full, would count on unheard, so
 * that one is given up after a minute.
 */
export class NonExposedChecks {
  readonly #settings: NonExposedChecksSettings;
  #event: NonExposedEvent | undefined;
  #count = 0;

  constructor(settings: NonExposedChecksSettings) {
    this.#settings = settings;
  }

  /** Counts a check. */
  add(name: string): void {
    const event = this.#event;
    if (event !== undefined && !this.#hasGrownOld(event) && event.add(name)) return;
    this.#event = this.#begin(name);
    this.#event.add(name);
  }

  #begin(firstName: string): NonExposedEvent {
    const event = new NonExposedEvent(this.#settings.nowMs(), firstName);
    this.#settings.enqueue(event);
    return event;
  }

  /** Looks at the clock now and then: a check costs little more than the time to read it. */
  #hasGrownOld({ timeMs }: NonExposedEvent): boolean {
    this.#count = (this.#count + 1) & 15;
    return this.#count === 0 && Math.abs(this.#settings.nowMs() - timeMs) >= longestMs;
  }
}

class NonExposedEvent implements LoggableEvent {
  /** When counting began. */
  readonly timeMs: number;
  /** As much as it may come to take: names are added while it waits. */
  readonly heldBytes: number;
  readonly #counts = new Map<string, number>();
  #characters = 0;
  #text: string | undefined;

  constructor(timeMs: number, firstName: string) {
    this.timeMs = timeMs;
    this.heldBytes = ownBytes + 2 * Math.max(mostCharacters, firstName.length);
  }

  /** Counts a check, unless it has been written or is full. @returns whether it did */
  add(name: string): boolean {
    if (this.#text !== undefined) return false;
    const count = this.#counts.get(name);
    if (count === undefined) {
      const [names, characters] = [this.#counts.size, this.#characters + name.length];
      if (names === mostNames || (names > 0 && characters > mostCharacters)) return false;
      this.#characters = characters;
    }
    this.#counts.set(name, (count ?? 0) + 1);
    return true;
  }

  toJson(): string {
    return (this.#text ??= this.#write());
  }

  #write(): string {
    const metadata = JSON.stringify({ checks: JSON.stringify(Object.fromEntries(this.#counts)) });
    return (
      `{"eventName":"statsig::non_exposed_checks","value":null,"metadata":${metadata},"statsigMetadata":null,` +
      `"user":{},"time":${this.timeMs},"secondaryExposures":null}`
    );
  }
}
