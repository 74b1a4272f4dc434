import { describe, expect, it } from 'vitest';

import { InvalidSpecsError } from '../../../lib/errors/invalid-specs-error.js';
import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import type { MetricTags } from '../../../lib/observability/metrics.js';
import type { ApplyOutcome, SpecFetch, SpecsHolder, SpecSource } from '../../../lib/sync/spec-source.js';
import { type AppliedSpecs, SpecSync } from '../../../lib/sync/spec-sync.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';

const limits = { timeoutMs: 1000 };
const payload: SpecFetch = { kind: 'payload', document: '{}', source: 'Network', sourceApi: 'https://host/v2/specs' };

interface Setup {
  readonly sync: SpecSync;
  readonly timers: ManualTimers;
  readonly measured: (readonly [name: string, value: number | undefined, tags: MetricTags | undefined])[];
  readonly applied: AppliedSpecs[];
}

function setUp(apply: () => Promise<ApplyOutcome>, { time = 0 } = {}): Setup {
  const timers = createManualTimers(1_000_000);
  const measured: [string, number | undefined, MetricTags | undefined][] = [];
  const applied: AppliedSpecs[] = [];
  let held = time;
  const holder: SpecsHolder = {
    get hasSpecs() {
      return held > 0;
    },
    get cursor() {
      return { hasSpecs: held > 0, time: held, checksum: undefined };
    },
    apply: async () => {
      const outcome = await apply();
      if (outcome === 'applied') held = 900_000;
      return outcome;
    },
  };
  const note = (...args: [string, number | undefined, MetricTags | undefined]): void => void measured.push(args);
  const metrics = { increment: note, dist: note, gauge: note, error: () => undefined };
  const sync = new SpecSync({ holder, metrics, timers, onApplied: (specs) => applied.push(specs) });
  return { sync, timers, measured, applied };
}

const sourceOf = (answer: () => Promise<SpecFetch>, parts: Partial<SpecSource> = {}): SpecSource => ({
  name: 'Network',
  sourceApi: 'https://host/v2/specs',
  fetch: answer,
  ...parts,
});

const refused = new NetworkRequestError({ endpoint: 'specs', reason: 'transport', detail: 'refused', retryable: true });

/** The tags of one look at the network, as the official SDK writes them. */
const lookTags = {
  source_api: 'https://host/v2',
  format: 'json',
  error: '',
  network_success: true,
  process_success: true,
  deltas_used: false,
};

