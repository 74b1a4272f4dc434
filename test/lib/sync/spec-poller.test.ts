import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import { silentMetrics } from '../../../lib/observability/metrics.js';
import { SpecPoller, type SpecPollerSettings } from '../../../lib/sync/spec-poller.js';
import type {
  SpecFetch,
  SpecFetchLimits,
  SpecsCursor,
  SpecsHolder,
  SpecSource,
} from '../../../lib/sync/spec-source.js';
import { SpecSync } from '../../../lib/sync/spec-sync.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

const noUpdates: SpecFetch = { kind: 'no-updates', source: 'Network', sourceApi: undefined };

interface Setup {
  readonly poller: SpecPoller;
  readonly timers: ManualTimers;
  readonly logger: RecordingLogger;
  readonly fetches: { cursor: SpecsCursor; limits: SpecFetchLimits; atMs: number }[];
}

function setUp(
  answer: (limits: SpecFetchLimits) => Promise<SpecFetch>,
  settings: Partial<SpecPollerSettings> = {},
): Setup {
  const timers = createManualTimers(0);
  const logger = createRecordingLogger();
  const fetches: Setup['fetches'] = [];
  const source: SpecSource = {
    name: 'Network',
    fetch: (cursor, limits) => {
      fetches.push({ cursor, limits, atMs: timers.nowMs() });
      return answer(limits);
    },
  };
  const holder: SpecsHolder = {
    hasSpecs: true,
    get cursor() {
      return { time: fetches.length, checksum: 'c' };
    },
    apply: async () => 'applied',
  };
  const poller = new SpecPoller({
    source,
    sync: new SpecSync({ holder, metrics: silentMetrics, timers, onApplied: () => undefined }),
    hasSpecs: () => true,
    intervalMs: 1000,
    logger,
    random: () => 0.5,
    timers,
    ...settings,
  });
  return { poller, timers, logger, fetches };
}

describe('SpecPoller', () => {
  it('asks after each pause, with what is held then and the limits of a poll', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates);
    poller.start();
    await timers.advance(999);
    expect(fetches).toHaveLength(0);
    await timers.advance(2001);
    expect(fetches.map(({ atMs }) => atMs)).toEqual([1000, 2000, 3000]);
    expect(fetches.map(({ cursor }) => cursor.time)).toEqual([0, 1, 2]);
    expect(fetches[0]?.limits).toMatchObject({ timeoutMs: 10_000, purpose: 'poll' });
  });

  it.each([
    [0, 900],
    [0.5, 1000],
    [0.999_999, 1100],
  ])('with chance %d waits about %d ms', async (chance, waitMs) => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, { random: () => chance });
    poller.start();
    await timers.advance(3000);
    expect(fetches[0]?.atMs).toBeCloseTo(waitMs, 1);
  });

  it('waits longer when the server asked for it', async () => {
    const busy = new NetworkRequestError({
      endpoint: 'specs',
      reason: 'status',
      detail: 'status 503',
      status: 503,
      retryable: true,
      retryAfterMs: 5000,
    });
    let failures = 1;
    const { poller, timers, fetches } = setUp(async () => {
      if (failures-- > 0) throw busy;
      return noUpdates;
    });
    poller.start();
    await timers.advance(8000);
    expect(fetches.map(({ atMs }) => atMs)).toEqual([1000, 6000, 7000, 8000]);
  });

  it('tells of another reason for failing once more', async () => {
    const failures: unknown[] = [
      new NetworkRequestError({ endpoint: 'specs', reason: 'timeout', detail: 'slow', retryable: true }),
      new TypeError('boom'),
      new TypeError('boom'),
    ];
    const { poller, timers, logger } = setUp(async () => {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      return noUpdates;
    });
    poller.start();
    await timers.advance(5000);
    expect(logger.lines).toEqual([
      expect.stringContaining('warn SpecSync: Specs are not refreshed (Network). The specs request failed: slow.'),
      'warn SpecSync: Specs are not refreshed (Network). boom',
      'info SpecSync: Specs are refreshed again (Network).',
    ]);
  });

  it('asks no more when it is stopped, and can be started again', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates);
    poller.start();
    await timers.advance(1000);
    await poller.stop();
    expect(timers.waitingCount()).toBe(0);
    await timers.advance(5000);
    expect(fetches).toHaveLength(1);
    poller.start();
    await timers.advance(1000);
    expect(fetches).toHaveLength(2);
  });

  it('can be stopped before it was started', async () => {
    const { poller } = setUp(async () => noUpdates);
    await expect(poller.stop()).resolves.toBeUndefined();
  });
});
