import type { EventSink, EventSinkContext, EventSinkLosses, SinkEvent } from 'statsig-nodekit';
import { EventSelection } from './event-selection.js';
import { batchMessages } from './batch-messages.js';
import { type FittedMessage, fitMessage, type SizedMessage } from './fit-message.js';
import { buildMessage, type MessageSettings } from './build-message.js';
import { LibraryTransport } from './library-transport.js';
import { openSegmentClient } from './open-segment-client.js';
import type { ForwardedEvent } from './forwarded-event.js';
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
 * `eventSinks` of one client.
 *
 * Nothing is loaded, and nothing is sent, before the first event.
 * @throws SegmentOptionsError for options that it cannot work with
 */
export function segmentSink(options: SegmentSinkOptions): SegmentSink {
  checkSegmentOptions(options);
  return new ForwardingSink(options);
}

/** How long events are made into messages before everything else has its turn. Unit: milliseconds. */
const sliceMs = 2;

/** A batch of the client on its way. */
interface OpenBatch {
  readonly events: readonly SinkEvent[];
  /** Batches for Segment that it has not taken. */
  readonly waiting: (readonly SegmentMessage[])[];
  refusedCount: number;
  readonly tooLargeCount: number;
  error: unknown;
}

class ForwardingSink implements SegmentSink {
  readonly name: string;
  readonly #transport: SegmentTransport;
  readonly #selection: EventSelection;
  readonly #settings: MessageSettings;
  readonly #map: SegmentSinkOptions['map'];
  readonly #counts = new SegmentCounts();
  #open: OpenBatch | undefined;

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
  }

  /** The client gives a batch again when it failed: what Segment has taken of it is not sent again. */
  async send(events: readonly SinkEvent[], { signal }: EventSinkContext): Promise<EventSinkLosses> {
    const open = this.#open?.events === events ? this.#open : await this.#prepare(events);
    this.#open = open;
    for (let [batch] = open.waiting; batch !== undefined; [batch] = open.waiting) {
      const { refusedCount, unsent, error } = await this.#transport.deliver(batch, signal);
      open.refusedCount += refusedCount;
      if (refusedCount > 0) open.error = error;
      this.#counts.sent += batch.length - refusedCount - unsent.length;
      this.#counts.refused += refusedCount;
      if (unsent.length > 0) {
        open.waiting[0] = unsent;
        throw error;
      }
      open.waiting.shift();
    }
    this.#open = undefined;
    return {
      refused: open.refusedCount,
      tooLarge: open.tooLargeCount,
      ...(open.error !== undefined && { error: open.error }),
    };
  }

  statistics(): SegmentStatistics {
    return this.#counts.told();
  }

  shutdown(): Promise<void> {
    return this.#transport.shutdown();
  }

  /** Makes events into batches for Segment, with pauses for everything else. */
  async #prepare(events: readonly SinkEvent[]): Promise<OpenBatch> {
    const sized: SizedMessage[] = [];
    let refusedCount = 0;
    let tooLargeCount = 0;
    let failure: unknown;
    let pausedAtMs = performance.now();
    for (const event of events) {
      try {
        const fitted = this.#fit(event);
        if (fitted?.sized !== undefined) sized.push(fitted.sized);
        else if (fitted !== undefined) tooLargeCount++;
        this.#counts.noteFitted(fitted);
      } catch (error) {
        refusedCount++;
        this.#counts.refused++;
        failure = error;
      }
      if (performance.now() - pausedAtMs < sliceMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      pausedAtMs = performance.now();
    }
    failure ??= tooLargeCount > 0 ? new Error('Messages are larger than the 32 kB that Segment takes.') : undefined;
    return { events, waiting: batchMessages(sized), refusedCount, tooLargeCount, error: failure };
  }

  /** The message of an event; undefined for an event that is not forwarded. */
  #fit(event: SinkEvent): FittedMessage | undefined {
    const forwarded = this.#selection.select(event);
    const message = forwarded === undefined ? undefined : this.#build(forwarded);
    return message === undefined ? undefined : fitMessage(message);
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
