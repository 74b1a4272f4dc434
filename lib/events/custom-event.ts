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

/** What the events of a client have in common: thousands of them wait at a time, so none holds functions of its own. */
export interface CustomEventWriter<User> {
  /** Gives a user as JSON text, without private attributes. */
  readonly writeUser: (user: User) => string;
  /** Told how large an event is, when it becomes text: at the call that would have to be measured. @default nobody */
  readonly noteSizes?: ((sizes: EventSizes, eventName: string) => void) | undefined;
}

/** What an event of the application's own says. All of it belongs to the event: nothing changes it afterwards. */
export interface CustomEventFacts<User> {
  readonly eventName: string;
  readonly value: string | number | null;
  /** Any JSON object, or null. */
  readonly metadata: object | null;
  /** When it was logged. Unit: milliseconds since the Unix epoch. */
  readonly timeMs: number;
  readonly user: User;
  /** For `noteSizes`. */
  readonly userID?: string | undefined;
  /** What the metadata, the user and a text value take. Unit: bytes. @default not counted */
  readonly heldBytes?: number;
}

/** What an event takes beside that. Unit: bytes. */
const ownBytes = 200;

/** An event that the application logged, as it waits in the queue. */
export class CustomEvent<User> implements LoggableEvent {
  readonly heldBytes: number;
  readonly #writer: CustomEventWriter<User>;
  readonly #eventName: string;
  readonly #value: string | number | null;
  readonly #metadata: object | null;
  readonly #timeMs: number;
  readonly #user: User;
  readonly #userID: string | undefined;

  constructor(facts: CustomEventFacts<User>, writer: CustomEventWriter<User>) {
    this.#writer = writer;
    this.#eventName = facts.eventName;
    this.#value = facts.value;
    this.#metadata = facts.metadata;
    this.#timeMs = facts.timeMs;
    this.#user = facts.user;
    this.#userID = facts.userID;
    this.heldBytes = ownBytes + (facts.heldBytes ?? 0);
  }

  toJson(): string {
    const { writeUser, noteSizes } = this.#writer;
    const [eventName, value] = [this.#eventName, this.#value];
    const metadataText = JSON.stringify(this.#metadata);
    const userText = writeUser(this.#user);
    noteSizes?.(
      {
        name: eventName.length,
        value: typeof value === 'string' ? value.length : 0,
        userID: this.#userID?.length ?? 0,
        metadata: metadataText.length,
        user: userText.length,
      },
      eventName,
    );
    return (
      `{"eventName":${JSON.stringify(eventName)},"value":${JSON.stringify(value)},` +
      `"metadata":${metadataText},"statsigMetadata":null,"user":${userText},"time":${this.#timeMs},` +
      `"secondaryExposures":null}`
    );
  }
}
