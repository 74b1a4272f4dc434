import type { LoggableEvent } from './loggable-event.js';

/** What an event of the application's own says. All of it belongs to the event: nothing changes it afterwards. */
export interface CustomEventFacts {
  readonly eventName: string;
  readonly value: string | number | null;
  /** Any JSON object, or null. */
  readonly metadata: object | null;
  /** When it was logged. Unit: milliseconds since the Unix epoch. */
  readonly timeMs: number;
  /** Gives the user as JSON text, without private attributes. */
  readonly writeUser: () => string;
}

/** An event that the application logged, as it waits in the queue. */
export class CustomEvent implements LoggableEvent {
  readonly #facts: CustomEventFacts;

  constructor(facts: CustomEventFacts) {
    this.#facts = facts;
  }

  toJson(): string {
    const { eventName, value, metadata, timeMs, writeUser } = this.#facts;
    return (
      `{"eventName":${JSON.stringify(eventName)},"value":${JSON.stringify(value)},` +
      `"metadata":${JSON.stringify(metadata)},"statsigMetadata":null,"user":${writeUser()},"time":${timeMs},` +
      `"secondaryExposures":null}`
    );
  }
}
