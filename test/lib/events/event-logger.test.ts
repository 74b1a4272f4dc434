import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import { EventLogger, type SendBatch } from '../../../lib/events/event-logger.js';
import { buildSenderMetadata } from '../../../lib/events/sender-metadata.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

interface Post {
  readonly ids: number[];
  readonly flushType: string;
  readonly retryCount: number;
  readonly atMs: number;
}

interface Setup {
  readonly events: EventLogger;
  readonly timers: ManualTimers;
  readonly logger: RecordingLogger;
  readonly posts: Post[];
  readonly log: (from: number, to: number) => void;
  /** How long the process has slept: the clock has gone on, and no timer was called. Unit: milliseconds. */
  sleptMs: number;
  /** Decides on each post; a returned error is its failure. */
  answer: (post: Post) => Error | undefined;
}

function setUp({ intervalMs = 10_000, pendingBatches = 100 } = {}): Setup {
  const timers = createManualTimers(0);
  const logger = createRecordingLogger();
  const posts: Post[] = [];
  const setup: Pick<Setup, 'answer' | 'sleptMs'> = { answer: () => undefined, sleptMs: 0 };
  const send: SendBatch = async ({ body, retryCount }) => {
    const { events, statsigMetadata } = JSON.parse(gunzipSync(body).toString()) as {
      events: number[];
      statsigMetadata: { flushType: string };
    };
    const post = { ids: events, flushType: statsigMetadata.flushType, retryCount, atMs: timers.nowMs() };
    posts.push(post);
    const failure = setup.answer(post);
    if (failure !== undefined) throw failure;
  };
  const events = new EventLogger({
    send,
    options: {
      eventLoggingFlushIntervalMs: intervalMs,
      eventLoggingMaxQueueSize: 10,
      eventLoggingMaxPendingBatchQueueSize: pendingBatches,
      eventSinks: [],
      flushEventsOnExit: false,
      disableAllLogging: false,
      disableNetwork: false,
    },
    metadata: buildSenderMetadata({ sessionID: 's', serviceName: undefined }),
    logger,
    random: () => 0,
    timers: { ...timers, elapsedMs: () => timers.elapsedMs() + setup.sleptMs },
  });
  const log = (from: number, to: number): void => {
    for (let id = from; id < to; id++) events.enqueue({ toJson: () => String(id) });
  };
  return Object.assign(setup, { events, timers, logger, posts, log });
}

/** Moves time on, step by step, until so many events are delivered: compressing takes as long as the machine wants. */
async function untilDelivered({ events, timers }: Setup, count: number, stepMs: number): Promise<void> {
  const delivered = async (): Promise<number> => {
    await timers.advance(stepMs);
    return events.statistics().delivered;
  };
  await expect.poll(delivered, { timeout: 20_000, interval: 1 }).toBe(count);
}

const failure = (retryable: boolean): NetworkRequestError =>
  new NetworkRequestError({ endpoint: 'log_event', reason: 'status', detail: 'status 5xx', retryable });
/** Batches are posted side by side, so their order is left to chance. */
const byFirst = ([one = 0]: number[], [other = 0]: number[]): number => one - other;

const hourMs = 3_600_000;

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

