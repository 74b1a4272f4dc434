import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import { BatchDelivery, type RoundPlan } from '../../../lib/events/batch-delivery.js';
import { DeliveryCounts } from '../../../lib/events/delivery-counts.js';
import { DeliveryReporter } from '../../../lib/events/delivery-reporter.js';
import type { Destination, SealedBatch } from '../../../lib/events/destination.js';
import { EventQueue } from '../../../lib/events/event-queue.js';
import type { LoggableEvent } from '../../../lib/events/loggable-event.js';
import { createRecordingLogger } from '../../support/recording-logger.js';

const plan: RoundPlan = {
  flushType: 'manual',
  includesPartial: true,
  stopsOnFailure: false,
  signal: new AbortController().signal,
};

const sealedFrom = (events: readonly LoggableEvent[]): SealedBatch<readonly string[]> => {
  const body = events.map((event) => event.toJson());
  return { body, eventCount: body.length, heldBytes: body.join('').length };
};

/** A delivery of batches of two events, whose bodies are their texts, to a destination with some steps replaced. */
function setUp(destination: Partial<Destination<readonly string[]>> = {}, route?: string) {
  const sent: (readonly string[])[] = [];
  const logger = createRecordingLogger();
  const queue = new EventQueue({ mostEvents: 100, mostBytes: Infinity });
  const counts = new DeliveryCounts();
  const delivery = new BatchDelivery<readonly string[]>({
    destination: {
      seal: async (events) => [sealedFrom(events)],
      send: async ({ body }) => void sent.push(body),
      laneCount: 5,
      ...destination,
    },
    queue,
    counts,
    reporter: new DeliveryReporter(logger, undefined, route),
    batchSize: 2,
    maxKeptBatches: 2,
    maxKeptBytes: 1000,
    timeoutMs: 1000,
    maxAgeMs: 1000,
    timers: { elapsedMs: () => 0 },
  });
  const log = (...texts: string[]): void => {
    for (const text of texts) queue.push({ toJson: () => text });
  };
  return { delivery, counts, sent, log, lines: logger.lines };
}

describe('a batch that cannot be sealed', () => {
  const sealingFrom = (attempt: number): Partial<Destination<readonly string[]>> => {
    let attempts = 0;
    return {
      seal: async (events) => {
        if (++attempts < attempt) throw new Error('no memory');
        return [sealedFrom(events)];
      },
    };
  };

  it('is kept, told of, and sealed again in the next round; none of its events is lost', async () => {
    const { delivery, counts, sent, log, lines } = setUp(sealingFrom(3));
    log('one', 'two');
    for (let round = 0; round < 2; round++) {
      expect(await delivery.runRound(plan)).toMatchObject({ delivered: 0, kept: 1, isComplete: false });
      expect({ pending: delivery.pendingCount, dropped: counts.dropped }).toEqual({ pending: 2, dropped: {} });
    }
    expect(lines).toEqual(['warn Events: Events are not delivered, and are kept to be sent again. no memory']);
    log('three');
    expect(await delivery.runRound(plan)).toMatchObject({ delivered: 2, kept: 0, isComplete: true });
    expect(sent).toEqual([['one', 'two'], ['three']]);
    expect({ pending: delivery.pendingCount, delivered: counts.delivered }).toEqual({ pending: 0, delivered: 3 });
  });

  it('is dropped like any other when too many are kept, and counted as that', async () => {
    const { delivery, counts, log } = setUp(sealingFrom(Infinity));
    log('1', '2', '3', '4', '5', '6');
    await delivery.runRound(plan);
    expect(counts.dropped).toEqual({ retry_queue_full: 2 });
    expect(delivery.pendingCount).toBe(4);
    delivery.dropKept();
    expect(counts.dropped).toEqual({ retry_queue_full: 2, shutdown: 4 });
  });
});

describe('batches that fail', () => {
  const failing = (): ReturnType<typeof setUp> => setUp({ send: () => Promise.reject(new Error('down')) });
  const large = 'x'.repeat(450);

  it('are kept while they take no more memory than they may', async () => {
    const { delivery, counts, log } = failing();
    log(large, large, 'small', 'small');
    await delivery.runRound(plan);
    expect({ dropped: counts.dropped, pending: delivery.pendingCount }).toEqual({ dropped: {}, pending: 4 });
  });

  it('are dropped beyond that, the oldest first, and counted', async () => {
    const { delivery, counts, log } = failing();
    log(large, large, large, large);
    await delivery.runRound(plan);
    expect(counts.dropped).toEqual({ retry_queue_full: 2 });
    expect(delivery.pendingCount).toBe(2);
  });

  it('are kept when there is but one, whatever it takes', async () => {
    const { delivery, counts, log } = failing();
    log(large + large, large);
    await delivery.runRound(plan);
    expect({ dropped: counts.dropped, pending: delivery.pendingCount }).toEqual({ dropped: {}, pending: 2 });
  });
});

describe('a batch that is too large', () => {
  const tooLarge = new NetworkRequestError({
    endpoint: 'log_event',
    reason: 'status',
    detail: 'status 413',
    retryable: false,
    status: 413,
  });

  it('is kept when it cannot be cut now', async () => {
    const { delivery, counts, log, lines } = setUp({
      send: () => Promise.reject(tooLarge),
      split: () => Promise.reject(new Error('no memory')),
    });
    log('one', 'two');
    expect(await delivery.runRound(plan)).toMatchObject({ kept: 1, isComplete: false });
    expect({ pending: delivery.pendingCount, dropped: counts.dropped }).toEqual({ pending: 2, dropped: {} });
    expect(lines).toEqual(['warn Events: Events are not delivered, and are kept to be sent again. no memory']);
  });

  it('is told of with the name of its sink', async () => {
    const { delivery, log, lines } = setUp({ send: () => Promise.reject(tooLarge) }, ' to the sink x');
    log('one');
    await delivery.runRound(plan);
    expect(lines).toEqual([
      expect.stringContaining('An event to the sink x is too large to be taken and is lost; others'),
    ]);
  });
});

describe('events that have no JSON form', () => {
  it('are told of with the name of their sink', async () => {
    const { delivery, log, lines } = setUp({ seal: async () => [] }, ' to the sink x');
    log('one', 'two');
    await delivery.runRound(plan);
    expect(lines).toEqual([
      expect.stringContaining('2 events to the sink x could not be turned into JSON and are lost.'),
    ]);
  });
});
