import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Analytics } from '@segment/analytics-node';
import { type SegmentMessage, segmentSink } from 'statsig-nodekit/segment';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Random } from '../support/generator/random.js';
import { drain, startForwardingClient } from '../integrations/segment/support/forwarding-client.js';
import {
  type Fate,
  postTo,
  type SegmentServer,
  startSegmentServer,
} from '../integrations/segment/support/segment-server.js';

/** Three requests of ten fail, in each of the ways in which requests fail. */
function failingSometimes(seed: number): (request: number) => Fate {
  const random = new Random(seed);
  const failures: readonly Fate[] = ['reset', 'lost-answer', 500, 503, 429];
  return () => (random.next() < 0.3 ? (failures[Math.floor(random.next() * failures.length)] ?? 500) : 'taken');
}

/** The values of the messages that were taken, in the order of their numbers. */
function valuesOf({ taken }: SegmentServer): unknown[] {
  return taken.map(({ properties }) => (properties as { value: number }).value).toSorted((one, other) => one - other);
}

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const user = { userID: 'ann' };

describe('events', () => {
  // The library waits for a second before it tries again, so that several clients share the work.
  it.each([
    ['send', 1],
    ['writeKey', 25],
  ] as const)(
    'arrive once each, 100,000 of them, through `%s` of %d clients, while three requests of ten fail',
    { timeout: 240_000 },
    async (way, clientCount) => {
      const server = await startSegmentServer({ fateOf: failingSometimes(1) });
      const { url: host, writeKey } = server;
      const count = 100_000 / clientCount;
      const begin = async (part: number) => {
        const sink = segmentSink({
          ...(way === 'send' ? { send: postTo(server) } : { host, writeKey }),
          format: 'clean',
        });
        const { client, serviceEvents } = await startForwardingClient(sink);
        for (let value = 0; value < count; value++) client.logEvent(user, 'bought', part * count + value);
        await drain(client);
        expect(sink.statistics()).toMatchObject({ sent: count, refused: 0, tooLarge: 0 });
        expect(serviceEvents()).toHaveLength(count);
      };
      await Promise.all(range(clientCount).map(begin));
      expect(valuesOf(server)).toEqual(range(100_000));
      // The failures did happen, and some of them left open whether Segment had taken the batch.
      expect(server.requestCount()).toBeGreaterThan(server.batchSizes.length);
      expect(server.repeatedCount()).toBeGreaterThan(0);
      expect([server.complaints, server.droppedCount()]).toEqual([[], 0]);
    },
  );

  it.each(['writeKey', 'client'] as const)(
    'arrive once each through `%s`, with the retries of the library',
    { timeout: 60_000 },
    async (way) => {
      const fates: Fate[] = ['lost-answer', 500, 429];
      const server = await startSegmentServer({ fateOf: (request) => (request % 2 === 0 && fates.shift()) || 'taken' });
      const { url: host, writeKey } = server;
      const analytics = new Analytics({ host, writeKey, flushAt: 100 });
      onTestFinished(() => analytics.closeAndFlush({ timeout: 1000 }));
      const sink = segmentSink(way === 'client' ? { client: analytics } : { host, writeKey });
      const { client, serviceEvents } = await startForwardingClient(sink);
      for (let value = 0; value < 3000; value++) client.logEvent(user, 'bought', value);
      await drain(client);
      expect(serviceEvents()).toHaveLength(3000);
      expect(server.taken).toHaveLength(3000);
      expect(server.repeatedCount()).toBeGreaterThan(0);
      expect(fates).toEqual([]);
      expect(sink.statistics()).toMatchObject({ sent: 3000, refused: 0 });
    },
  );

  it('that Segment refuses are lost alone, and counted', async () => {
    const server = await startSegmentServer({ fateOf: (request) => (request === 0 ? 400 : 'taken') });
    const sink = segmentSink({ host: server.url, writeKey: server.writeKey });
    const { client, serviceEvents, lines } = await startForwardingClient(sink);
    const text = 'x'.repeat(10_000);
    // Two batches of Segment, one of the client.
    for (let value = 0; value < 40; value++) client.logEvent(user, 'bought', value, { text });
    const { sinks } = await client.flushEvents();
    const refused = 40 - server.taken.length;
    expect(refused).toBeGreaterThan(10);
    expect(server.taken.length).toBeGreaterThan(10);
    expect(sinks).toEqual([
      expect.objectContaining({ delivered: 40 - refused, dropped: refused, droppedByReason: { refused }, pending: 0 }),
    ]);
    expect(sinks?.[0]?.error).toContain('[400] Bad Request');
    expect(sink.statistics()).toMatchObject({ sent: 40 - refused, refused });
    expect(lines.filter((line) => line.includes('segment'))).toHaveLength(1);
    expect(serviceEvents()).toHaveLength(40);
  });

  it('with a wrong write key are refused, and no message shows the key', async () => {
    const server = await startSegmentServer();
    const sink = segmentSink({ host: server.url, writeKey: 'some-other-key' });
    const { client, lines } = await startForwardingClient(sink);
    client.logEvent(user, 'bought');
    const result = await client.flushEvents();
    expect(result).toMatchObject({ isSuccess: false, dropped: 0, sinks: [{ droppedByReason: { refused: 1 } }] });
    expect(result.error).toContain('[401]');
    expect(JSON.stringify([result, lines])).not.toContain('some-other-key');
  });

  it('are lost, and counted, when the client of the application is closed before', async () => {
    const server = await startSegmentServer();
    const analytics = new Analytics({ host: server.url, writeKey: server.writeKey });
    const { client } = await startForwardingClient(segmentSink({ client: analytics }));
    await analytics.closeAndFlush();
    client.logEvent(user, 'bought');
    client.logEvent(user, 'bought');
    const { sinks } = await client.flushEvents();
    expect(sinks).toEqual([expect.objectContaining({ delivered: 0, dropped: 2, pending: 0 })]);
    expect(sinks?.[0]?.error).toContain('The Segment client is closed.');
  });

  it('of the service are neither delayed nor lost while Segment does not answer', async () => {
    const sink = segmentSink({ send: () => new Promise(() => undefined) });
    const { client, serviceEvents } = await startForwardingClient(sink, {
      eventLoggingMaxQueueSize: 10,
      eventLoggingMaxPendingBatchQueueSize: 2,
    });
    for (let part = 0; part < 10; part++) {
      for (let value = 0; value < 10; value++) client.logEvent(user, 'bought', part * 10 + value);
      await vi.waitFor(() => expect(serviceEvents()).toHaveLength(10 * (part + 1)), { timeout: 10_000 });
    }
    const result = await client.shutdown(500);
    expect(result).toMatchObject({ dropped: 0, pending: 0 });
    // A queue of its own, of 20 events, beside the ten that Segment was given.
    expect(result.sinks).toEqual([expect.objectContaining({ delivered: 0, dropped: 100, pending: 0 })]);
    expect(result.sinks?.[0]?.droppedByReason).toMatchObject({ queue_full: 70 });
  });

  it('arrive within `shutdown()`, which closes the client of the library', async () => {
    const server = await startSegmentServer();
    const sink = segmentSink({ host: server.url, writeKey: server.writeKey });
    const { client } = await startForwardingClient(sink);
    client.logEvent(user, 'bought');
    expect(await client.shutdown(5000)).toMatchObject({ isSuccess: true, sinks: [{ name: 'segment', delivered: 1 }] });
    expect(server.taken).toHaveLength(1);
  });
});

