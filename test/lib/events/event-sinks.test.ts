import { describe, expect, it } from 'vitest';

import { CustomEvent } from '../../../lib/events/custom-event.js';
import { EventLogger } from '../../../lib/events/event-logger.js';
import { buildSenderMetadata } from '../../../lib/events/sender-metadata.js';
import type { EventSink, EventSinkLosses, SinkEvent } from '../../../lib/events/event-sink.js';
import type { LoggableEvent } from '../../../lib/events/loggable-event.js';
import type { Metrics } from '../../../lib/observability/metrics.js';
import { silentMetrics } from '../../../lib/observability/metrics.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

interface Setup {
  readonly events: EventLogger;
  readonly timers: ManualTimers;
  readonly logger: RecordingLogger;
  /** Events that the service has accepted. */
  readonly delivered: () => number;
  /** Names and tags of counters with their sums. */
  readonly counted: Map<string, number>;
  /** Logs events whose value is their number. */
  readonly log: (from: number, to: number) => void;
  /** Takes what is posted to the service; at once unless a test says otherwise. */
  post: () => Promise<void>;
}

function setUp(...sinks: EventSink[]): Setup {
  const timers = createManualTimers(0);
  const logger = createRecordingLogger();
  const counted = new Map<string, number>();
  const metrics: Metrics = {
    ...silentMetrics,
    increment: (name, value = 1, tags) => {
      const key = `${name} ${JSON.stringify(tags ?? {})}`;
      counted.set(key, (counted.get(key) ?? 0) + value);
    },
  };
  const service: Pick<Setup, 'post'> = { post: async () => undefined };
  const events = new EventLogger({
    send: () => service.post(),
    options: {
      eventLoggingFlushIntervalMs: 1000,
      eventLoggingMaxQueueSize: 10,
      eventLoggingMaxPendingBatchQueueSize: 2,
      eventSinks: sinks,
      flushEventsOnExit: false,
      disableAllLogging: false,
      disableNetwork: false,
    },
    metadata: buildSenderMetadata({ sessionID: 's', serviceName: undefined }),
    logger,
    metrics,
    random: () => 0,
    timers,
  });
  const log = (from: number, to: number): void => {
    for (let id = from; id < to; id++) events.enqueue(eventOf(id));
  };
  return Object.assign(service, {
    events,
    timers,
    logger,
    counted,
    log,
    delivered: () => events.statistics().delivered,
  });
}

const eventOf = (value: number): LoggableEvent =>
  new CustomEvent(
    {
      eventName: 'bought',
      value,
      metadata: { deep: { list: [1, { two: 2 }] }, ['__proto__']: 'own' },
      timeMs: 1_700_000_000_000,
      user: null,
    },
    { writeUser: () => '{"userID":"a","custom":{"plan":"pro"}}' },
  );

/** A sink in memory, which decides on each batch. */
class MemorySink implements EventSink {
  readonly name: string;
  readonly batches: (readonly SinkEvent[])[] = [];
  readonly #decide: (batch: number) => void | Promise<void>;

  constructor(name: string, decide: (batch: number) => void | Promise<void> = () => undefined) {
    this.name = name;
    this.#decide = decide;
  }

  send(events: readonly SinkEvent[]): void | Promise<void> {
    this.batches.push(events);
    return this.#decide(this.batches.length - 1);
  }

