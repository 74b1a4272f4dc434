import type { LoggableEvent } from './loggable-event.js';

/** How long the parts of an event are that the service limits, in UTF-16 code units; 0 for those that are absent. */
export interface EventSizes {
  readonly name: number;
  /** Of a text; numbers have none. */
  readonly value: number;
  readonly userID: number;
  /** Of its JSON. */
  readonly metadata: number;
  /** Of its JSON. */
  readonly user: number;
}

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
  /** Told how large the event is, when it becomes text: at the call that would have to be measured. @default nobody */
  readonly noteSizes?: ((sizes: EventSizes, eventName: string) => void) | undefined;
  /** For `noteSizes`. */
  readonly userID?: string | undefined;
}

/** An event that the application logged, as it waits in the queue. */
export class CustomEvent implements LoggableEvent {
  readonly #facts: CustomEventFacts;

  constructor(facts: CustomEventFacts) {
    this.#facts = facts;
  }

  toJson(): string {
    const { eventName, value, metadata, timeMs, writeUser, noteSizes, userID = '' } = this.#facts;
    const [metadataText, userText] = [JSON.stringify(metadata), writeUser()];
    const sizes: EventSizes = {
      name: eventName.length,
      value: typeof value === 'string' ? value.length : 0,
      userID: userID.length,
      metadata: metadataText.length,
      user: userText.length,
    };
    noteSizes?.(sizes, eventName);
    return (
      `{"eventName":${JSON.stringify(eventName)},"value":${JSON.stringify(value)},` +
      `"metadata":${metadataText},"statsigMetadata":null,"user":${userText},"time":${timeMs},` +
      `"secondaryExposures":null}`
    );
  }
}
