/** One event as an SDK sent it, with what the emulator knows about its arrival. */
export interface ReceivedEvent {
  /** Counts the events since the start of the emulator, from 0; survives clearing. */
  readonly index: number;
  /** Unit: milliseconds since 1970. */
  readonly receivedAt: number;
  /** For example `statsig-server-core-node`. */
  readonly sdkType: string | undefined;
  readonly sdkVersion: string | undefined;
  /** For example `statsig::gate_exposure`, or the name given to `logEvent`. */
  readonly eventName: string;
  readonly value: unknown;
  readonly metadata: unknown;
  readonly statsigMetadata: unknown;
  readonly user: unknown;
  /** When it happened, as the SDK says. Unit: milliseconds since 1970. */
  readonly time: unknown;
  readonly secondaryExposures: unknown;
}

/** Which events to return. All given parts must hold. */
export interface EventFilter {
  /** Events of this name. */
  readonly name?: string;
  /** Events whose `index` is at least this. */
  readonly since?: number;
}

/** What came with the request that carried events. */
export interface EventOrigin {
  readonly receivedAt: number;
  readonly sdkType: string | undefined;
  readonly sdkVersion: string | undefined;
}

/** An event as it stands in a request: an object with a name. */
export interface SentEvent {
  readonly eventName: string;
  readonly [key: string]: unknown;
}

/** The events received, up to a limit: then the oldest go, and are counted. */
export class EventLog {
  readonly #limit: number;
  readonly #listeners = new Set<() => void>();
  #events: ReceivedEvent[] = [];
  #nextIndex = 0;
  #forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many events were let go because of the limit. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** How many events were received in all. */
  get received(): number {
    return this.#nextIndex;
  }

  /** Keeps the events of one request, and tells whoever waits. */
  add(sent: readonly SentEvent[], origin: EventOrigin): void {
    for (const event of sent) {
      const { eventName, value, metadata, statsigMetadata, user, time, secondaryExposures } = event;
      const content = { eventName, value, metadata, statsigMetadata, user, time, secondaryExposures };
      this.#events.push({ index: this.#nextIndex++, ...origin, ...content });
    }
    const excess = this.#events.length - this.#limit;
    if (excess > 0) {
      this.#events = this.#events.slice(excess);
      this.#forgotten += excess;
    }
    for (const listener of this.#listeners) listener();
  }

  /** The events that are kept and match, oldest first. */
  list({ name, since = 0 }: EventFilter = {}): ReceivedEvent[] {
    return this.#events.filter((event) => event.index >= since && (name === undefined || event.eventName === name));
  }

  /** Forgets all events; indexes go on. Returns how many there were. */
  clear(): number {
    const count = this.#events.length;
    this.#events = [];
    return count;
  }

  /** Calls back after each request with events, until the returned function is called. */
  onEvents(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
