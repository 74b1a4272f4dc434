import { describe, expect, it } from 'vitest';

import { GuardedStorage } from '../../../lib/sticky/guarded-storage.js';
import type { PersistentStorage } from '../../../lib/sticky/persistent-storage.js';
import { RecentStates } from '../../../lib/sticky/recent-states.js';
import { StickyWriter } from '../../../lib/sticky/sticky-writer.js';
import { StorageReporter } from '../../../lib/sticky/storage-reporter.js';
import { WriterFlush } from '../../../lib/sticky/writer-flush.js';
import { type ManualTimers, createManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger } from '../../support/recording-logger.js';
import { forget, keep } from '../../support/sticky-builder.js';

interface Call {
  readonly text: string;
  readonly end: () => void;
  readonly fail: (error?: Error) => void;
}

interface Bench {
  readonly writer: StickyWriter;
  readonly flush: WriterFlush;
  readonly recent: RecentStates;
  readonly timers: ManualTimers;
  readonly lines: string[];
  /** The calls of the storage so far, as `save u:userID e group-a`. */
  readonly calls: Call[];
  readonly texts: () => string[];
}

/** A writer to a storage; by default one that has taken everything when its call returns. */
function createBench({
  settle = 'at once',
  maxPending = 1000,
  keepsFirst = false,
}: { settle?: 'at once' | 'by hand' | 'throws'; maxPending?: number; keepsFirst?: boolean } = {}): Bench {
  const calls: Call[] = [];
  const answer = (text: string): Promise<void> | void => {
    if (settle === 'by hand') {
      return new Promise((resolve, reject) => {
        calls.push({ text, end: resolve, fail: (error = new Error('broken')) => reject(error) });
      });
    }
    calls.push({ text, end: () => undefined, fail: () => undefined });
    if (settle === 'throws') throw new Error('broken');
  };
  const storage: PersistentStorage = {
    keepsFirst,
    load: () => null,
    save: (key, configName, { rule_id }) => answer(`save ${key} ${configName} ${rule_id}`),
    delete: (key, configName) => answer(`delete ${key} ${configName}`),
  };
  const timers = createManualTimers();
  const logger = createRecordingLogger();
  const recent = new RecentStates(1000);
  const writer = new StickyWriter({
    storage: new GuardedStorage(storage, timers),
    recent,
    reporter: new StorageReporter(logger),
    timers,
    random: () => 0,
    maxPending,
  });
  const flush = new WriterFlush({ writer, timers, random: () => 0 });
  return { writer, flush, recent, timers, lines: logger.lines, calls, texts: () => calls.map(({ text }) => text) };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('StickyWriter', () => {
  it('writes after the call that decided, and not within it', async () => {
    const { writer, texts } = createBench();
    writer.put(keep('u:userID', 'e'));
    expect(texts()).toEqual([]);
    await settled();
    expect(texts()).toEqual(['save u:userID e group-a']);
    expect(writer.pendingCount).toBe(0);
    expect(writer.writtenCount).toBe(1);
  });

  it('writes the changes of one key one after the other, and those of others meanwhile', async () => {
    const { writer, calls, texts } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'a'));
    writer.put(forget('u:userID', 'b'));
    writer.put(keep('v:userID', 'a'));
    await settled();
    expect(texts()).toEqual(['save u:userID a group-a', 'save v:userID a group-a']);
    calls[0]?.end();
    await settled();
    expect(texts()).toEqual(['save u:userID a group-a', 'save v:userID a group-a', 'delete u:userID b']);
    expect(writer.pendingCount).toBe(2);
  });

  it('writes only the last of several changes that wait for one decision', async () => {
    const { writer, calls, texts } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'e', 'first'));
    await settled();
    writer.put(forget('u:userID', 'e'));
    writer.put(keep('u:userID', 'e', 'second'));
    writer.put(keep('u:userID', 'e', 'third'));
    calls[0]?.end();
    await settled();
    expect(texts()).toEqual(['save u:userID e first', 'save u:userID e third']);
  });

  it('deletes, in a storage that keeps the first decision, before it saves another in its place', async () => {
    const { writer, calls, texts } = createBench({ settle: 'by hand', keepsFirst: true });
    writer.put(keep('u:userID', 'e', 'first'));
    await settled();
    writer.put(forget('u:userID', 'e'));
    writer.put(keep('u:userID', 'e', 'second'));
    writer.put(keep('u:userID', 'e', 'third'));
    expect(writer.pendingCount).toBe(3);
    expect([...writer.changesOf('u:userID')].map(({ decision }) => decision?.ruleID)).toEqual([
      'first',
      undefined,
      'third',
    ]);
    for (let call = 0; call < 3; call++) {
      calls[call]?.end();
      await settled();
    }
    expect(texts()).toEqual(['save u:userID e first', 'delete u:userID e', 'save u:userID e third']);
    expect(writer.pendingCount).toBe(0);
  });

  it('deletes before it saves also when deleting has failed, and does not save what is to be forgotten', async () => {
    const { writer, calls, timers, texts } = createBench({ settle: 'by hand', keepsFirst: true });
    writer.put(forget('u:userID', 'e'));
    await settled();
    writer.put(keep('u:userID', 'e'));
    calls[0]?.fail();
    await settled();
    await timers.advance(2000);
    calls[1]?.end();
    await settled();
    calls[2]?.fail();
    await settled();
    writer.put(forget('u:userID', 'e'));
    await timers.advance(2000);
    calls[3]?.end();
    await settled();
    expect(texts()).toEqual(['delete u:userID e', 'delete u:userID e', 'save u:userID e group-a', 'delete u:userID e']);
    expect(writer.pendingCount).toBe(0);
  });

  it('does not write again what the storage holds or is about to hold', async () => {
    const { writer, calls, texts } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'e'));
    writer.put(keep('u:userID', 'e'));
    await settled();
    writer.put(keep('u:userID', 'e'));
    calls[0]?.end();
    await settled();
    writer.put(keep('u:userID', 'e'));
    await settled();
    expect(texts()).toEqual(['save u:userID e group-a']);
    expect(writer.pendingCount).toBe(0);
  });

  it('forgets once a minute what it was told to forget again and again', async () => {
    const { writer, timers, texts } = createBench();
    for (let call = 0; call < 5; call++) {
      writer.put(forget('u:userID', 'e'));
      await settled();
    }
    expect(texts()).toEqual(['delete u:userID e']);
    await timers.advance(60_000);
    writer.put(forget('u:userID', 'e'));
    await settled();
    expect(texts()).toEqual(['delete u:userID e', 'delete u:userID e']);
  });

  it('forgets what was kept since', async () => {
    const { writer, texts } = createBench();
    for (const change of [forget('u:userID', 'e'), keep('u:userID', 'e'), forget('u:userID', 'e')]) {
      writer.put(change);
      await settled();
    }
    expect(texts()).toEqual(['delete u:userID e', 'save u:userID e group-a', 'delete u:userID e']);
  });

  it('forgets nothing that a load did not find, and everything that it found', async () => {
    const { writer, recent, timers, texts } = createBench();
    recent.noteLoaded('u:userID', new Map([['kept', 'anything']]), timers.elapsedMs());
    writer.put(forget('u:userID', 'absent'));
    writer.put(forget('u:userID', 'kept'));
    await settled();
    expect(texts()).toEqual(['delete u:userID kept']);
  });

  it('calls the storage for 50 keys at once, and then for the others', async () => {
    const { writer, calls } = createBench({ settle: 'by hand' });
    for (let user = 0; user < 120; user++) writer.put(keep(`u${user}:userID`, 'e'));
    await settled();
    expect(calls).toHaveLength(50);
    for (const { end } of calls) end();
    await settled();
    expect(calls).toHaveLength(100);
    for (const { end } of calls) end();
    await settled();
    expect(calls).toHaveLength(120);
  });

  it('tries again what failed, after pauses that grow, and reports it once', async () => {
    const { writer, timers, calls, texts, lines } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'e'));
    await settled();
    calls[0]?.fail(new Error('connect ECONNREFUSED redis://app:hunter22@cache:6379 for u:userID'));
    await timers.advance(999);
    expect(texts()).toHaveLength(1);
    await timers.advance(1);
    expect(texts()).toHaveLength(2);
    calls[1]?.fail();
    await timers.advance(1999);
    expect(texts()).toHaveLength(2);
    await timers.advance(1);
    calls[2]?.end();
    await settled();
    expect(writer.pendingCount).toBe(0);
    expect(lines).toEqual([
      'warn StickyStorage: persistentStorage.save() failed: connect ECONNREFUSED redis://*****@cache:6379 for (key). What is to be kept waits in memory, and is tried again.',
      'info StickyStorage: Decisions are written to the storage again.',
    ]);
  });

  it('writes the later change in place of one that failed', async () => {
    const { writer, timers, calls, texts } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'e'));
    await settled();
    writer.put(forget('u:userID', 'e'));
    calls[0]?.fail();
    await timers.advance(1000);
    expect(texts()).toEqual(['save u:userID e group-a', 'delete u:userID e']);
  });

  it('goes on with the users whose changes do not fail', async () => {
    const { writer, calls, texts } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'e'));
    await settled();
    calls[0]?.fail();
    await settled();
    writer.put(keep('v:userID', 'e'));
    await settled();
    expect(texts()).toEqual(['save u:userID e group-a', 'save v:userID e group-a']);
  });

  it('gives up a call that hangs, and tries again', async () => {
    const { writer, timers, texts, lines } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'e'));
    await timers.advance(10_000);
    expect(lines[0]).toContain('persistentStorage.save() did not end within 10000 ms');
    await timers.advance(1000);
    expect(texts()).toEqual(['save u:userID e group-a', 'save u:userID e group-a']);
  });

  it('holds so many changes, and drops the oldest', async () => {
    const { writer, flush, lines, texts } = createBench({ settle: 'throws', maxPending: 3 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) writer.put(keep(`${name}:userID`, 'x'));
    expect(writer.pendingCount).toBe(3);
    await settled();
    expect(texts()).toEqual(['save c:userID x group-a', 'save d:userID x group-a', 'save e:userID x group-a']);
    expect(lines.filter((line) => line.includes('the oldest are lost'))).toHaveLength(1);
    const result = await flush.run(0);
    expect(result).toMatchObject({ isSuccess: false, pending: 3, dropped: 2 });
  });

  it('lets the storage ask for more writes while it writes', async () => {
    const timers = createManualTimers();
    const saved: string[] = [];
    const writer: StickyWriter = new StickyWriter({
      storage: new GuardedStorage(
        {
          load: () => null,
          save: (key, configName) => {
            saved.push(configName);
            if (configName === 'a') writer.put(keep(key, 'b'));
          },
          delete: () => undefined,
        },
        timers,
      ),
      recent: new RecentStates(10),
      reporter: new StorageReporter(createRecordingLogger()),
      timers,
      random: () => 0,
      maxPending: 10,
    });
    writer.put(keep('u:userID', 'a'));
    await settled();
    expect(saved).toEqual(['a', 'b']);
  });
});

