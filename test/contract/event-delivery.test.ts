import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { EventLogger, type EventLoggerSettings } from '../../lib/events/event-logger.js';
import { buildSenderMetadata } from '../../lib/events/sender-metadata.js';
import type { LoggableEvent } from '../../lib/events/loggable-event.js';
import { HttpClient } from '../../lib/network/http-client.js';
import { sdkType, sdkVersion } from '../../lib/version.js';
import { readPostedBatch, respond, startHttpServer, type Answer, type TestServer } from '../support/http-server.js';
import { createRecordingLogger, type RecordingLogger } from '../support/recording-logger.js';

const sdkKey = 'secret-events-key-0123456789';
const metadata = buildSenderMetadata({ sessionID: 'session-1', serviceName: 'shop' });

interface Setup {
  readonly events: EventLogger;
  readonly logger: RecordingLogger;
  /** Logs events with the ids of the range, end excluded. */
  readonly log: (from: number, to: number) => void;
}

function setUp(
  server: TestServer,
  options: Partial<EventLoggerSettings['options']> = {},
  settings: Partial<EventLoggerSettings> = {},
): Setup {
  const client = new HttpClient({ sdkKey, sessionID: 'session-1', serviceName: undefined });
  const logger = createRecordingLogger();
  const events = new EventLogger({
    send: (batch) => client.postEvents({ url: `${server.url}/v1/log_event`, ...batch }),
    options: {
      eventLoggingFlushIntervalMs: 60_000,
      eventLoggingMaxQueueSize: 10,
      eventLoggingMaxPendingBatchQueueSize: 100,
      eventSinks: [],
      flushEventsOnExit: false,
      disableAllLogging: false,
      disableNetwork: false,
      ...options,
    },
    metadata,
    logger,
    ...settings,
  });
  onTestFinished(async () => {
    await events.shutdown(0);
    await client.close();
  });
  const log = (from: number, to: number): void => {
    for (let id = from; id < to; id++) events.enqueue(eventOf(id));
  };
  return { events, logger, log };
}

const eventOf = (id: number): LoggableEvent => ({ toJson: () => JSON.stringify({ eventName: 'e', metadata: { id } }) });

/** Ids of the events in batches that were answered with success, in ascending order. */
function acceptedIds(server: TestServer, accepted: (index: number) => boolean = () => true): number[] {
  return server.requests
    .filter((_request, index) => accepted(index))
    .flatMap((request) => readPostedBatch(request).events)
    .map((event) => (event as { metadata: { id: number } }).metadata.id)
    .toSorted((one, other) => one - other);
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);
const accept: Answer = (response) => respond(response, 202, { success: true });