describe('one sink for several clients', () => {
  it.each(['send', 'writeKey'] as const)(
    'brings the events of each through `%s`, whichever ends first',
    async (way) => {
      let isDown = true;
      const server = await startSegmentServer({ fateOf: () => (isDown ? 503 : 'taken') });
      const { url: host, writeKey } = server;
      const sink = segmentSink({
        ...(way === 'send' ? { send: postTo(server) } : { host, writeKey }),
        exposurePeriodMs: 3_600_000,
      });
      const [one, other] = [await startForwardingClient(sink), await startForwardingClient(sink)];
      one.client.checkGate({ userID: 'ann' }, 'new_checkout');
      other.client.checkGate({ userID: 'bob' }, 'new_checkout');
      // Both batches are open while Segment is down.
      const flushes = [one.client.flushEvents(), other.client.flushEvents()];
      await vi.waitFor(() => expect(server.requestCount()).toBeGreaterThan(0), { timeout: 10_000 });
      const { sinks } = await one.client.shutdown(300);
      expect(sinks).toEqual([expect.objectContaining({ delivered: 0, dropped: 1, pending: 0 })]);
      isDown = false;
      await drain(other.client);
      await Promise.all(flushes);
      expect(server.taken.map(({ userId }) => userId)).toEqual(['bob']);
      await other.client.shutdown(5000);
      // A client that was made anew, as while developing.
      const { client } = await startForwardingClient(sink);
      client.logEvent(user, 'bought');
      expect(await client.shutdown(5000)).toMatchObject({ sinks: [{ delivered: 1, dropped: 0 }] });
      expect(server.taken.map(({ event }) => event)).toEqual(['statsig::gate_exposure', 'bought']);
      expect(sink.statistics()).toMatchObject({ sent: 2, refused: 0, skipped: { repeated: 0 } });
    },
  );
});