describe('WriterFlush', () => {
  it('resolves at once when nothing waits', async () => {
    const { flush } = createBench();
    expect(await flush.run(1000)).toEqual({ isSuccess: true, written: 0, pending: 0, dropped: 0 });
  });

  it('waits until everything is written', async () => {
    const { writer, flush, calls } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'a'));
    writer.put(keep('u:userID', 'b'));
    const flushed = flush.run(1000);
    await settled();
    calls[0]?.end();
    await settled();
    calls[1]?.end();
    expect(await flushed).toEqual({ isSuccess: true, written: 2, pending: 0, dropped: 0 });
  });

  it('tries again within the time, whatever pauses are due', async () => {
    const { writer, flush, timers, calls } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'a'));
    const flushed = flush.run(1000);
    await settled();
    calls[0]?.fail();
    await timers.advance(100);
    expect(calls).toHaveLength(2);
    calls[1]?.end();
    expect(await flushed).toMatchObject({ isSuccess: true, written: 1 });
  });

  it('says at the end of the time what is left and why', async () => {
    const { writer, flush, timers, calls } = createBench({ settle: 'by hand' });
    writer.put(keep('u:userID', 'a'));
    writer.put(keep('v:userID', 'a'));
    const flushed = flush.run(50);
    await settled();
    calls[0]?.fail();
    await timers.advance(50);
    expect(await flushed).toEqual({
      isSuccess: false,
      error: '2 decisions are not written and still held. persistentStorage.save() failed: broken.',
      written: 0,
      pending: 2,
      dropped: 0,
    });
  });
});