describe('a flush', () => {
  it('posts the batch with its headers and metadata, and counts what was delivered', async () => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server);
    log(0, 3);

    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 3, pending: 0, dropped: 0 });

    expect(server.requests).toHaveLength(1);
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/log_event' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      'content-length': String(request?.body.byteLength),
      'statsig-api-key': sdkKey,
      'statsig-sdk-type': sdkType,
      'statsig-sdk-version': sdkVersion,
      'statsig-event-count': '3',
      'statsig-retry-count': '0',
    });
    expect(request === undefined ? undefined : readPostedBatch(request)).toEqual({
      events: range(0, 3).map((id) => ({ eventName: 'e', metadata: { id } })),
      statsigMetadata: {
        ...metadata,
        sessionID: 'session-1',
        service_name: 'shop',
        languageVersion: process.versions.node,
        flushingIntervalMs: 60_000,
        batchSize: 10,
        maxPendingBatches: 100,
        flushType: 'manual',
      },
    });
  });

  it('cuts what is waiting into batches', async () => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server);
    log(0, 25);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: true, delivered: 25 });
    const sizes = server.requests.map(({ headers }) => Number(headers['statsig-event-count']));
    expect(sizes.toSorted((one, other) => other - one)).toEqual([10, 10, 5]);
    expect(acceptedIds(server)).toEqual(range(0, 25));
  });

  it('succeeds without a request when nothing is waiting', async () => {
    const server = await startHttpServer(accept);
    await expect(setUp(server).events.flush()).resolves.toEqual({
      isSuccess: true,
      delivered: 0,
      pending: 0,
      dropped: 0,
    });
    expect(server.requests).toHaveLength(0);
  });

  it.each([
    ['an empty body', ''],
    ['a body that is not JSON', 'ok'],
    ['an empty object', '{}'],
  ])('takes 200 with %s for success', async (_name, body) => {
    const server = await startHttpServer((response) => respond(response, 200, body));
    const { events, log } = setUp(server);
    log(0, 1);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: true, delivered: 1 });
  });

  it('takes a success with a damaged body for success, so that the batch is not sent twice', async () => {
    const server = await startHttpServer((response) => respond(response, 200, 'x', { 'content-encoding': 'gzip' }));
    const { events, log } = setUp(server);
    log(0, 1);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: true, delivered: 1 });
  });

  it.each<[string, Answer]>([
    ['never ends', (response) => void response.writeHead(200).write('{"succ')],
    ['never begins', (response) => response.writeHead(200).flushHeaders()],
    [
      'breaks off',
      (response) => {
        response.writeHead(202, { 'content-length': '20' }).write('{"succ');
        response.socket?.end();
      },
    ],
  ])(
    'takes a success whose body %s for success, so that the batch is not sent again and again',
    async (_name, answer) => {
      const server = await startHttpServer(answer);
      const { events, log } = setUp(server, {}, { requestTimeoutMs: 1500 });
      log(0, 1);
      await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 1, pending: 0, dropped: 0 });
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each<[string, Answer]>([
    ['status 304', (response) => respond(response, 304)],
    ['a page that never ends', (response) => void response.writeHead(200).write('<html>Sign in')],
  ])('keeps the events after %s', async (_name, answer) => {
    const server = await startHttpServer(answer);
    const { events, log } = setUp(server, {}, { requestTimeoutMs: 1500 });
    log(0, 2);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: false, delivered: 0, pending: 2, dropped: 0 });
  });

  it('keeps the events when the answer says success: false', async () => {
    const server = await startHttpServer((response) => respond(response, 200, { success: false }));
    const { events, log } = setUp(server);
    log(0, 2);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: false, delivered: 0, pending: 2, dropped: 0 });
  });

  it.each([401, 404, 408, 429, 500, 502, 503])(
    'keeps the events after status %i, and sends the same batch again',
    async (status) => {
      let isDown = true;
      const server = await startHttpServer((response, request) =>
        isDown ? respond(response, status) : accept(response, request),
      );
      const { events, log } = setUp(server);
      log(0, 4);

      const failed = await events.flush();
      expect(failed).toMatchObject({ isSuccess: false, delivered: 0, pending: 4, dropped: 0 });
      expect(failed.error).toContain(
        `4 events are not delivered and still held. The log_event request failed: status ${status}`,
      );
      expect(failed.error).not.toContain(sdkKey);

      isDown = false;
      log(4, 6);
      await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 6, pending: 0, dropped: 0 });
      const accepted = server.requests.slice(1);
      expect(acceptedIds(server, (index) => index > 0)).toEqual(range(0, 6));
      expect(new Set(accepted.map(({ headers }) => headers['statsig-retry-count']))).toEqual(new Set(['0', '1']));
      expect(accepted).toHaveLength(2);
      const again = accepted.find(({ headers }) => headers['statsig-retry-count'] === '1');
      expect(again?.body.equals(server.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
    },
  );

  it.each([400, 403, 405, 501])('drops and counts the events after status %i', async (status) => {
    const server = await startHttpServer((response) => respond(response, status));
    const { events, log, logger } = setUp(server);
    log(0, 4);
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, delivered: 0, pending: 0, dropped: 4 });
    expect(result.error).toContain('4 events were lost (refused: 4).');
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(server.requests).toHaveLength(1);
  });

  it('keeps the events when the connection is reset before the answer', async () => {
    let isBroken = true;
    const server = await startHttpServer((response, request) =>
      isBroken ? response.socket?.resetAndDestroy() : accept(response, request),
    );
    const { events, log } = setUp(server);
    log(0, 25);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: false, delivered: 0, pending: 25, dropped: 0 });
    isBroken = false;
    const brokenCount = server.requests.length;
    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 25, pending: 0, dropped: 0 });
    expect(acceptedIds(server, (index) => index >= brokenCount)).toEqual(range(0, 25));
  });

  it('keeps the events when the server is gone', async () => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server);
    await server.close();
    log(0, 2);
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, delivered: 0, pending: 2, dropped: 0 });
    expect(result.error).toContain('the connection was refused (ECONNREFUSED)');
  });

  it('keeps the events when the server does not answer in time', async () => {
    const server = await startHttpServer(() => undefined);
    const { events, log } = setUp(server, {}, { requestTimeoutMs: 100 });
    log(0, 2);
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, delivered: 0, pending: 2, dropped: 0 });
    expect(result.error).toContain('no complete answer within 100 ms');
  });

  it('drops the one event that cannot be turned into JSON, and sends the others', async () => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server);
    log(0, 2);
    events.enqueue({
      toJson: () => {
        throw new Error('bad event');
      },
    });
    log(2, 4);
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, delivered: 4, pending: 0, dropped: 1 });
    expect(result.error).toContain('unserializable: 1');
    expect(acceptedIds(server)).toEqual(range(0, 4));
    expect(server.requests[0]?.headers['statsig-event-count']).toBe('4');
  });

  it('sends large events in several requests, none of which is too large', async () => {
    const server = await startHttpServer(accept);
    const { events } = setUp(server);
    const text = 'x'.repeat(1_500_000);
    for (let id = 0; id < 7; id++) {
      events.enqueue({ toJson: () => JSON.stringify({ eventName: 'e', metadata: { id, text } }) });
    }
    expect(await events.flush()).toEqual({ isSuccess: true, delivered: 7, pending: 0, dropped: 0 });
    expect(acceptedIds(server)).toEqual(range(0, 7));
    const counts = server.requests.map((request) => Number(request.headers['statsig-event-count']));
    expect(counts.toSorted((one, other) => other - one)).toEqual([2, 2, 2, 1]);
  });

  it('cuts what is too large for the service in two, down to single events, and drops those alone that it does not take', async () => {
    // Compressed, an event of random text stays as long as it is.
    const server: TestServer = await startHttpServer((response, request) =>
      request.body.byteLength > 10_000 ? respond(response, 413) : accept(response, request),
    );
    const { events, logger, log } = setUp(server, { eventLoggingMaxQueueSize: 100 });
    const logLarge = (id: number, bytes: number): void =>
      events.enqueue({
        toJson: () =>
          JSON.stringify({ eventName: 'é🌍', metadata: { id, text: randomBytes(bytes).toString('base64') } }),
      });
    for (let id = 0; id < 40; id++) logLarge(id, id === 17 ? 20_000 : 1000);
    log(40, 60);

    const result = await events.flush();

    expect(result).toMatchObject({ delivered: 59, pending: 0, dropped: 1, droppedByReason: { too_large: 1 } });
    expect(result.error).toContain('1 events were lost (too_large: 1). The log_event request failed: status 413');
    const isAccepted = (index: number): boolean => (server.requests[index]?.body.byteLength ?? 0) <= 10_000;
    expect(acceptedIds(server, isAccepted)).toEqual(range(0, 60).filter((id) => id !== 17));
    for (const request of server.requests) {
      const { events: posted, statsigMetadata } = readPostedBatch(request);
      expect(posted).toHaveLength(Number(request.headers['statsig-event-count']));
      expect(statsigMetadata).toMatchObject({ flushType: 'manual', batchSize: 100 });
      expect(request.headers['statsig-retry-count']).toBe('0');
    }
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/^warn Events: An event is too large to be taken and is lost; .*status 413/),
    ]);
  });

  it('counts events once, when several flushes run at a time', async () => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server);
    log(0, 15);
    const results = await Promise.all([events.flush(), events.flush(), events.flush()]);
    expect(results.map(({ isSuccess }) => isSuccess)).toEqual([true, true, true]);
    expect(acceptedIds(server)).toEqual(range(0, 15));
    expect(events.statistics()).toMatchObject({ delivered: 15, pending: 0 });
  });

  it('does not follow a redirect that would lose the events', async () => {
    const server = await startHttpServer((response) => respond(response, 302, '', { location: '/elsewhere' }));
    const { events, log } = setUp(server);
    log(0, 1);
    const result = await events.flush();
    expect(result).toMatchObject({ isSuccess: false, pending: 1 });
    expect(result.error).toContain('would not carry the events along');
    expect(server.requests).toHaveLength(1);
  });

  it('follows a redirect that keeps the request as it is', async () => {
    const server = await startHttpServer((response, request) =>
      request.path === '/new' ? accept(response, request) : respond(response, 308, '', { location: '/new' }),
    );
    const { events, log } = setUp(server);
    log(0, 2);
    await expect(events.flush()).resolves.toMatchObject({ isSuccess: true, delivered: 2 });
    expect(server.requests[1]).toMatchObject({ method: 'POST', path: '/new' });
    expect(acceptedIds(server, (index) => index === 1)).toEqual([0, 1]);
  });
});

