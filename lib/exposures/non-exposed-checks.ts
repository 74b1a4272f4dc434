import type { LoggableEvent } from '../events/loggable-event.js';

/** What {@link NonExposedChecks} need. */
export interface NonExposedChecksSettings {
  readonly enqueue: (event: LoggableEvent) => void;
  readonly nowMs: () => number;
}

/** Names in one event, at most: callers may ask for any number of names that nothing has. */
const mostNames = 1000;

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
    if (this.#event?.isOpen !== true || this.#hasGrownOld(this.#event)) this.#event = this.#begin();
    this.#event.add(name);
  }

  #begin(): NonExposedEvent {
    const event = new NonExposedEvent(this.#settings.nowMs());
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
  readonly #counts = new Map<string, number>();
  #text: string | undefined;

  constructor(timeMs: number) {
    this.timeMs = timeMs;
  }

  get isOpen(): boolean {
    return this.#text === undefined && this.#counts.size < mostNames;
  }

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
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
