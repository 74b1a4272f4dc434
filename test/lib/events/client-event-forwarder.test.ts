import { gunzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import type { ClientEventBatch } from '../../../lib/events/client-event-batch.js';
import { EventLogger, type SendBatch } from '../../../lib/events/event-logger.js';
import { buildSenderMetadata } from '../../../lib/events/sender-metadata.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

interface Post {
  readonly key: string | undefined;
  readonly names: string[];
  readonly metadata: unknown;
}

interface Setup {
  readonly events: EventLogger;
  readonly timers: ManualTimers;
  readonly logger: RecordingLogger;
  readonly posts: Post[];
  answer: (post: Post) => Error | undefined;
}

function setUp({ disableAllLogging = false } = {}): Setup {
  const timers = createManualTimers(0);
  const logger = createRecordingLogger();
  const posts: Post[] = [];
  const setup: Pick<Setup, 'answer'> = { answer: () => undefined };
  const send: SendBatch = async ({ body, origin }) => {
    const { events, statsigMetadata: metadata } = JSON.parse(gunzipSync(body).toString()) as {
      events: { eventName: string }[];
      statsigMetadata: unknown;
    };
    const post = { key: origin?.clientSdkKey, names: events.map(({ eventName }) => eventName), metadata };
    posts.push(post);
    const failure = setup.answer(post);
    if (failure !== undefined) throw failure;
  };
  const events = new EventLogger({
    send,
    options: {
      eventLoggingFlushIntervalMs: 10_000,
      eventLoggingMaxQueueSize: 10,
      eventLoggingMaxPendingBatchQueueSize: 10,
      eventSinks: [],
      flushEventsOnExit: false,
      disableAllLogging,
      disableNetwork: false,
    },
    metadata: buildSenderMetadata({ sessionID: 's', serviceName: undefined }),
    logger,
    random: () => 0,
    timers,
  });
  return Object.assign(setup, { events, timers, logger, posts });
}

const batchOf = (visit: string, ...names: string[]): ClientEventBatch => ({
  clientSdkKey: 'client-key',
  events: names.map((eventName) => ({ eventName })),
  statsigMetadata: { sdkType: 'javascript-client', sessionID: visit },
});

const failure = (status: number, retryable: boolean): NetworkRequestError =>
  new NetworkRequestError({ endpoint: 'log_event', reason: 'status', detail: `status ${status}`, status, retryable });

const byFirstName = (
  one: { readonly names: readonly string[] },
  other: { readonly names: readonly string[] },
): number => String(one.names[0]).localeCompare(String(other.names[0]));

describe('events of browsers', () => {
  it('are sent within a second, one request for each visit, with what its SDK says of itself', async () => {
    const { events, timers, posts } = setUp();
    expect(events.forward(batchOf('one', 'a', 'b'))).toBe('accepted');
    events.forward(batchOf('two', 'c'));
    events.forward(batchOf('one', 'd'));
    await timers.advance(999);
    expect(posts).toEqual([]);
    await timers.advance(1);
    expect(posts.toSorted(byFirstName)).toEqual([
      { key: 'client-key', names: ['a', 'b', 'd'], metadata: { sdkType: 'javascript-client', sessionID: 'one' } },
      { key: 'client-key', names: ['c'], metadata: { sdkType: 'javascript-client', sessionID: 'two' } },
    ]);
  });

  it('leave events of this process alone', async () => {
    const { events, posts } = setUp();
    events.enqueue({ toJson: () => '{"eventName":"own"}' });
    events.forward(batchOf('one', 'a'));
    expect(await events.flush()).toEqual({
      isSuccess: true,
      delivered: 1,
      pending: 0,
      dropped: 0,
      forwarded: { isSuccess: true, delivered: 1, pending: 0, dropped: 0 },
    });
    // They are compressed and sent side by side.
    expect(posts.map(({ key, names }) => ({ key, names })).toSorted(byFirstName)).toEqual([
      { key: 'client-key', names: ['a'] },
      { key: undefined, names: ['own'] },
    ]);
    expect(events.pendingCount).toBe(0);
  });

  it(
    'are kept while the service fails, those of thousands of visits as well, and the results say so',
    { timeout: 60_000 },
    async () => {
      const setup = setUp();
      const { events, timers, posts, logger } = setup;
      // Something gets through, so that the queue is emptied, and all the rest has to be kept beside it.
      setup.answer = ({ names }) => (names.includes('event-7') ? undefined : failure(503, true));
      for (let visit = 0; visit < 4500; visit++) events.forward(batchOf(`visit-${visit}`, `event-${visit}`));
      await timers.advance(5000);
      expect(await events.flush()).toMatchObject({
        isSuccess: false,
        error: expect.stringMatching(
          /^Of browsers: 4499 events are not delivered and still held\. The log_event request failed/,
        ),
        delivered: 0,
        forwarded: { isSuccess: false, pending: 4499, dropped: 0 },
      });
      const complaint = /^warn Events: Events are not delivered for browsers, and are kept to be sent again\. /;
      expect(logger.lines[0]).toMatch(complaint);
      expect(
        logger.lines.filter((line) => !complaint.test(line) && !line.includes('delivered for browsers again')),
      ).toEqual([]);
      setup.answer = () => undefined;
      posts.length = 0;
      expect(await events.flush()).toMatchObject({ isSuccess: true, forwarded: { delivered: 4499, pending: 0 } });
      expect(new Set(posts.flatMap(({ names }) => names)).size).toBe(4499);
    },
  );

  it('are sent in parts when they are too large together', async () => {
    const setup = setUp();
    setup.answer = ({ names }) => (names.length > 1 ? failure(413, false) : undefined);
    setup.events.forward(batchOf('one', 'a', 'b', 'c'));
    expect(await setup.events.flush()).toMatchObject({ isSuccess: true, forwarded: { delivered: 3 } });
    const taken = setup.posts.filter(({ names }) => names.length === 1);
    expect(new Set(taken.flatMap(({ names }) => names))).toEqual(new Set(['a', 'b', 'c']));
    expect(taken).toHaveLength(3);
    expect(new Set(taken.map(({ key }) => key))).toEqual(new Set(['client-key']));
  });

  it('are not taken when too many wait, rather than to crowd others out', async () => {
    const setup = setUp();
    const { events } = setup;
    setup.answer = () => failure(503, true);
    const large = batchOf('one', ...Array.from({ length: 100 }, (_, index) => `${index}-${'x'.repeat(100_000)}`));
    expect([1, 2, 3, 4].map(() => events.forward(large))).toEqual(['accepted', 'accepted', 'accepted', 'full']);
    expect(events.forward(batchOf('two', 'small'))).toBe('accepted');
    setup.answer = () => undefined;
    expect(await events.flush()).toMatchObject({ forwarded: { isSuccess: true, delivered: 301, dropped: 0 } });
    expect(events.forward(large)).toBe('accepted');
  });

  it(
    'are not taken beyond a number, and what is refused or too large makes room as well',
    { timeout: 60_000 },
    async () => {
      const setup = setUp();
      const { events } = setup;
      setup.answer = () => failure(503, true);
      const many = batchOf('one', ...Array.from({ length: 10_000 }, (_, index) => `${index}`));
      expect([1, 2, 3].map(() => events.forward(many))).toEqual(['accepted', 'accepted', 'full']);
      setup.answer = () => failure(400, false);
      expect(await events.flush()).toMatchObject({
        forwarded: { dropped: 20_000, droppedByReason: { refused: 20_000 } },
      });
      const large = batchOf('two', 'x'.repeat(20_000_000));
      // Something else goes on waiting, so that each kind of ending has to make room itself.
      events.forward(batchOf('three', 'other'));
      for (const ending of [failure(400, false), failure(413, false), undefined]) {
        setup.answer = ({ names }) => (names.includes('other') ? failure(503, true) : ending);
        expect([events.forward(large), events.forward(large)]).toEqual(['accepted', 'full']);
        expect((await events.flush()).forwarded).toMatchObject({ pending: 1 });
      }
      expect(events.forward(large)).toBe('accepted');
    },
  );

  it('are lost one by one when they have no JSON form, and counted', async () => {
    const { events } = setUp();
    const { events: good, ...rest } = batchOf('one', 'a');
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    events.forward({ ...rest, events: [...good, { eventName: 'b', metadata: circular }] });
    expect((await events.flush()).forwarded).toMatchObject({
      delivered: 1,
      dropped: 1,
      droppedByReason: { unserializable: 1 },
    });
  });

  it('are delivered by the shutdown, and not taken afterwards', async () => {
    const { events, posts } = setUp();
    events.forward(batchOf('one', 'a'));
    const result = await events.shutdown(1000);
    expect(result).toMatchObject({ isSuccess: true, forwarded: { delivered: 1, pending: 0 } });
    expect(posts.map(({ names }) => names)).toEqual([['a']]);
    expect(events.forward(batchOf('one', 'b'))).toBe('closed');
  });

  it('are forgotten where nothing is logged, and results do not speak of them', async () => {
    const { events, posts } = setUp({ disableAllLogging: true });
    expect(events.forward(batchOf('one', 'a'))).toBe('disabled');
    expect(await events.flush()).toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(posts).toEqual([]);
  });
});
