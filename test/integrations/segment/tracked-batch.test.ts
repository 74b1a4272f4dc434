import type { SegmentMessage } from 'statsig-nodekit/segment';
import { describe, expect, it } from 'vitest';
import { TrackedBatch } from '../../../integrations/segment/tracked-batch.js';

const messageOf = (messageId: string): SegmentMessage => ({
  type: 'track',
  event: 'bought',
  userId: 'ann',
  properties: {},
  integrations: {},
  timestamp: '2026-01-01T00:00:00.000Z',
  originalTimestamp: '2026-01-01T00:00:00.000Z',
  messageId,
});
const batch = Array.from({ length: 50 }, (_, index) => messageOf(`message ${index}`));

describe('a batch for the library', () => {
  it('is handed over a few messages in a turn of the event loop, in order', async () => {
    let turn = 0;
    const turnOf: number[] = [];
    const given: SegmentMessage[] = [];
    const nextTurn = (): void => {
      turn++;
      if (given.length < batch.length) setImmediate(nextTurn);
    };
    setImmediate(nextTurn);
    const tracked = new TrackedBatch(batch, []);
    tracked.handOver({
      messagesPerTurn: 20,
      track: (message) => {
        turnOf.push(turn);
        given.push(message);
        tracked.note(message, undefined);
      },
      onGiven: () => expect(given).toHaveLength(50),
    });
    expect(await tracked.outcome).toEqual({ refusedCount: 0, unsent: [] });
    expect(given).toEqual(batch);
    expect(new Set(turnOf).size).toBe(3);
  });

  it('is handed over no further once it was given up, and tells what was taken', async () => {
    const controller = new AbortController();
    let givenCount = 0;
    const tracked = new TrackedBatch(batch, [controller.signal]);
    tracked.handOver({
      messagesPerTurn: 20,
      track: (message) => {
        if (++givenCount <= 5) tracked.note(message, undefined);
      },
      onGiven: () => expect.unreachable(),
    });
    controller.abort();
    const { unsent, refusedCount, error } = await tracked.outcome;
    expect([unsent, refusedCount]).toEqual([batch.slice(5), 0]);
    expect(String(error)).toContain('in time');
    await new Promise((resolve) => setImmediate(resolve));
    expect(givenCount).toBe(20);
  });
});