describe('delivery in the background', () => {
  it('sends a full batch at once, and the rest after the flush interval', async () => {
    const server = await startHttpServer(accept);
    const { log } = setUp(server, { eventLoggingFlushIntervalMs: 300 });
    log(0, 13);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 250, interval: 5 });
    expect(acceptedIds(server)).toEqual(range(0, 10));
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), { timeout: 3000 });
    expect(acceptedIds(server)).toEqual(range(0, 13));
    const types = server.requests.map((request) => readPostedBatch(request).statsigMetadata['flushType']);
    expect(types).toEqual(['scheduled:full_batch', 'scheduled:max_time']);
  });

  it('tries again by itself after failures, and loses nothing', async () => {
    let failures = 0;
    const refused = new Set<number>();
    const server: TestServer = await startHttpServer((response, request) => {
      if (failures++ < 2) {
        refused.add(server.requests.indexOf(request));
        respond(response, 503);
      } else accept(response, request);
    });
    const { events, log, logger } = setUp(server, { eventLoggingFlushIntervalMs: 20 }, { random: () => 0 });
    log(0, 5);
    await vi.waitFor(() => expect(events.statistics()).toMatchObject({ delivered: 5, pending: 0 }), { timeout: 6000 });
    expect(server.requests).toHaveLength(3);
    expect(acceptedIds(server, (index) => !refused.has(index))).toEqual(range(0, 5));
    const [first = 0, second = 0, third = 0] = server.requests.map(({ receivedAtMs }) => receivedAtMs);
    expect(second - first).toBeGreaterThanOrEqual(990);
    expect(third - second).toBeGreaterThanOrEqual(1990);
    expect(logger.lines.filter((line) => !line.startsWith('debug'))).toEqual([
      expect.stringMatching(/^warn Events: Events are not delivered, and are kept to be sent again\. .*status 503/),
      'info Events: Events are delivered again; none were lost.',
    ]);
  });

  it('waits as long as the server asks', async () => {
    let count = 0;
    const server = await startHttpServer((response, request) =>
      count++ === 0 ? respond(response, 429, '', { 'retry-after': '2' }) : accept(response, request),
    );
    const { log } = setUp(server, { eventLoggingFlushIntervalMs: 20 }, { random: () => 0 });
    log(0, 1);
    await vi.waitFor(() => expect(server.requests).toHaveLength(2), { timeout: 6000 });
    const [first = 0, second = 0] = server.requests.map(({ receivedAtMs }) => receivedAtMs);
    expect(second - first).toBeGreaterThanOrEqual(1990);
  });

  it.each(['disableAllLogging', 'disableNetwork'] as const)('does not exist with %s', async (option) => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server, { [option]: true, eventLoggingFlushIntervalMs: 10 });
    log(0, 50);
    await setTimeout(100);
    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    await expect(events.shutdown(100)).resolves.toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
    expect(server.requests).toHaveLength(0);
  });

  it('loses nothing and sends nothing twice while the server fails a third of the time', async () => {
    let count = 0;
    const refused = new Set<number>();
    const server: TestServer = await startHttpServer((response, request) => {
      if (count++ % 3 === 0) {
        refused.add(server.requests.indexOf(request));
        respond(response, count % 2 === 0 ? 500 : 429);
      } else accept(response, request);
    });
    const { events, log } = setUp(server, { eventLoggingMaxQueueSize: 100 });
    for (let part = 0; part < 40; part++) {
      log(part * 250, (part + 1) * 250);
      await setTimeout(5);
    }
    const result = await events.shutdown(15_000);
    expect(result).toMatchObject({ isSuccess: true, pending: 0, dropped: 0 });
    expect(refused.size).toBeGreaterThan(20);
    expect(acceptedIds(server, (index) => !refused.has(index))).toEqual(range(0, 10_000));
    expect(events.statistics().delivered).toBe(10_000);
  });
});

