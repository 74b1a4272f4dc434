import { callPort } from '../observability/call-port.js';
import { errorText } from '../observability/error-name.js';
import type { Logger } from '../observability/logger.js';
import { LaterTurn } from '../timing/later-turn.js';
import type {
  DynamicConfigEvaluatedData,
  ExperimentEvaluatedData,
  GateEvaluatedData,
  LayerEvaluatedData,
} from './evaluation-events.js';

/** What listeners can ask for, with what they are given as `data`; one line for each event. */
export interface SdkEventData {
  /** A gate was checked; by a parameter store, too, and with `disableExposureLogging`. So are the other three. */
  gate_evaluated: GateEvaluatedData;
  /** A dynamic config was got. */
  dynamic_config_evaluated: DynamicConfigEvaluatedData;
  /** An experiment was got. */
  experiment_evaluated: ExperimentEvaluatedData;
  /** A layer was got; reading its parameters is no event. */
  layer_evaluated: LayerEvaluatedData;
  /** Newer specs, or the first ones, have been taken into use. */
  specs_updated: SpecsUpdatedData;
}

/** The names of the events that {@link SdkEvents} knows; the compiler keeps them equal to {@link SdkEventData}. */
const eventNames: { readonly [Name in keyof SdkEventData]: true } = {
  gate_evaluated: true,
  dynamic_config_evaluated: true,
  experiment_evaluated: true,
  layer_evaluated: true,
  specs_updated: true,
};

/** What a `specs_updated` event tells. */
export interface SpecsUpdatedData {
  /** `Network`, `Bootstrap`, `Adapter(DataStore)`, `Adapter(FileBased)`. */
  readonly source: string;
  /** `https://api.statsigcdn.com/v2`; `datastore` for the data store; empty for other local sources. */
  readonly source_api: string;
  /** The specs as parsed JSON. They are parsed when this is read first, and not at all when nobody reads it. */
  readonly values: unknown;
}

/** The name of an event, or `*` for every event. */
export type SdkEventName = keyof SdkEventData | '*';

/** An event as listeners get it. */
export type SdkEvent<Name extends SdkEventName = '*'> = Name extends keyof SdkEventData
  ? { readonly event_name: Name; readonly data: SdkEventData[Name] }
  : {
      [Each in keyof SdkEventData]: { readonly event_name: Each; readonly data: SdkEventData[Each] };
    }[keyof SdkEventData];

/** Called with each event of its name. A promise that it returns is not waited for. */
export type SdkEventListener<Name extends SdkEventName = '*'> = (event: SdkEvent<Name>) => void | Promise<void>;

interface Subscription {
  readonly id: string;
  readonly name: SdkEventName;
  readonly call: (event: { readonly event_name: keyof SdkEventData; readonly data: unknown }) => unknown;
}

function isEventName(name: unknown): name is SdkEventName {
  return typeof name === 'string' && (name === '*' || Object.hasOwn(eventNames, name));
}

const logTag = 'SdkEvents';

/** What an invalid subscription gets, as in the official SDK (runtime §10.3). */
const invalidId = 'ERROR@ERROR';

/**
 * Tells listeners of the application what happens in the client. They are called in a later turn of the event loop, never
 * inside the code that caused the event; what they throw is reported, and does no harm.
 */
export class SdkEvents {
  readonly #logger: Logger;
  readonly #newId: () => string;
  readonly #laterTurn = new LaterTurn();
  #subscriptions: readonly Subscription[] = [];
  /** The names that somebody listens to, kept beside the subscriptions because every check asks. */
  #heard: ReadonlySet<SdkEventName> = new Set();

  constructor(logger: Logger, newId: () => string = () => crypto.randomUUID()) {
    this.#logger = logger;
    this.#newId = newId;
  }

  /** @returns the id of the subscription, `<uuid>@<name>`; `ERROR@ERROR`, with a line in the log, when it cannot be made. */
  subscribe<Name extends SdkEventName>(name: Name, listener: SdkEventListener<Name>): string {
    if (!isEventName(name)) {
      const known = ['*', ...Object.keys(eventNames)].map((each) => JSON.stringify(each)).join(', ');
      this.#logger.error(logTag, `There is no event of the name that was subscribed to; there are ${known}.`);
      return invalidId;
    }
    if (typeof listener !== 'function') {
      this.#logger.error(logTag, `The listener of ${name} is no function, but ${typeof listener}.`);
      return invalidId;
    }
    const id = `${this.#newId()}@${name}`;
    // oxlint-disable-next-line no-unsafe-type-assertion -- `emit` calls it with events of its own name alone
    this.#keep([...this.#subscriptions, { id, name, call: listener as Subscription['call'] }]);
    return id;
  }

  /** Ends all subscriptions of a name. */
  unsubscribe(name: SdkEventName): void {
    this.#keep(this.#subscriptions.filter((subscription) => subscription.name !== name));
  }

  /** Ends the subscription with an id. */
  unsubscribeById(id: string): void {
    this.#keep(this.#subscriptions.filter((subscription) => subscription.id !== id));
  }

  /** Ends all subscriptions. */
  unsubscribeAll(): void {
    this.#keep([]);
  }

  /** Whether anybody listens to an event: nothing else needs to be prepared for it. */
  hasListeners(name: keyof SdkEventData): boolean {
    return this.#heard.size > 0 && (this.#heard.has(name) || this.#heard.has('*'));
  }

  /** Tells those who listen to an event, those to `*` first. `data` is called only when there are any. */
  emit<Name extends keyof SdkEventData>(name: Name, data: () => SdkEventData[Name]): void {
    if (!this.hasListeners(name)) return;
    const event = { event_name: name, data: data() };
    const order = ['*', name].flatMap((each) =>
      this.#subscriptions.filter((subscription) => subscription.name === each),
    );
    for (const subscription of order) {
      this.#laterTurn.add(
        () =>
          void callPort(
            () => subscription.call(event),
            (error) => this.#report(subscription, error),
          ),
      );
    }
  }

  /** Calls listeners now that wait for their turn; what they do may cause further events. */
  deliver(): void {
    this.#laterTurn.run();
  }

  #keep(subscriptions: readonly Subscription[]): void {
    this.#subscriptions = subscriptions;
    this.#heard = new Set(subscriptions.map(({ name }) => name));
  }

  #report({ name }: Subscription, error: unknown): void {
    this.#logger.warn(logTag, `A listener of ${name} failed. ${errorText(error)}`);
  }
}
