import { callPort } from '../observability/call-port.js';
import { errorText } from '../observability/error-name.js';
import type { Metrics } from '../observability/metrics.js';
import type { SlicedWork } from '../timing/sliced-work.js';
import { waitAtMost } from '../timing/wait-at-most.js';
import { EventOutlet, type EventOutletSettings } from './event-outlet.js';
import type { EventSink, SinkEvent } from './event-sink.js';
import type { SinkResult } from './flush-result.js';
import { IdentifiedEvent } from './identified-event.js';
import type { LoggableEvent } from './loggable-event.js';
import type { OutletShutdown } from './shut-down-together.js';
import { sinkDestination } from './sink-destination.js';
import type { TimeLimit } from './time-limit.js';

/** What {@link EventSinks} need; the same for each sink. */
export type EventSinksSettings = Omit<
  EventOutletSettings<readonly SinkEvent[]>,
  'destination' | 'route' | 'measured'
> & {
  readonly metrics: Metrics;
  readonly slices: SlicedWork;
  /** What ids of events begin with; no other client has it. */
  readonly sessionID: string;
};

/** A sink with its way to it. */
interface ConnectedSink {
  readonly sink: EventSink;
  /** As it was when the client was made. */
  readonly name: string;
  readonly outlet: EventOutlet<readonly SinkEvent[]>;
}

const logTag = 'Events';

/** Delivers events to sinks of the application's own, each through a queue and with failures of its own. */
export class EventSinks {
  readonly #settings: EventSinksSettings;
  readonly #connected: readonly ConnectedSink[];
  #eventCount = 0;

  constructor(sinks: readonly EventSink[], settings: EventSinksSettings) {
    this.#settings = settings;
    const { metrics, slices, sessionID: _, ...common } = settings;
    this.#connected = sinks.map((sink) => {
      const { name } = sink;
      const measured = {
        metrics,
        delivered: 'event_sink_sent_count',
        dropped: 'event_sink_dropped_count',
        tags: { sink: name },
      };
      const destination = sinkDestination(sink, { timers: common.timers, slices });
      const route = ` to the sink ${name}`;
      return { sink, name, outlet: new EventOutlet({ ...common, destination, route, measured }) };
    });
  }

  /** Accepts an event for every sink. */
  enqueue(event: LoggableEvent): void {
    const identified = new IdentifiedEvent(event, `${this.#settings.sessionID}-${this.#eventCount++}`);
    for (const { outlet } of this.#connected) outlet.enqueue(identified);
  }

  /** Hands over what is waiting. */
  flush(): Promise<SinkResult[]> {
    return Promise.all(this.#connected.map(async ({ name, outlet }) => ({ ...(await outlet.flush()), name })));
  }

  /** Begins to end each sink: what is waiting is handed over, then its own `shutdown` is called, all within the limit. */
  beginShutdown(limit: TimeLimit): OutletShutdown<SinkResult>[] {
    return this.#connected.map((connected) => this.#beginShutdown(connected, limit));
  }

  #beginShutdown({ sink, name, outlet }: ConnectedSink, limit: TimeLimit): OutletShutdown<SinkResult> {
    const { timers, logger } = this.#settings;
    const delivery = outlet.beginShutdown(limit);
    let isInTime = true;
    const end = async (): Promise<void> => {
      const closing = callPort(
        () => sink.shutdown?.(),
        (error) => logger.warn(logTag, `The shutdown of the sink ${name} failed. ${errorText(error)}`),
      );
      isInTime = await waitAtMost(closing, Math.max(0, limit.deadlineMs - timers.elapsedMs()), timers);
    };
    return {
      drained: delivery.drained,
      close: () => delivery.close(),
      finish: () => delivery.finish().then(end),
      result: () => {
        const result = delivery.result();
        if (isInTime) return { ...result, name };
        const error = [result.error, 'It did not end in time.'].filter((sentence) => sentence !== undefined).join(' ');
        return { ...result, isSuccess: false, error, name };
      },
    };
  }
}