describe('a shutdown', () => {
  it('tries again until the server recovers', async () => {
    let isDown = true;
    const server = await startHttpServer((response, request) =>
      isDown ? respond(response, 500) : accept(response, request),
    );
    const { events, log } = setUp(server);
    log(0, 12);
    const shutdown = events.shutdown(5000);
    await setTimeout(400);
    expect(server.requests.length).toBeGreaterThan(2);
    const failedCount = server.requests.length;
    isDown = false;
    await expect(shutdown).resolves.toEqual({ isSuccess: true, delivered: 12, pending: 0, dropped: 0 });
    expect(acceptedIds(server, (index) => index >= failedCount)).toEqual(range(0, 12));
  });

  it('ends in time when the server stays down, and says what is left', async () => {
    const server = await startHttpServer((response) => respond(response, 500));
    const { events, log } = setUp(server);
    log(0, 12);
    const startedAt = performance.now();
    const result = await events.shutdown(500);
    expect(performance.now() - startedAt).toBeGreaterThan(400);
    expect(performance.now() - startedAt).toBeLessThan(1500);
    expect(result).toMatchObject({ isSuccess: false, delivered: 0, pending: 0, dropped: 12 });
    expect(result.droppedByReason).toEqual({ shutdown: 12 });
    expect(result.error).toMatch(/^12 events were lost \(shutdown: 12\)\. The log_event request failed: status 500/);
  });

  it('ends in time when the server never answers', async () => {
    const server = await startHttpServer(() => undefined);
    const { events, log } = setUp(server);
    log(0, 3);
    const startedAt = performance.now();
    await expect(events.shutdown(300)).resolves.toMatchObject({ isSuccess: false, delivered: 0, dropped: 3 });
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });

  it('ends in time when a delivery in the background hangs', async () => {
    const server = await startHttpServer(() => undefined);
    const { events, log } = setUp(server);
    log(0, 10);
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    await expect(events.shutdown(300)).resolves.toMatchObject({ isSuccess: false, delivered: 0, dropped: 10 });
  });

  it('waits for what the server asks, if time allows, and tries before the end if not', async () => {
    let count = 0;
    const server = await startHttpServer((response, request) =>
      count++ === 0 ? respond(response, 503, '', { 'retry-after': '60' }) : accept(response, request),
    );
    const { events, log } = setUp(server);
    log(0, 1);
    await expect(events.shutdown(2000)).resolves.toMatchObject({ isSuccess: true, delivered: 1 });
  });

  it('takes along what is logged while it runs, and counts what is logged afterwards as lost', async () => {
    const server = await startHttpServer(
      (response, request) => void setTimeout(50).then(() => accept(response, request)),
    );
    const { events, log } = setUp(server);
    log(0, 5);
    const shutdown = events.shutdown(3000);
    await setTimeout(10);
    log(5, 8);
    await expect(shutdown).resolves.toMatchObject({ isSuccess: true, delivered: 8 });
    log(8, 9);
    await setTimeout(20);
    expect(acceptedIds(server)).toEqual(range(0, 8));
    expect(events.statistics().dropped).toMatchObject({ after_shutdown: 1 });
  });

  it('is done once', async () => {
    const server = await startHttpServer(accept);
    const { events, log } = setUp(server);
    log(0, 5);
    const first = events.shutdown(1000);
    expect(events.shutdown(1)).toBe(first);
    await expect(first).resolves.toMatchObject({ isSuccess: true, delivered: 5 });
  });

  it('drops and counts what could not be sent in time, so that nothing is told twice', async () => {
    let isDown = true;
    const server = await startHttpServer((response, request) =>
      isDown ? respond(response, 500) : accept(response, request),
    );
    const { events, log } = setUp(server);
    log(0, 25);
    await events.flush();
    log(25, 30);
    await expect(events.shutdown(100)).resolves.toMatchObject({ isSuccess: false, pending: 0, dropped: 30 });
    expect(events.statistics()).toEqual({ delivered: 0, pending: 0, dropped: { shutdown: 30 } });
    isDown = false;
    await expect(events.flush()).resolves.toEqual({ isSuccess: true, delivered: 0, pending: 0, dropped: 0 });
  });
});
