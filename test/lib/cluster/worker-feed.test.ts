import { describe, expect, it } from 'vitest';

import { type Part, readMessage } from '../../../lib/cluster/cluster-message.js';
import { type FedWorker, WorkerFeed } from '../../../lib/cluster/worker-feed.js';

/** A worker that takes a message when the test says so. */
function slowWorker(): { worker: FedWorker; received: Part[]; takeOne: (error?: Error) => Promise<void> } {
  const received: Part[] = [];
  let taken: ((error: Error | null) => void) | undefined;
  const worker: FedWorker = {
    id: 1,
    isConnected: () => true,
    send: (message, callback) => {
      const part = readMessage(message);
      if (part?.kind === 'part') received.push(part);
      taken = callback;
      return true;
    },
  };
  const takeOne = async (error: Error | null = null): Promise<void> => {
    taken?.(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { worker, received, takeOne };
}

const wish = { kind: 'ask', channel: 'c', reader: 'r' } as const;

describe('a feed', () => {
  it('sends a part when the one before has left, so that little waits for a busy worker', async () => {
    const { worker, received, takeOne } = slowWorker();
    const feed = new WorkerFeed(worker, wish);
    feed.offer({ version: 1, isPinned: false, parts: ['a', 'b', 'c'] });
    expect(received).toHaveLength(1);
    await takeOne();
    expect(received).toHaveLength(2);
    await takeOne();
    await takeOne();
    expect(received.map(({ text, index, count, reader }) => [text, index, count, reader])).toEqual([
      ['a', 0, 3, 'r'],
      ['b', 1, 3, 'r'],
      ['c', 2, 3, 'r'],
    ]);
  });

  it('leaves specs for newer ones', async () => {
    const { worker, received, takeOne } = slowWorker();
    const feed = new WorkerFeed(worker, wish);
    feed.offer({ version: 1, isPinned: false, parts: ['a', 'b'] });
    feed.offer({ version: 2, isPinned: false, parts: ['c', 'd'] });
    feed.offer({ version: 3, isPinned: false, parts: ['e', 'f'] });
    for (let round = 0; round < 5; round++) await takeOne();
    expect(received.map(({ version, text }) => `${version}${text}`)).toEqual(['1a', '3e', '3f']);
  });

  it('is over when the worker is gone', async () => {
    const { worker, received, takeOne } = slowWorker();
    const feed = new WorkerFeed(worker, wish);
    expect(feed.isOver).toBe(false);
    feed.offer({ version: 1, isPinned: false, parts: ['a', 'b'] });
    await takeOne(new Error('EPIPE'));
    expect(feed.isOver).toBe(true);
    expect(received).toHaveLength(1);
    const throwing = {
      ...worker,
      send: () => {
        throw new Error('closed');
      },
    };
    const other = new WorkerFeed(throwing, wish);
    other.beat({ hasSpecs: true, intervalMs: 1 });
    expect(other.isOver).toBe(true);
    expect(new WorkerFeed({ ...worker, isConnected: () => false }, wish).isOver).toBe(true);
  });
});
