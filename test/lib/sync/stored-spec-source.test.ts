import { describe, expect, it } from 'vitest';

import type { DataStore, DataStoreResponse } from '../../../lib/stores/data-store.js';
import { GuardedStore } from '../../../lib/stores/guarded-store.js';
import { StoredSpecSource } from '../../../lib/sync/stored-spec-source.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

const nothingHeld = { hasSpecs: false, time: 0, checksum: undefined };
const anyHeld = { hasSpecs: true, time: 5, checksum: undefined };
const first = { timeoutMs: 5000, purpose: 'initialize' } as const;
const poll = { timeoutMs: 5000, purpose: 'poll' } as const;

function setUp(store: DataStore): { source: StoredSpecSource; logger: RecordingLogger } {
  const logger = createRecordingLogger();
  const keys = { key: 'json key', binaryKey: 'binary key' };
  const source = new StoredSpecSource({ name: 'Adapter(DataStore)', store: new GuardedStore(store), ...keys, logger });
  return { source, logger };
}

describe('StoredSpecSource', () => {
  it('reads when the store is ready, and hands on what it holds', async () => {
    const calls: string[] = [];
    const { source } = setUp({
      initialize: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        calls.push('ready');
      },
      get: async (key) => {
        calls.push(key);
        return { result: 'specs' };
      },
    });
    await expect(source.fetch(nothingHeld, first)).resolves.toEqual({
      kind: 'payload',
      document: 'specs',
      source: 'Adapter(DataStore)',
      sourceApi: undefined,
    });
    expect(calls).toEqual(['ready', 'json key']);
  });

  it('is read also when the store could not get ready, which is told once', async () => {
    const { source, logger } = setUp({
      initialize: async () => Promise.reject(new Error('connecting later')),
      get: async () => ({ result: 'specs' }),
    });
    await expect(source.fetch(nothingHeld, first)).resolves.toMatchObject({ document: 'specs' });
    await source.fetch(nothingHeld, poll);
    expect(logger.lines).toEqual([
      'warn SpecSync: The data store’s initialize() failed: connecting later. Check that the store can be reached from here; ' +
        'specs in use stay in use. It is read all the same.',
    ]);
  });

  it('takes what somebody has gone back to as new, also where it was in use before', async () => {
    let held: DataStoreResponse = { result: 'old' };
    const { source } = setUp({ get: async () => held });
    const fetchKind = async (): Promise<unknown> => {
      const fetched = await source.fetch(anyHeld, poll);
      return fetched.kind === 'payload' ? [fetched.document, fetched.isAlwaysTaken ?? false] : fetched.kind;
    };
    expect(await fetchKind()).toEqual(['old', false]);
    held = { result: 'old', isPinned: true };
    expect(await fetchKind()).toEqual(['old', true]);
    expect(await fetchKind()).toBe('no-updates');
    held = { result: 'new' };
    expect(await fetchKind()).toEqual(['new', false]);
  });

  it('fails at the start when the store is empty, and at a poll has nothing new', async () => {
    const { source, logger } = setUp({ get: async () => ({}) });
    await expect(source.fetch(nothingHeld, first)).rejects.toMatchObject({
      code: 'specs_missing',
      message: expect.stringContaining('Adapter(DataStore)) holds nothing yet'),
    });
    await expect(source.fetch(nothingHeld, poll)).resolves.toMatchObject({ kind: 'no-updates' });
    expect(logger.lines).toEqual([]);
  });

  it('says so when there is nothing but the binary form of the official SDK', async () => {
    const { source, logger } = setUp({
      getBytes: async (key) => (key === 'binary key' ? { result: [1, 2, 3] } : {}),
    });
    await expect(source.fetch(nothingHeld, first)).rejects.toMatchObject({ code: 'specs_missing' });
    expect(logger.lines).toEqual([expect.stringContaining('(statsig-br) alone, which is not read here')]);
  });

  it('hands on at a poll only what is another text than before', async () => {
    let result = 'first';
    const { source } = setUp({ get: async () => ({ result }) });
    await source.fetch(nothingHeld, first);
    await expect(source.fetch(anyHeld, poll)).resolves.toMatchObject({ kind: 'no-updates' });
    result = 'second';
    await expect(source.fetch(anyHeld, poll)).resolves.toMatchObject({ document: 'second' });
  });

  it('hands on the same text again while there are no specs, so that it is told why that is refused', async () => {
    const { source } = setUp({ get: async () => ({ result: 'damaged' }) });
    await source.fetch(nothingHeld, first);
    await expect(source.fetch(nothingHeld, poll)).resolves.toMatchObject({ document: 'damaged' });
  });

  it('can read early, once, and hands that on when it is asked first', async () => {
    let result = 'early';
    const reads: string[] = [];
    const { source } = setUp({
      get: async () => {
        reads.push(result);
        return { result };
      },
    });
    source.prepare(first);
    await expect.poll(() => reads).toEqual(['early']);
    result = 'late';
    await expect(source.fetch(nothingHeld, first)).resolves.toMatchObject({ document: 'early' });
    await expect(source.fetch(nothingHeld, first)).resolves.toMatchObject({ document: 'late' });
    source.prepare(first);
    source.release();
    result = 'later';
    await expect(source.fetch(nothingHeld, first)).resolves.toMatchObject({ document: 'later' });
  });

  it('tells of a failure to read early when it is asked, and not before', async () => {
    const { source } = setUp({ get: async () => Promise.reject(new Error('no')) });
    source.prepare(first);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(source.fetch(nothingHeld, first)).rejects.toMatchObject({ code: 'data_store_failed' });
  });
});
