import { describe, expect, it } from 'vitest';

import type { DataStore } from '../../../lib/stores/data-store.js';
import { GuardedStore } from '../../../lib/stores/guarded-store.js';
import { SpecsKeeper, type SpecsToKeep } from '../../../lib/sync/specs-keeper.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

interface Setup {
  readonly keeper: SpecsKeeper;
  readonly logger: RecordingLogger;
}

function setUp(store: DataStore): Setup {
  const logger = createRecordingLogger();
  return {
    keeper: new SpecsKeeper({ store: new GuardedStore(store), key: 'the key', label: 'the data store', logger }),
    logger,
  };
}

const specsOf = (time: number, name = ''): SpecsToKeep => ({
  text: JSON.stringify({ feature_gates: { [name]: {} }, has_updates: true, time }),
  time,
  receivedAt: time + 7,
});

/** A store in memory that notes what is written. */
function memoryStore(held?: string): DataStore & { readonly written: unknown[][] } {
  const written: unknown[][] = [];
  return {
    written,
    get: async () => (held === undefined ? {} : { result: held }),
    set: async (...args) => {
      written.push(args);
      [, held] = args;
    },
  };
}

describe('SpecsKeeper', () => {
  it('writes specs as they were received, with the time at which they were', async () => {
    const store = memoryStore();
    const { keeper } = setUp(store);
    keeper.keep(specsOf(100));
    await keeper.finish();
    expect(store.written).toEqual([['the key', specsOf(100).text, 107, { specsTime: 100 }]]);
  });

  it.each([
    ['the same', specsOf(100).text, 0],
    ['newer ones', specsOf(101).text, 0],
    ['older ones', specsOf(99).text, 1],
    ['others of the same time', specsOf(100, 'other').text, 1],
    ['newer ones without updates', '{"has_updates":false,"time":500}', 1],
    ['rubbish', 'rubbish', 1],
    ['a text that only begins like newer ones', `{"time":500,${specsOf(99).text}`, 1],
    ['specs that mention a later time further in', '{"feature_gates":{"g":{"time":500}},"time":1}', 1],
  ])('looks first, and finds %s', async (_what, held, writes) => {
    const store = memoryStore(held);
    const { keeper } = setUp(store);
    keeper.keep(specsOf(100));
    await keeper.finish();
    expect(store.written).toHaveLength(writes);
  });

  it('writes one after the other, and only the newest of those that wait', async () => {
    const store = memoryStore();
    const ends: (() => void)[] = [];
    const slow: DataStore = {
      ...store,
      set: async (...args) => {
        await new Promise<void>((resolve) => ends.push(resolve));
        await store.set?.(...args);
      },
    };
    const { keeper } = setUp(slow);
    for (const time of [1, 2, 3]) keeper.keep(specsOf(time));
    const finished = keeper.finish();
    await expect.poll(() => ends.length).toBe(1);
    expect(store.written).toEqual([]);
    ends[0]?.();
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.();
    await finished;
    expect(store.written.map(([, text]) => text)).toEqual([specsOf(1).text, specsOf(3).text]);
  });

  it('tells once that writing fails, and once that it works again', async () => {
    const store = memoryStore();
    let isBroken = true;
    const { keeper, logger } = setUp({
      ...store,
      set: async (...args) => {
        if (isBroken) throw new Error('disk full');
        await store.set?.(...args);
      },
    });
    for (const time of [1, 2]) {
      keeper.keep(specsOf(time));
      await keeper.finish();
    }
    isBroken = false;
    for (const time of [3, 4]) {
      keeper.keep(specsOf(time));
      await keeper.finish();
    }
    expect(logger.lines).toEqual([
      'warn SpecSync: Specs are not written to the data store. The data store’s set() failed: disk full. Check that the store ' +
        'can be reached from here; specs in use stay in use.',
      'info SpecSync: Specs are written to the data store again.',
    ]);
    expect(store.written).toHaveLength(2);
  });

  it.each<[string, DataStore]>([
    ['cannot get ready', { initialize: async () => Promise.reject(new Error('no')) }],
    ['cannot be read', { get: async () => Promise.reject(new Error('no')) }],
    ['has nothing to read with', { get: undefined } as unknown as DataStore],
  ])('writes also to a store that %s', async (_what, faults) => {
    const store = memoryStore();
    const { keeper, logger } = setUp({ ...store, ...faults });
    keeper.keep(specsOf(1));
    await keeper.finish();
    expect(store.written).toHaveLength(1);
    expect(logger.lines).toEqual([]);
  });

  it('leaves a store alone that cannot be written to', async () => {
    const calls: string[] = [];
    const { keeper, logger } = setUp({
      get: async () => {
        calls.push('get');
        return {};
      },
    });
    keeper.keep(specsOf(1));
    await keeper.finish();
    expect([calls, logger.lines]).toEqual([[], []]);
  });
});