describe('EventLogger', () => {
  it('sends a small batch when its oldest event has waited for the interval', async () => {
    const { timers, posts, log } = setUp();
    await timers.advance(500);
    log(0, 1);
    await timers.advance(6000);
    log(1, 3);
    await timers.advance(3999);
    expect(posts).toEqual([]);
    await timers.advance(1);
    expect(posts).toEqual([{ ids: [0, 1, 2], flushType: 'scheduled:max_time', retryCount: 0, atMs: 10_500 }]);
  });

  it('sends full batches at once, and lets the rest wait', async () => {
    const { timers, posts, log } = setUp();
    log(0, 34);
    await timers.advance(0);
    expect(posts.map(({ ids }) => ids).toSorted(byFirst)).toEqual([range(0, 10), range(10, 20), range(20, 30)]);
    expect(posts.every(({ flushType }) => flushType === 'scheduled:full_batch')).toBe(true);
    await timers.advance(9999);
    expect(posts).toHaveLength(3);
    await timers.advance(1);
    expect(posts.at(-1)).toMatchObject({ ids: range(30, 34), flushType: 'scheduled:max_time' });
    expect(timers.waitingCount()).toBe(0);
  });

  it('does nothing without events', async () => {
    const { timers, posts } = setUp();
    await timers.advance(100_000);
    expect(posts).toEqual([]);
    expect(timers.waitingCount()).toBe(0);
  });

  it('leaves a failing server alone for growing pauses, and sends everything afterwards', async () => {
    const setup = setUp();
    const { timers, posts, log, events } = setup;
    setup.answer = () => failure(true);
    log(0, 10);
    await timers.advance(0);
    log(10, 30);
    await timers.advance(7000);
    expect(posts.map(({ atMs }) => atMs).filter((atMs, index, all) => all.indexOf(atMs) === index)).toEqual([
      0, 1000, 3000, 7000,
    ]);
    setup.answer = () => undefined;
    posts.length = 0;
    await timers.advance(8000);
    expect(
      posts
        .map(({ ids }) => ids)
        .toSorted(byFirst)
        .flat(),
    ).toEqual(range(0, 30));
    expect(events.statistics()).toMatchObject({ delivered: 30, pending: 0 });
  });

  it('drops the oldest when the queue is full, counts them, and warns once', async () => {
    const setup = setUp();
    const { timers, logger, log, events } = setup;
    setup.answer = () => failure(true);
    log(0, 10);
    await timers.advance(0);
    log(10, 1060);
    expect(events.statistics()).toMatchObject({ delivered: 0, pending: 1010, dropped: { queue_full: 50 } });
    expect(logger.lines.filter((line) => line.includes('queue is full'))).toHaveLength(1);

    setup.answer = () => undefined;
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, delivered: 1010, pending: 0, dropped: 50 });
    expect(result.error).toBe('50 events were lost (queue_full: 50).');
    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
  });

  it('drops the oldest as well when events take too much memory, counts them, and warns once', async () => {
    const { events, logger } = setUp();
    // 128 MB are the bound; events say themselves what they take.
    for (let id = 0; id < 200; id++) events.enqueue({ toJson: () => String(id), heldBytes: 1024 * 1024 });
    const { delivered, dropped, droppedByReason } = await events.flush();
    expect({ delivered, dropped, droppedByReason }).toEqual({
      delivered: 128,
      dropped: 72,
      droppedByReason: { queue_full: 72 },
    });
    expect(logger.lines.filter((line) => line.includes('queue is full'))).toHaveLength(1);
  });

  it('sends events that take much memory before they could crowd each other out, however few they are', async () => {
    const setup = setUp();
    const { events, posts } = setup;
    for (let id = 0; id < 24; id++) {
      events.enqueue({ toJson: () => String(id), heldBytes: 8 * 1024 * 1024 });
      if (id % 2 === 1) await untilDelivered(setup, id + 1, 1);
    }
    expect(posts.map(({ ids }) => ids)).toEqual(Array.from({ length: 12 }, (_, index) => [index * 2, index * 2 + 1]));
    expect(new Set(posts.map(({ flushType }) => flushType))).toEqual(new Set(['scheduled:full_batch']));
    expect(events.statistics().dropped).toEqual({});
  });

  it('leaves a failing server alone also when events take much memory', async () => {
    const setup = setUp();
    setup.answer = () => failure(true);
    for (let id = 0; id < 40; id++) {
      setup.events.enqueue({ toJson: () => String(id), heldBytes: 1024 * 1024 });
      await setup.timers.advance(10);
    }
    // The first batch by its number; it is tried again after a second.
    await expect.poll(() => setup.posts.map(({ ids }) => ids)).toEqual([range(0, 10)]);
  });

  it('keeps as many batches as the option eventLoggingMaxPendingBatchQueueSize says', async () => {
    const setup = setUp({ pendingBatches: 2 });
    setup.answer = () => failure(true);
    setup.log(0, 50);
    await setup.timers.advance(0);
    setup.log(50, 100);
    const { pending, dropped } = setup.events.statistics();
    // Two batches that failed, and two more in the queue beside them.
    expect(pending).toBe(40);
    expect((dropped.queue_full ?? 0) + (dropped.retry_queue_full ?? 0)).toBe(60);
  });

  it('keeps events in the queue while nothing gets through, however often it is flushed', async () => {
    const setup = setUp({ pendingBatches: 10 });
    const { log, events, posts, logger } = setup;
    setup.answer = () => failure(true);
    for (let id = 0; id < 100; id++) {
      log(id, id + 1);
      await events.flush();
    }
    expect(events.statistics()).toEqual({ delivered: 0, pending: 100, dropped: {} });
    setup.answer = () => undefined;
    posts.length = 0;
    expect(await events.flush()).toMatchObject({ isSuccess: true, delivered: 100 });
    expect(posts.flatMap(({ ids }) => ids).toSorted((one, other) => one - other)).toEqual(range(0, 100));
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
  });

  it.each([
    ['in the background', (setup: Setup) => untilDelivered(setup, 150, 1000)],
    ['by a flush', async ({ events }: Setup) => void (await events.flush())],
    [
      'by a shutdown',
      async (setup: Setup) => {
        const shutdown = setup.events.shutdown(100_000);
        await untilDelivered(setup, 150, 10);
        await setup.timers.advance(100_000);
        expect(await shutdown).toMatchObject({ delivered: 150, dropped: 50, droppedByReason: { shutdown: 50 } });
      },
    ],
  ])('sends other batches although some make the service fail each time, %s', async (_how, send) => {
    const setup = setUp();
    const { log, events } = setup;
    setup.answer = ({ ids }) => (ids.some((id) => id < 50) ? failure(true) : undefined);
    log(0, 50);
    for (let round = 0; round < 3; round++) await events.flush();
    log(50, 200);
    await send(setup);
    expect(events.statistics().delivered).toBe(150);
  });

  it('gets all other batches through in the end, also when they fail now and then', async () => {
    const setup = setUp({ pendingBatches: 30 });
    const { log, events } = setup;
    let attempts = 0;
    setup.answer = ({ ids }) => (ids.some((id) => id < 120) || ++attempts % 4 > 0 ? failure(true) : undefined);
    log(0, 300);
    for (let round = 0; round < 4; round++) await events.flush();
    setup.answer = ({ ids }) => (ids.some((id) => id < 120) || ++attempts % 2 > 0 ? failure(true) : undefined);
    await untilDelivered(setup, 180, 10_000);
    expect(events.statistics()).toEqual({ delivered: 180, pending: 120, dropped: {} });
  });

  it('loses nothing by that while the service is down for an hour', async () => {
    const setup = setUp({ pendingBatches: 20 });
    const { log, timers, events } = setup;
    setup.answer = () => failure(true);
    log(0, 200);
    await timers.advance(hourMs);
    log(200, 250);
    expect(events.statistics()).toEqual({ delivered: 0, pending: 250, dropped: {} });
    setup.answer = () => undefined;
    expect(await events.flush()).toEqual({ isSuccess: true, delivered: 250, pending: 0, dropped: 0 });
  });

  it('keeps as many failed batches as it may, drops the oldest, and tells the log once', async () => {
    const setup = setUp({ pendingBatches: 2 });
    const { log, events, posts, logger } = setup;
    setup.answer = () => failure(true);
    log(0, 20);
    for (let round = 0; round < 3; round++) await events.flush();
    for (let id = 20; id < 24; id++) {
      log(id, id + 1);
      await events.flush();
    }
    const { pending, dropped } = events.statistics();
    const lost = dropped.retry_queue_full ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect(pending + lost).toBe(24);
    expect(logger.lines.filter((line) => line.includes('Too many batches'))).toHaveLength(1);
    setup.answer = () => undefined;
    posts.length = 0;
    await events.flush();
    expect(posts.flatMap(({ ids }) => ids).toSorted((one, other) => one - other)).toEqual(range(lost, 24));
  });

  it('gives up what has failed for a day, and tells the log once', async () => {
    const setup = setUp();
    const { log, events, logger } = setup;
    setup.answer = () => failure(true);
    log(0, 5);
    await events.flush();
    setup.sleptMs = 20 * hourMs;
    log(5, 8);
    await events.flush();
    expect(events.statistics()).toEqual({ delivered: 0, pending: 8, dropped: {} });
    setup.sleptMs = 25 * hourMs;
    expect(await events.flush()).toMatchObject({ pending: 3, dropped: 5, droppedByReason: { too_old: 5 } });
    setup.sleptMs = 50 * hourMs;
    expect(await events.flush()).toMatchObject({ pending: 0, dropped: 3, droppedByReason: { too_old: 3 } });
    expect(logger.lines.filter((line) => line.includes('for a day'))).toEqual([
      'warn Events: Events could not be delivered for a day, and the oldest are dropped. See flushEvents() for how many.',
    ]);
  });

  it('makes an attempt for what is older than a day, when the process has slept', async () => {
    const setup = setUp();
    const { log, events } = setup;
    setup.answer = () => failure(true);
    log(0, 5);
    await events.flush();
    log(5, 8);
    setup.sleptMs = 100 * hourMs;
    setup.answer = () => undefined;
    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 8, pending: 0, dropped: 0 });
  });

  it('tells refusals once, and what was lost when it works again', async () => {
    const setup = setUp();
    const { log, events, logger } = setup;
    setup.answer = () => failure(false);
    log(0, 2);
    await events.flush();
    log(2, 5);
    await events.flush();
    setup.answer = () => undefined;
    log(5, 6);
    await events.flush();
    expect(logger.lines).toEqual([
      expect.stringMatching(
        /^warn Events: 2 events were refused and are lost; so are later ones while this goes on\. The log_event/,
      ),
      'info Events: Events are delivered again; 5 were lost meanwhile.',
    ]);
    expect(events.statistics().dropped).toMatchObject({ refused: 5 });
  });

  it('gives a failure of unknown kind another chance', async () => {
    const setup = setUp();
    const { log, events } = setup;
    setup.answer = () => new TypeError('boom');
    log(0, 1);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: false, pending: 1, dropped: 0 });
    setup.answer = () => undefined;
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: true, delivered: 1 });
  });

  it('turns each event into text once, when it is sent and not before', async () => {
    const setup = setUp();
    const { events } = setup;
    let calls = 0;
    events.enqueue({ toJson: () => String(++calls) });
    expect(calls).toBe(0);
    setup.answer = () => failure(true);
    await events.flush();
    setup.answer = () => undefined;
    await events.flush();
    expect(calls).toBe(1);
  });

  it('sends nothing when no event of a batch can be turned into text', async () => {
    const { events, posts } = setUp();
    events.enqueue({
      toJson: () => {
        throw new Error('no');
      },
    });
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: false, delivered: 0, pending: 0, dropped: 1 });
    expect(posts).toEqual([]);
  });

  it('ends a shutdown although events come in all the time, and says which were too late', async () => {
    const setup = setUp();
    const { events, timers, posts, log } = setup;
    // Each post meets another event.
    setup.answer = ({ ids }) => {
      log(posts.length * 100, posts.length * 100 + ids.length);
      return undefined;
    };
    log(0, 5);
    const shutdown = events.shutdown(10_000);
    await timers.advance(10);
    expect(await shutdown).toMatchObject({
      delivered: 10,
      pending: 0,
      dropped: 5,
      droppedByReason: { after_shutdown: 5 },
    });
    expect(posts.map(({ ids }) => ids)).toEqual([range(0, 5), range(100, 105)]);
    expect(timers.nowMs()).toBe(10);
  });

  it('goes on accepting events in a shutdown while the service takes none', async () => {
    const setup = setUp();
    const { events, timers, posts, log } = setup;
    setup.answer = () => (posts.length < 3 ? failure(true) : undefined);
    log(0, 5);
    const shutdown = events.shutdown(10_000);
    await timers.advance(10);
    log(5, 8);
    await timers.advance(5000);
    expect(await shutdown).toEqual({ isSuccess: true, delivered: 8, pending: 0, dropped: 0 });
  });

  it('sends again what fails at the end of a shutdown, but accepts no more when the service takes something', async () => {
    const setup = setUp();
    const { events, timers, posts, log } = setup;
    // Of each two posts one fails, and each meets more events.
    setup.answer = () => {
      log(posts.length * 100, posts.length * 100 + 10);
      return posts.length % 2 === 0 ? failure(true) : undefined;
    };
    log(0, 20);
    const shutdown = events.shutdown(10_000);
    await timers.advance(2000);
    const { delivered, pending, droppedByReason } = await shutdown;
    expect({ delivered, pending, lost: Object.keys(droppedByReason ?? {}) }).toEqual({
      delivered: 40,
      pending: 0,
      lost: ['after_shutdown'],
    });
    expect(timers.nowMs()).toBe(2000);
  });

  it('leaves no timer behind after a shutdown', async () => {
    const { events, timers, log } = setUp();
    log(0, 5);
    await events.shutdown(1000);
    expect(timers.waitingCount()).toBe(0);
  });
});