describe('a look for specs', () => {
  it('takes them into use, tells of it and measures it', async () => {
    const { sync, measured, applied } = setUp(async () => 'applied');
    await expect(
      sync.run(
        sourceOf(async () => payload),
        limits,
      ),
    ).resolves.toBe('applied');
    expect(applied).toEqual([{ payload, time: 900_000, receivedAt: 1_000_000 }]);
    expect(measured).toEqual([['config_sync_overall.latency', 0, lookTags]]);
    expect(sync.last).toEqual({ source: 'Network', outcome: 'applied', at: 1_000_000 });
    expect(sync.currentAt).toBe(1_000_000);
  });

  it('measures for later specs how long the change was on its way', async () => {
    const { sync, measured } = setUp(async () => 'applied', { time: 800_000 });
    await sync.run(
      sourceOf(async () => payload),
      limits,
    );
    const tags = { source: 'Network', source_api: 'https://host/v2', response_format: 'JSON' };
    expect(measured[0]).toEqual(['config_propagation_diff', 100_000, { ...tags, lcut: 900_000, prev_lcut: 800_000 }]);
  });

  it('counts that there was nothing new', async () => {
    const { sync, measured, applied } = setUp(async () => 'no-updates', { time: 5 });
    await expect(
      sync.run(
        sourceOf(async () => payload),
        limits,
      ),
    ).resolves.toBe('no-updates');
    expect(measured).toEqual([
      ['config_no_update', 1, { source: 'Network', source_api: 'https://host/v2' }],
      ['config_sync_overall.latency', 0, { ...lookTags, format: 'unknown' }],
    ]);
    expect(applied).toEqual([]);
    expect(sync.last?.outcome).toBe('no-updates');
  });

  it('fails when there is nothing new although there are no specs', async () => {
    const { sync, measured } = setUp(async () => 'no-updates');
    await expect(
      sync.run(
        sourceOf(async () => payload),
        limits,
      ),
    ).rejects.toMatchObject({ code: 'specs_missing' });
    expect(sync.last).toMatchObject({ outcome: 'failed', error: expect.stringContaining('has_updates: false') });
    expect(sync.currentAt).toBeUndefined();
    expect(measured.at(-1)?.[2]).toMatchObject({
      error: 'specs_missing',
      network_success: true,
      process_success: false,
    });
  });

  it('fails with the source', async () => {
    const { sync, measured } = setUp(async () => 'applied', { time: 5 });
    await expect(
      sync.run(
        sourceOf(() => Promise.reject(refused)),
        limits,
      ),
    ).rejects.toBe(refused);
    expect(sync.last).toEqual({ source: 'Network', outcome: 'failed', error: refused.message, at: 1_000_000 });
    const failed = {
      format: 'unknown',
      error: 'network_request_failed',
      network_success: false,
      process_success: false,
    };
    expect(measured).toEqual([['config_sync_overall.latency', 0, { ...lookTags, ...failed }]]);
  });

  it('fails when the specs cannot be used, although the network did its part', async () => {
    const invalid = new InvalidSpecsError({ path: '', expected: 'JSON', found: 'a page' });
    const { sync, measured } = setUp(() => Promise.reject(invalid), { time: 5 });
    await expect(
      sync.run(
        sourceOf(async () => payload),
        limits,
      ),
    ).rejects.toBe(invalid);
    const failed = { format: 'unknown', error: 'specs_invalid', network_success: true, process_success: false };
    expect(measured).toEqual([['config_sync_overall.latency', 0, { ...lookTags, ...failed }]]);
  });

  it('tells of the data store as the official SDK does, and not of an empty one', async () => {
    const { sync, measured } = setUp(async () => 'applied');
    const stored: SpecFetch = { ...payload, source: 'Adapter(DataStore)', sourceApi: undefined };
    const { sourceApi: _, ...store } = sourceOf(async () => stored, { name: 'Adapter(DataStore)' });
    await sync.run(store, limits);
    const tags = { ...lookTags, source_api: 'datastore', format: 'unknown', network_success: false };
    expect(measured).toEqual([['config_sync_overall.latency', 0, tags]]);
  });

  it('measures nothing for specs of this process', async () => {
    const { sync, measured } = setUp(async () => 'applied');
    await sync.run(
      sourceOf(async () => ({ ...payload, source: 'Bootstrap' }), { name: 'Bootstrap' }),
      limits,
    );
    expect(measured).toEqual([]);
  });

  it('changes nothing, and notes nothing, when it was given up', async () => {
    const { sync, measured, applied } = setUp(async () => 'applied');
    const stopping = new AbortController();
    const source = sourceOf(async () => {
      stopping.abort();
      return payload;
    });
    await expect(sync.run(source, { ...limits, signal: stopping.signal })).rejects.toThrow();
    expect([measured, applied, sync.last]).toEqual([[], [], undefined]);
  });
});

it('tells of each look that has failed, and of no other', async () => {
  const failed: string[] = [];
  const holder: SpecsHolder = {
    hasSpecs: true,
    cursor: { hasSpecs: true, time: 1, checksum: undefined },
    apply: async () => 'applied',
  };
  const sync = new SpecSync({
    holder,
    metrics: { increment: () => undefined, dist: () => undefined, gauge: () => undefined, error: () => undefined },
    timers: createManualTimers(1_000_000),
    onApplied: () => undefined,
    onFailed: ({ name }) => failed.push(name),
  });
  await sync.run(
    sourceOf(async () => payload),
    limits,
  );
  expect(failed).toEqual([]);
  await expect(
    sync.run(
      sourceOf(async () => Promise.reject(refused)),
      limits,
    ),
  ).rejects.toBe(refused);
  expect(failed).toEqual(['Network']);
});
