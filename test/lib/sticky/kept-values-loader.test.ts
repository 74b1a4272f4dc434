import { describe, expect, it } from 'vitest';

import type { StickyChange } from '../../../lib/evaluation/kept-decision.js';
import { GuardedStorage } from '../../../lib/sticky/guarded-storage.js';
import { KeptValuesLoader, type WantedUnit } from '../../../lib/sticky/kept-values-loader.js';
import { loadedKeysOf } from '../../../lib/sticky/loaded-values.js';
import { RecentStates } from '../../../lib/sticky/recent-states.js';
import { StorageReporter } from '../../../lib/sticky/storage-reporter.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger } from '../../support/recording-logger.js';
import { forget, keep, stickyValues } from '../../support/sticky-builder.js';

interface Bench {
  readonly loader: KeptValuesLoader;
  readonly recent: RecentStates;
  readonly timers: ManualTimers;
  readonly lines: string[];
}

/** A loader from a storage of what `load` gives. */
function createBench(
  load: (key: string) => unknown,
  changes: readonly StickyChange[] = [],
  { keepsFirst = false }: { readonly keepsFirst?: boolean } = {},
): Bench {
  const timers = createManualTimers();
  const logger = createRecordingLogger();
  const recent = new RecentStates(100);
  const loader = new KeptValuesLoader({
    // What storages give is unchecked: the types are only theirs.
    storage: new GuardedStorage(
      { keepsFirst, load: load as () => null, save: () => undefined, delete: () => undefined },
      timers,
    ),
    writer: { changesOf: (key) => changes.filter((change) => change.key === key) },
    recent,
    reporter: new StorageReporter(logger),
    timers,
  });
  return { loader, recent, timers, lines: logger.lines };
}

const all = (key: string): WantedUnit => ({ key, keeps: () => true });

describe('KeptValuesLoader', () => {
  it('gives what the storage holds, at once or by and by', async () => {
    for (const load of [() => ({ e: stickyValues() }), async () => ({ e: stickyValues() })]) {
      const { loader } = createBench(load);
      const values = await loader.load([all('u:userID')], 1000);
      expect(values).toEqual({ ...values, e: stickyValues() });
      expect(Object.keys(values)).toEqual(['e']);
      expect(loadedKeysOf(values)).toEqual(['u:userID']);
    }
  });

  it.each([[null], [undefined]])('gives nothing for %j', async (nothing) => {
    const { loader, recent, timers } = createBench(() => nothing);
    const values = await loader.load([all('u:userID')], 1000);
    expect(Object.keys(values)).toEqual([]);
    expect(loadedKeysOf(values)).toEqual(['u:userID']);
    expect(recent.get('u:userID', 'e', timers.elapsedMs())).toBeNull();
  });

  it('joins the units, each with what is kept under it', async () => {
    const stored: Record<string, unknown> = {
      'u:userID': { person: stickyValues({ rule_id: 'p' }), team: stickyValues({ rule_id: 'stale' }) },
      'c:companyID': { team: stickyValues({ rule_id: 't' }), person: stickyValues({ rule_id: 'stale' }) },
    };
    const { loader } = createBench((key) => stored[key]);
    const values = await loader.load(
      [
        { key: 'c:companyID', keeps: (name) => name === 'team' },
        { key: 'u:userID', keeps: (name) => name === 'person' },
      ],
      1000,
    );
    expect(values['person']?.rule_id).toBe('p');
    expect(values['team']?.rule_id).toBe('t');
  });

  it('gives what is stored in place of what this process still writes, in a storage that keeps the first', async () => {
    const stored = { first: stickyValues({ rule_id: 'theirs' }), again: stickyValues({ rule_id: 'old' }) };
    const changes = [
      keep('u:userID', 'first', 'ours'),
      forget('u:userID', 'again'),
      keep('u:userID', 'again', 'new'),
      keep('u:userID', 'more', 'ours'),
    ];
    const { loader } = createBench(() => stored, changes, { keepsFirst: true });
    const values = await loader.load([all('u:userID')], 1000);
    const rules = Object.entries(values).map(([name, { rule_id }]) => [name, rule_id]);
    expect(Object.fromEntries(rules)).toEqual({ first: 'theirs', again: 'new', more: 'ours' });
  });

  it('gives what this process is still writing in place of what is stored', async () => {
    const { loader } = createBench(
      () => ({ changed: stickyValues({ rule_id: 'old' }), gone: stickyValues() }),
      [keep('u:userID', 'changed', 'new'), forget('u:userID', 'gone'), keep('u:userID', 'more'), keep('v:userID', 'x')],
    );
    const values = await loader.load([all('u:userID')], 1000);
    expect(Object.keys(values)).toEqual(['changed', 'more']);
    expect(values['changed']?.rule_id).toBe('new');
  });

  it('does not know what a storage holds that fails, and says so once', async () => {
    let isBroken = true;
    const { loader, lines } = createBench(() => {
      if (isBroken) throw new Error('no connection');
      return {};
    });
    expect(loadedKeysOf(await loader.load([all('u:userID')], 1000))).toEqual([]);
    await loader.load([all('u:userID')], 1000);
    isBroken = false;
    expect(loadedKeysOf(await loader.load([all('u:userID')], 1000))).toEqual(['u:userID']);
    expect(lines).toEqual([
      'warn StickyStorage: persistentStorage.load() failed: no connection. Such calls get live decisions, and nothing is kept or forgotten.',
      'info StickyStorage: Kept decisions are loaded again.',
    ]);
  });

  it('waits no longer than it may', async () => {
    const { loader, timers, lines } = createBench((key) =>
      key === 'slow:userID' ? new Promise(() => undefined) : { e: stickyValues() },
    );
    const loaded = loader.load([all('slow:userID'), all('u:userID')], 250);
    await timers.advance(250);
    const values = await loaded;
    expect(loadedKeysOf(values)).toEqual(['u:userID']);
    expect(Object.keys(values)).toEqual(['e']);
    expect(lines[0]).toContain('persistentStorage.load() did not end within 250 ms');
  });

  it.each([['text'], [5], [[]]])('takes %j for a failure, because it would forget what is kept', async (given) => {
    const { loader, lines } = createBench(() => given);
    expect(loadedKeysOf(await loader.load([all('u:userID')], 1000))).toEqual([]);
    expect(lines[0]).toMatch(/gave (a string|a number|an array), not an object/);
  });

  it('leaves out entries that are no decisions, and takes nothing under that key for known', async () => {
    const { loader, recent, timers, lines } = createBench(() => ({ e: stickyValues(), broken: { value: 1 } }));
    const values = await loader.load([all('u:userID')], 1000);
    expect(Object.keys(values)).toEqual(['e']);
    expect(recent.get('u:userID', 'broken', timers.elapsedMs())).toBeUndefined();
    expect(lines).toEqual([
      'warn StickyStorage: persistentStorage.load() gave entries that are no decisions; they are left out. It must give what save() was given.',
    ]);
  });

  it('gives values that cannot be changed', async () => {
    const { loader } = createBench(() => ({}));
    expect(Object.isFrozen(await loader.load([all('u:userID')], 1000))).toBe(true);
  });
});