describe('a shutdown', () => {
  it('whose time is over asks no function of the application any more', async () => {
    let askedCount = 0;
    const consent = (): boolean => {
      const endsAtMs = performance.now() + 5;
      while (performance.now() < endsAtMs);
      return ++askedCount > 0;
    };
    const { client, serviceEvents } = await startForwardingClient(segmentSink({ send: () => undefined, consent }));
    for (let value = 0; value < 2000; value++) client.logEvent(user, 'bought', value);
    // All of them would take ten seconds.
    const { dropped, sinks } = await client.shutdown(1000);
    expect([dropped, serviceEvents().length]).toEqual([0, 2000]);
    expect(sinks).toEqual([expect.objectContaining({ delivered: 0, droppedByReason: { shutdown: 2000 } })]);
    const asked = askedCount;
    expect(asked).toBeLessThan(2000);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(askedCount).toBe(asked);
  });

  it('whose time is over gives up requests of the library, which would keep the process alive', async () => {
    let openCount = 0;
    const hanging = createServer((_request, response) => {
      openCount++;
      response.on('close', () => openCount--);
    });
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => hanging.close().closeAllConnections());
    const { port } = hanging.address() as AddressInfo;
    const { client } = await startForwardingClient(segmentSink({ writeKey: 'key', host: `http://127.0.0.1:${port}` }));
    client.logEvent(user, 'bought');
    const flush = client.flushEvents();
    await vi.waitFor(() => expect(openCount).toBe(1), { timeout: 10_000 });
    const shutdown = await client.shutdown(300);
    expect(shutdown).toMatchObject({ dropped: 0, sinks: [{ delivered: 0, droppedByReason: { shutdown: 1 } }] });
    // The library itself would wait for ten seconds.
    await vi.waitFor(() => expect(openCount).toBe(0), { timeout: 5000 });
    await flush;
  });
});

describe('message ids', () => {
  it('are the same whenever an event is sent, and differ for events that are alike, and for sinks of other names', async () => {
    const batches: (readonly SegmentMessage[])[] = [];
    const keep = (batch: readonly SegmentMessage[]): void => {
      batches.push(batch);
      if (batches.length === 1) throw new Error('down');
    };
    const { client } = await startForwardingClient(segmentSink({ send: keep, name: 'one' }), {
      eventSinks: [segmentSink({ send: keep, name: 'one' }), segmentSink({ send: keep, name: 'two' })],
    });
    const event = { user, eventName: 'bought', time: 1_700_000_000_000 };
    client.logEvent(event);
    client.logEvent(event);
    await client.flushEvents();
    await client.flushEvents();
    const ids = batches.map((batch) => batch.map(({ messageId }) => messageId));
    expect(ids).toHaveLength(3);
    expect(ids.filter((one) => JSON.stringify(one) === JSON.stringify(ids[0]))).toHaveLength(2);
    expect(new Set(ids.flat()).size).toBe(4);
  });

  it('of what Segment has taken are not sent again when a later batch fails', async () => {
    const seen: string[] = [];
    let isDown = true;
    const sink = segmentSink({
      send: (batch) => {
        if (seen.length > 0 && isDown) throw new Error('down');
        seen.push(...batch.map(({ messageId }) => messageId));
      },
    });
    const { client } = await startForwardingClient(sink);
    for (let value = 0; value < 40; value++) client.logEvent(user, 'bought', value, { text: 'x'.repeat(10_000) });
    expect(await client.flushEvents()).toMatchObject({ sinks: [{ delivered: 0, pending: 40 }] });
    const first = seen.length;
    expect(first).toBeLessThan(40);
    isDown = false;
    await drain(client);
    expect(sink.statistics().sent).toBe(40);
    expect(new Set(seen).size).toBe(40);
    expect(seen).toHaveLength(40);
  });
});
