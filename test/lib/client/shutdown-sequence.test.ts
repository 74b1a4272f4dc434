import { describe, expect, it } from 'vitest';

import { runShutdown, type ShutdownParts } from '../../../lib/client/shutdown-sequence.js';
import { silentMetrics } from '../../../lib/observability/metrics.js';
import { createManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger } from '../../support/recording-logger.js';

const delivered = { isSuccess: true, delivered: 2, pending: 0, dropped: 0 };
const never = (): Promise<never> => new Promise(() => undefined);

/** Parts that end at once and keep the order in which they were told to. */
function recordedParts(changes: Partial<ShutdownParts> = {}) {
  const order: string[] = [];
  const timers = createManualTimers();
  const logger = createRecordingLogger();
  const end = (name: string) => async () => void order.push(name);
  const parts: ShutdownParts = {
    events: {
      shutdown: async (limitMs) => {
        order.push(`events within ${limitMs}`);
        return delivered;
      },
    },
    onEventsClosed: () => void order.push('no more events'),
    deliverSdkEvents: () => void order.push('listeners'),
    parts: [{ name: 'the data store', close: end('data store') }],
    closeConnections: end('connections'),
    metrics: { ...silentMetrics, shutdown: end('metrics') },
    logger: { ...logger, initialize: () => undefined, shutdown: end('logger') },
    timers,
    ...changes,
  };
  return { order, timers, lines: logger.lines, parts };
}

describe('a shutdown', () => {
  it('ends background work and events first, then connections, then metrics, and the logger last', async () => {
    const { order, parts, lines } = recordedParts();
    expect(await runShutdown(parts, 3000)).toEqual(delivered);
    expect(order).toEqual([
      'events within 3000',
      'data store',
      'no more events',
      'connections',
      'metrics',
      'listeners',
      'logger',
    ]);
    expect(lines).toEqual(['info Client: Shut down: 2 events delivered, 0 not.']);
  });

  it('says what did not end in time, and is over in time all the same', async () => {
    const { order, timers, parts, lines } = recordedParts({
      parts: [
        { name: 'the data store', close: never },
        { name: 'the poller', close: () => Promise.reject(new Error('broken')) },
      ],
      closeConnections: never,
    });
    let isOver = false;
    const shutdown = runShutdown(parts, 3000).then((result) => {
      isOver = true;
      return result;
    });
    await timers.advance(2999);
    expect(isOver).toBe(false);
    await timers.advance(2);
    expect(await shutdown).toEqual({
      ...delivered,
      isSuccess: false,
      error: 'These did not end in time: the poller, the data store.',
    });
    expect(order).toEqual(['events within 3000', 'no more events', 'metrics', 'listeners', 'logger']);
    expect(lines).toEqual([
      'warn Client: Shut down: 2 events delivered, 0 not. These did not end in time: the poller, the data store.',
    ]);
    expect(timers.waitingCount()).toBe(0);
  });

  it('gives metrics and logger the time that is left', async () => {
    const { timers, parts } = recordedParts({ metrics: { ...silentMetrics, shutdown: never } });
    const logger = { ...parts.logger, shutdown: never };
    let result: unknown;
    void runShutdown({ ...parts, logger }, 100).then((value) => (result = value));
    await timers.advance(99);
    expect(result).toBeUndefined();
    await timers.advance(2);
    expect(result).toMatchObject({
      isSuccess: false,
      error: 'These did not end in time: the observability client, the logger.',
    });
  });

  it('tells of events that are still held beside what did not end', async () => {
    const held = {
      isSuccess: false,
      error: '4 events are not delivered and still held.',
      delivered: 0,
      pending: 4,
      dropped: 0,
    };
    const { timers, parts } = recordedParts({
      events: { shutdown: async () => held },
      parts: [{ name: 'the data store', close: never }],
    });
    const shutdown = runShutdown(parts, 10);
    await timers.advance(11);
    expect(await shutdown).toEqual({
      ...held,
      error: '4 events are not delivered and still held. These did not end in time: the data store.',
    });
  });
});