  get values(): unknown[] {
    return this.batches.flat().map(({ value }) => value);
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const never = (): Promise<void> => new Promise(() => undefined);
const thrown = (error: Error): never => {
  throw error;
};

describe('a sink', () => {
  it('gets every event in order, in batches, as plain frozen objects of its own', async () => {
    const [one, other] = [new MemorySink('one'), new MemorySink('other')];
    const { events, log } = setUp(one, other);
    log(0, 13);
    const result = await events.flush();
    const sent = { isSuccess: true, delivered: 13, pending: 0, dropped: 0 };
    expect(result).toEqual({
      ...sent,
      sinks: [
        { ...sent, name: 'one' },
        { ...sent, name: 'other' },
      ],
    });
    for (const { values, batches } of [one, other]) {
      expect(values).toEqual(range(0, 13));
      expect(batches.map(({ length }) => length)).toEqual([10, 3]);
    }
    const [event] = one.batches[0] ?? [];
    expect(event).toEqual({
      eventName: 'bought',
      value: 0,
      metadata: { deep: { list: [1, { two: 2 }] }, ['__proto__']: 'own' },
      statsigMetadata: null,
      user: { userID: 'a', custom: { plan: 'pro' } },
      time: 1_700_000_000_000,
      secondaryExposures: null,
      id: 's-0',
      exposure: null,
    });
    for (const value of [one.batches[0], event, event?.user, event?.user.custom]) {
      expect(Object.isFrozen(value)).toBe(true);
    }
    // However deep a value lies.
    const deep = event?.metadata?.['deep'];
    expect(() => Object.assign(deep as object, { list: [] })).toThrow(TypeError);
    expect(one.batches[0]?.[0]).not.toBe(other.batches[0]?.[0]);
  });

  it('gets a full batch at once, and a smaller one after the interval', async () => {
    const sink = new MemorySink('memory');
    const { timers, log } = setUp(sink);
    log(0, 13);
    await timers.advance(0);
    expect(sink.values).toEqual(range(0, 10));
    await timers.advance(1000);
    expect(sink.values).toEqual(range(0, 13));
  });

  it('is called as a method, and told when nobody waits any longer', async () => {
    const seen: unknown[] = [];
    const sink: EventSink = {
      name: 'aborted',
      send(_events, { signal }) {
        seen.push(this);
        return new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('given up')));
        });
      },
    };
    const { events, log, timers } = setUp(sink);
    log(0, 3);
    const shutdown = events.shutdown(50);
    await timers.advance(60);
    expect(await shutdown).toMatchObject({
      isSuccess: false,
      delivered: 3,
      dropped: 0,
      sinks: [{ name: 'aborted', isSuccess: false, delivered: 0, pending: 0, droppedByReason: { shutdown: 3 } }],
    });
    expect(seen).toEqual([sink]);
  });

  it('that throws an error which throws when it is read does no harm', async () => {
    const unreadable = Object.defineProperty(new Error('x'), 'message', { get: () => thrown(new Error('read')) });
    const sink = new MemorySink('hostile', () => thrown(unreadable));
    const { events, log } = setUp(sink);
    log(0, 1);
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, sinks: [{ isSuccess: false, pending: 1 }] });
    expect(result.error).toContain('an error that cannot be read');
  });

  it('that throws gets the same batch again after a pause, and nothing before it', async () => {
    let isDown = true;
    const sink = new MemorySink('broken', () => (isDown ? thrown(new TypeError('no table')) : undefined));
    const { events, timers, log, logger, delivered } = setUp(sink);
    log(0, 13);
    await timers.advance(0);
    expect(sink.values).toEqual(range(0, 10));
    await timers.advance(1000);
    expect(sink.values).toEqual([...range(0, 10), ...range(0, 10)]);
    expect(sink.batches[1]).toBe(sink.batches[0]);
    const failed = await events.flush();
    expect(failed).toMatchObject({ isSuccess: false, pending: 0, dropped: 0, sinks: [{ pending: 13, dropped: 0 }] });
    expect(failed.error).toBe('Sink broken: 13 events are not delivered and still held. no table');
    expect(delivered()).toBe(13);
    isDown = false;
    sink.batches.length = 0;
    expect(await events.flush()).toMatchObject({ isSuccess: true, delivered: 0, sinks: [{ delivered: 13 }] });
    expect(sink.values).toEqual(range(0, 13));
    expect(logger.lines.filter((line) => !line.startsWith('debug'))).toEqual([
      'warn Events: Events are not delivered to the sink broken, and are kept to be sent again. no table',
      'info Events: Events are delivered to the sink broken again; none were lost.',
    ]);
  });

  it('that refuses a batch for good loses it alone, counted', async () => {
    const refusal = Object.assign(new Error('not this one'), { retryable: false });
    const sink = new MemorySink('picky', async (batch) => (batch === 0 ? thrown(refusal) : undefined));
    const { events, log, counted } = setUp(sink);
    log(0, 15);
    const result = await events.flush();
    expect(result.sinks).toEqual([
      expect.objectContaining({ delivered: 5, pending: 0, dropped: 10, droppedByReason: { refused: 10 } }),
    ]);
    expect(result.error).toBe('Sink picky: 10 events were lost (refused: 10). not this one');
    expect(Object.fromEntries(counted)).toEqual({
      'events_successfully_sent_count {}': 15,
      'event_sink_sent_count {"sink":"picky"}': 5,
      'event_sink_dropped_count {"sink":"picky","reason":"refused"}': 10,
    });
  });

  it('that left out some events of a batch has the others', async () => {
    const losses = [
      { refused: 2, tooLarge: 1, error: new Error('no such table') },
      // More than the batch has, and no numbers at all.
      { refused: 50, tooLarge: 50 },
      { refused: -1, tooLarge: 0.5 },
      { refused: '3', tooLarge: null },
    ];
    const sink: EventSink = { name: 'choosy', send: async () => losses.shift() as EventSinkLosses };
    const { events, log, logger, counted } = setUp(sink);
    log(0, 10);
    const first = await events.flush();
    expect(first.sinks).toEqual([
      expect.objectContaining({ delivered: 7, pending: 0, dropped: 3, droppedByReason: { refused: 2, too_large: 1 } }),
    ]);
    expect(first).toMatchObject({ isSuccess: false, delivered: 10, dropped: 0 });
    expect(first.error).toBe('Sink choosy: 3 events were lost (refused: 2, too_large: 1). no such table');
    log(10, 20);
    expect(await events.flush()).toMatchObject({
      sinks: [{ delivered: 0, pending: 0, droppedByReason: { refused: 10 } }],
    });
    log(20, 40);
    expect(await events.flush()).toMatchObject({ isSuccess: true, sinks: [{ delivered: 20, pending: 0, dropped: 0 }] });
    expect(counted.get('event_sink_dropped_count {"sink":"choosy","reason":"too_large"}')).toBe(1);
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([
      'warn Events: 3 events to the sink choosy were not taken with the others of their batch, and are lost; later ones are only ' +
        'counted. no such table',
    ]);
  });

  it('gets ids that are the same for all sinks, and for an event that is given again', async () => {
    let isDown = true;
    const broken = new MemorySink('broken', () => (isDown ? thrown(new Error('down')) : undefined));
    const healthy = new MemorySink('healthy');
    const { events, log } = setUp(broken, healthy);
    log(0, 12);
    await events.flush();
    isDown = false;
    await events.flush();
    const idsOf = (sink: MemorySink): string[] => sink.batches.flat().map(({ id }) => id);
    const ids = range(0, 12).map((number) => `s-${number}`);
    expect(idsOf(healthy)).toEqual(ids);
    expect(idsOf(broken).slice(-12)).toEqual(ids);
    expect(new Set(idsOf(broken))).toEqual(new Set(ids));
  });

  it('that hangs neither delays nor loses what others get; its own oldest events are dropped and counted', async () => {
    const hanging = new MemorySink('hanging', never);
    const healthy = new MemorySink('healthy');
    const { events, timers, log, delivered } = setUp(hanging, healthy);
    for (let part = 0; part < 10; part++) {
      log(part * 10, part * 10 + 10);
      await timers.advance(5000);
    }
    expect(delivered()).toBe(100);
    expect(healthy.values).toEqual(range(0, 100));
    // Nothing else is given to it while it has not answered.
    expect(hanging.values).toEqual(range(0, 10));
    const flush = events.flush();
    await timers.advance(30_000);
    expect(await flush).toMatchObject({
      isSuccess: false,
      dropped: 0,
      sinks: [
        { name: 'hanging', delivered: 0, pending: 30, dropped: 70, droppedByReason: { queue_full: 70 } },
        { name: 'healthy', isSuccess: true, dropped: 0 },
      ],
    });
    const shutdown = events.shutdown(100);
    await timers.advance(100);
    expect(await shutdown).toMatchObject({
      isSuccess: false,
      dropped: 0,
      sinks: [{ pending: 0, dropped: 30, droppedByReason: { shutdown: 30 } }, { isSuccess: true }],
    });
  });

  it('that is slow gets each batch once, and only one at a time', async () => {
    let open = 0;
    let mostOpen = 0;
    const setup: { timers?: ManualTimers } = {};
    const sink = new MemorySink('slow', async () => {
      mostOpen = Math.max(mostOpen, ++open);
      // Longer than one attempt takes.
      await new Promise<void>((resolve) => setup.timers?.schedule(25_000, resolve));
      open--;
    });
    const { timers, log, events } = setUp(sink);
    setup.timers = timers;
    log(0, 20);
    await timers.advance(120_000);
    expect(sink.values).toEqual(range(0, 20));
    expect(mostOpen).toBe(1);
    expect(await events.flush()).toMatchObject({ isSuccess: true, sinks: [{ pending: 0, dropped: 0 }] });
  });

  it('is ended after its last batch, within the time of the shutdown', async () => {
    const calls: string[] = [];
    const sink: EventSink = {
      name: 'ending',
      send: async () => void calls.push('send'),
      shutdown: async () => void calls.push('shutdown'),
    };
    const failing: EventSink = {
      name: 'failing',
      send: () => undefined,
      shutdown: () => thrown(new Error('cannot close')),
    };
    const hanging: EventSink = { name: 'hanging', send: () => undefined, shutdown: never };
    const { events, log, timers, logger } = setUp(sink, failing, hanging);
    log(0, 2);
    const shutdown = events.shutdown(500);
    await timers.advance(500);
    const result = await shutdown;
    expect(calls).toEqual(['send', 'shutdown']);
    expect(result.sinks?.map(({ name, isSuccess, delivered }) => [name, isSuccess, delivered])).toEqual([
      ['ending', true, 2],
      ['failing', true, 2],
      ['hanging', false, 2],
    ]);
    expect(result.error).toBe('Sink hanging: It did not end in time.');
    expect(logger.lines).toContain('warn Events: The shutdown of the sink failing failed. cannot close');
    log(2, 3);
    expect(await events.flush()).toMatchObject({ sinks: [{ droppedByReason: { after_shutdown: 1 } }, {}, {}] });
  });

  it('does not get an event that cannot be turned into JSON, and gets the others', async () => {
    const sink = new MemorySink('memory');
    const { events, log } = setUp(sink);
    log(0, 1);
    events.enqueue({ toJson: () => thrown(new Error('no')) });
    log(1, 2);
    expect(await events.flush()).toMatchObject({ sinks: [{ delivered: 2, droppedByReason: { unserializable: 1 } }] });
    expect(sink.values).toEqual([0, 1]);
  });
});

