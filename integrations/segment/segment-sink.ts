import type { EventSink, EventSinkContext, EventSinkLosses, SinkEvent } from 'statsig-nodekit';
import { EventSelection } from './event-selection.js';
import { type FittedMessage, fitMessage } from './fit-message.js';
import { buildMessage, type MessageSettings } from './build-message.js';
import { LibraryTransport } from './library-transport.js';
import { openSegmentClient } from './open-segment-client.js';
import type { ForwardedEvent } from './forwarded-event.js';
import { ignoreRejection } from './ignore-rejection.js';
import { OpenBatch, type OpenBatchSettings } from './open-batch.js';
import type { SegmentMessage } from './segment-message.js';
import { checkSegmentOptions, type SegmentSinkOptions } from './segment-sink-options.js';
import { SegmentCounts, type SegmentStatistics } from './segment-statistics.js';
import type { SegmentTransport } from './segment-transport.js';
import { SendTransport } from './send-transport.js';

/** A sink for the option `eventSinks` that forwards exposures and custom events to Segment. */
export interface SegmentSink extends EventSink {
  send(events: readonly SinkEvent[], context: EventSinkContext): Promise<EventSinkLosses>;

  /** What has become of all events so far. */
  statistics(): SegmentStatistics;

  shutdown(): Promise<void>;
}

/**
 * A sink that forwards events to Segment: exposures as `statsig::gate_exposure`, `statsig::config_exposure`,
 * `statsig::experiment_exposure` and `statsig::layer_exposure`, custom events by their own names. Give it in the option
 * `eventSinks` of a client, or of several.
 *
 * Nothing is loaded, and nothing is sent, before the first event.
 * @throws SegmentOptionsError for options that it cannot work with
 */
export function segmentSink(options: SegmentSinkOptions): SegmentSink {
  checkSegmentOptions(options);
  return new ForwardingSink(options);
}

class ForwardingSink implements SegmentSink {
  readonly name: string;
  readonly #transport: SegmentTransport;
  readonly #selection: EventSelection;
  readonly #settings: MessageSettings;
  readonly #map: SegmentSinkOptions['map'];
  readonly #counts = new SegmentCounts();
  readonly #batchSettings: OpenBatchSettings;
  /** By their events: batches that were not taken as a whole. */
  readonly #open = new WeakMap<readonly SinkEvent[], OpenBatch>();

  constructor(options: SegmentSinkOptions) {
    this.name = options.name ?? 'segment';
    this.#transport = transportOf(options);
    this.#selection = new EventSelection(options, this.#counts);
    this.#map = options.map;
    this.#settings = {
      name: this.name,
      format: options.format ?? 'compat',
      identifiers: options.identifiers ?? {},
      allowEmail: options.allowEmail ?? false,
      integrations: options.integrations ?? { Statsig: false },
      libraryName: options.libraryName ?? 'statsig-nodekit',
    };
    this.#batchSettings = { fit: (event) => this.#fit(event), transport: this.#transport, counts: this.#counts };
  }

  /** Batches of several clients may be under way at a time, each of which is given again by its own. */
  async send(events: readonly SinkEvent[], { signal }: EventSinkContext): Promise<EventSinkLosses> {
    const open = this.#open.get(events) ?? new OpenBatch(events, this.#batchSettings);
    this.#open.set(events, open);
    const losses = await open.send(signal);
    this.#open.delete(events);
    return losses;
  }

  statistics(): SegmentStatistics {
    return this.#counts.told();
  }

  shutdown(): Promise<void> {
    return this.#transport.shutdown();
  }

  /** The message of an event; undefined for an event that is not forwarded. */
  #fit(event: SinkEvent): FittedMessage | undefined {
    const forwarded = this.#selection.select(event);
    if (forwarded === undefined) return undefined;
    const message = this.#build(forwarded);
    if (message === undefined) return undefined;
    const fitted = fitMessage(message);
    if (fitted.sized !== undefined) this.#selection.noteForwarded(forwarded);
    return fitted;
  }

  #build(event: ForwardedEvent): SegmentMessage | undefined {
    const message = buildMessage(event, this.#settings);
    if (message === undefined) this.#counts.skip('noIdentifier');
    if (message === undefined || this.#map === undefined) return message;
    const map = this.#map;
    const mapped: unknown = map(message, event.source);
    if (mapped === null) {
      this.#counts.skip('mappedToNull');
      return undefined;
    }
    ignoreRejection(mapped);
    if (!isMessage(mapped)) throw new TypeError('`map` of the Segment sink returned neither a message nor null.');
    return mapped;
  }
}

function transportOf({ writeKey, region = 'us', host, client, send }: SegmentSinkOptions): SegmentTransport {
  if (send !== undefined) return new SendTransport(send);
  if (client !== undefined) {
    return new LibraryTransport(async () => ({ client, close: undefined, waitsForFlush: true }));
  }
  return new LibraryTransport(() => openSegmentClient({ writeKey: writeKey ?? '', region, host }));
}

/** Whether Segment would take it: without a name it answers that it did, and loses the message. */
function isMessage(value: unknown): value is SegmentMessage {
  if (typeof value !== 'object' || value === null) return false;
  const member = (name: keyof SegmentMessage): unknown => Reflect.get(value, name);
  const isText = (name: keyof SegmentMessage): boolean => typeof member(name) === 'string' && member(name) !== '';
  return (
    member('type') === 'track' &&
    (['event', 'messageId', 'timestamp'] as const).every(isText) &&
    (isText('userId') || isText('anonymousId')) &&
    typeof member('properties') === 'object' &&
    member('properties') !== null
  );
}
