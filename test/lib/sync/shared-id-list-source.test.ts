import { describe, expect, it } from 'vitest';

import type { IdListStore } from '../../../lib/stores/id-list-store.js';
import { parseIdListManifest } from '../../../lib/sync/id-list-manifest.js';
import { SharedIdListSource } from '../../../lib/sync/shared-id-list-source.js';
import { createManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger } from '../../support/recording-logger.js';

/** What a store of this test holds, and who fetches. */
interface Held {
  isReader: boolean;
  manifest: string | undefined;
  readonly files: Map<string, string>;
}

const entryOf = (content: string, fileID: string): object => ({
  url: `https://files.example.com/${fileID}`,
  size: content.length,
  creationTime: 1,
  fileID,
});
const signal = new AbortController().signal;

/** The lists of the service by name, each with one file of the same name. */
function setUp(lists: Record<string, string>, parts: Partial<IdListStore> = {}) {
  const held: Held = { isReader: false, manifest: undefined, files: new Map() };
  const asked: string[] = [];
  const store: IdListStore = {
    shouldRead: async () => held.isReader,
    readManifest: async () => held.manifest,
    writeManifest: async (text, files) => {
      held.manifest = text;
      for (const name of held.files.keys()) if (!files.includes(name)) held.files.delete(name);
    },
    sizes: async (files) => files.map((file) => held.files.get(file)?.length ?? 0),
    readFile: async (file, { from, length }) => Buffer.from((held.files.get(file) ?? '').slice(from, from + length)),
    writeFile: async (file, from, bytes) => {
      const before = held.files.get(file) ?? '';
      if (before.length < from) return false;
      held.files.set(file, before.slice(0, from) + Buffer.from(bytes).toString());
      return true;
    },
    subscribe: () => () => undefined,
    ...parts,
  };
  const logger = createRecordingLogger();
  const source = new SharedIdListSource({
    store,
    logger,
    timers: createManualTimers(0),
    network: {
      fetchManifest: async () => {
        asked.push('manifest');
        const entries = Object.entries(lists).map(([name, content]) => [name, entryOf(content, name)]);
        return parseIdListManifest(JSON.stringify(Object.fromEntries(entries)));
      },
      filesUntil:
        () =>
        async ({ fileID = '', from, receive }) => {
          asked.push(`${fileID} ${from}-`);
          const bytes = Buffer.from((lists[fileID] ?? '').slice(from));
          await receive(bytes, from);
          return { status: 'received', start: from, byteLength: bytes.byteLength };
        },
    },
  });
  /** One look, as `IdListSync` makes it: what was read of each list from a position on. */
  const look = async (from = 0, failed: readonly string[] = []): Promise<Record<string, string>> => {
    const { entries } = await source.fetchManifest(signal);
    const fetchFile = source.filesUntil(signal);
    const read: Record<string, string> = {};
    for (const [name, { url, fileID, size }] of entries) {
      read[name] = '';
      if (size <= from) continue;
      const receive = (bytes: Uint8Array): void => void (read[name] += Buffer.from(bytes).toString());
      await fetchFile({ url, fileID, from, manifestSize: size, receive });
    }
    await source.finish(new Set(failed), signal);
    return read;
  };
  return { held, asked, look, lists, logger };
}

describe('ID lists that are shared', () => {
  it('are kept by the one who fetches them, and read by others without the network', async () => {
    const { held, asked, look } = setUp({ beta: '+aaaaaaaa\n' });
    expect(await look()).toEqual({ beta: '+aaaaaaaa\n' });
    expect(asked).toEqual(['manifest', 'beta 0-']);
    expect(held.files.get('beta')).toBe('+aaaaaaaa\n');
    held.isReader = true;
    expect(await look()).toEqual({ beta: '+aaaaaaaa\n' });
    expect(asked).toEqual(['manifest', 'beta 0-']);
  });

  it('are told of when all of them is there: one that failed stays as readers have it', async () => {
    const { held, look, lists } = setUp({ beta: '+aaaaaaaa\n', other: '+bbbbbbbb\n' });
    await look();
    lists['beta'] += '+cccccccc\n';
    lists['other'] += '+dddddddd\n';
    await look(10, ['beta']);
    const told = parseIdListManifest(held.manifest ?? '').entries;
    expect([told.get('beta')?.size, told.get('other')?.size]).toEqual([10, 20]);
  });

  it('are fetched again from where the store ends, when that has lost a part', async () => {
    const { held, asked, look, lists } = setUp({ beta: '+aaaaaaaa\n' });
    await look();
    lists['beta'] += '+bbbbbbbb\n';
    held.files.set('beta', '+aaa');
    expect(await look(10)).toEqual({ beta: '+bbbbbbbb\n' });
    expect(asked.slice(2)).toEqual(['manifest', 'beta 10-', 'beta 4-']);
    expect(held.files.get('beta')).toBe('+aaaaaaaa\n+bbbbbbbb\n');
  });

  it('are written no second time while nothing changes', async () => {
    let count = 0;
    const { look } = setUp({ beta: '+aaaaaaaa\n' }, { writeManifest: async () => void (count += 1) });
    await look();
    expect(count).toBe(1);
    const { held, look: lookAgain } = setUp({ beta: '+aaaaaaaa\n' });
    await lookAgain();
    const before = held.manifest;
    await lookAgain(10);
    expect(held.manifest).toBe(before);
  });

  it('come from the network where the store has no more of them', async () => {
    const { held, asked, look } = setUp({ beta: '+aaaaaaaa\n+bbbbbbbb\n' });
    await look();
    held.isReader = true;
    held.files.set('beta', '+aaaaaaaa\n');
    expect(await look()).toEqual({ beta: '+aaaaaaaa\n+bbbbbbbb\n' });
    expect(asked.at(-1)).toBe('beta 10-');
  });

  it('are named to readers without their file, while that is not there: what readers have of them is kept', async () => {
    const { held, look } = setUp({ beta: '+aaaaaaaa\n' }, { writeFile: async () => false });
    await look();
    expect(parseIdListManifest(held.manifest ?? '')).toEqual({ entries: new Map(), malformed: ['beta'] });
  });

  it.each<[string, Partial<IdListStore>]>([
    ['fails', { shouldRead: async () => Promise.reject(new Error('gone')) }],
    ['holds something else', { shouldRead: async () => true, readManifest: async () => '<html>' }],
    ['is no store', { shouldRead: undefined as never }],
    ['cannot be written to', { writeFile: async () => Promise.reject(new Error('gone')) }],
  ])('come from the network when the store %s, which is told once', async (_what, parts) => {
    const { look, logger } = setUp({ beta: '+aaaaaaaa\n' }, parts);
    expect(await look()).toEqual({ beta: '+aaaaaaaa\n' });
    expect(await look()).toEqual({ beta: '+aaaaaaaa\n' });
    expect(logger.lines).toHaveLength(1);
    expect(logger.lines[0]).toContain('warn IdLists: The data store fails for ID lists.');
  });
});