describe('a shutdown', () => {
  const all = { isSuccess: true, delivered: 5, pending: 0, dropped: 0 };
  const after = (timers: ManualTimers, delayMs: number) => (): Promise<void> =>
    new Promise((resolve) => timers.schedule(delayMs, resolve));

  it('sends what is logged while a slow sink is drained to the service as well', async () => {
    let isSlow = true;
    const setup: { wait?: () => Promise<void> } = {};
    const sink = new MemorySink('slow', () => (isSlow ? setup.wait?.() : undefined));
    const { events, log, timers } = setUp(sink);
    setup.wait = after(timers, 200);
    log(0, 3);
    const shutdown = events.shutdown(10_000);
    await timers.advance(100);
    log(3, 5);
    isSlow = false;
    await timers.advance(10_000);
    expect(await shutdown).toEqual({ ...all, sinks: [{ ...all, name: 'slow' }] });
    expect(sink.values).toEqual(range(0, 5));
  });

  it('hands over to a sink what is logged while the service is slow', async () => {
    const sink = new MemorySink('quick');
    const setup = setUp(sink);
    const { events, log, timers } = setup;
    setup.post = after(timers, 200);
    log(0, 3);
    const shutdown = events.shutdown(10_000);
    await timers.advance(100);
    log(3, 5);
    await timers.advance(10_000);
    expect(await shutdown).toEqual({ ...all, sinks: [{ ...all, name: 'quick' }] });
    expect(sink.values).toEqual(range(0, 5));
  });

  it('goes on delivering to the service while a sink hangs, and closes both at the same moment', async () => {
    const hanging = new MemorySink('hanging', never);
    const { events, log, timers, counted } = setUp(hanging);
    log(0, 3);
    const shutdown = events.shutdown(10_000);
    for (let id = 3; id < 33; id++) {
      await timers.advance(300);
      log(id, id + 1);
    }
    await timers.advance(10_000);
    const result = await shutdown;
    const [sink] = result.sinks ?? [];
    const late = result.droppedByReason?.after_shutdown ?? 0;
    // Those of the last quarter: logged 7.5 s to 9 s after the begin.
    expect(late).toBe(6);
    expect(result).toMatchObject({ delivered: 33 - late, dropped: late, pending: 0 });
    expect(sink?.droppedByReason).toMatchObject({ after_shutdown: late });
    expect(counted.get('events_dropped_count {"reason":"after_shutdown"}')).toBe(late);
  });
});

describe('results without sinks', () => {
  it('do not mention them', async () => {
    const { events, log } = setUp();
    log(0, 1);
    expect(await events.flush()).toEqual({ isSuccess: true, delivered: 1, pending: 0, dropped: 0 });
  });
});
