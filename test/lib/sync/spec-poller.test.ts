import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import { silentMetrics } from '../../../lib/observability/metrics.js';
import { type PolledSource, SpecPoller, type SpecPollerSettings } from '../../../lib/sync/spec-poller.js';
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
  { fallback, ...settings }: Partial<SpecPollerSettings> & Pick<PolledSource, 'fallback'> = {},
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
      return { hasSpecs: true, time: fetches.length, checksum: 'c' };
    },
    apply: async () => 'applied',
  };
  const poller = new SpecPoller({
    choose: async () => ({ source, fallback }),
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

  it('tells of another status once more, and not of each in which a service that is down answers', async () => {
    const statuses = [503, 502, 503, 401, 401, 500];
    const { poller, timers, logger } = setUp(async () => {
      const status = statuses.shift();
      if (status === undefined) return noUpdates;
      throw new NetworkRequestError({
        endpoint: 'specs',
        reason: 'status',
        detail: `status ${status}`,
        status,
        retryable: true,
      });
    });
    poller.start();
    await timers.advance(20_000);
    expect(logger.lines.map((line) => /status \d+|again/.exec(line)?.[0])).toEqual([
      'status 503',
      'status 401',
      'status 500',
      'again',
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

const failure = new NetworkRequestError({ endpoint: 'specs', reason: 'transport', detail: 'refused', retryable: true });

describe('pauses', () => {
  it('grow after five failures, and are short again after a success', async () => {
    let isDown = true;
    const { poller, timers, fetches } = setUp(
      async () => {
        if (isDown) throw failure;
        return noUpdates;
      },
      { intervalMs: 10_000 },
    );
    poller.start();
    await timers.advance(79_000);
    isDown = false;
    await timers.advance(12_000);
    expect(pausesOf(fetches)).toEqual([10, 10, 10, 10, 10, 20, 10].map((seconds) => seconds * 1000));
  });

  it('do not grow while there are no specs to serve with', async () => {
    const settings = { intervalMs: 10_000, hasSpecs: () => false };
    const { poller, timers, fetches } = setUp(async () => Promise.reject(failure), settings);
    poller.start();
    await timers.advance(100_000);
    expect(fetches).toHaveLength(10);
  });

  it('begin with another one where the start says so', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, { intervalMs: 10_000 });
    poller.start({ firstPauseMs: 100 });
    await timers.advance(20_100);
    expect(fetches.map(({ atMs }) => atMs)).toEqual([100, 10_100, 20_100]);
  });
});

describe('a poll that is asked for', () => {
  it('begins at once, but not within the call, and the pause after it is a whole one', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, { intervalMs: 10_000 });
    poller.start();
    await timers.advance(4000);
    poller.pollSoon();
    expect(fetches).toHaveLength(0);
    await timers.advance(0);
    expect(fetches).toHaveLength(1);
    await timers.advance(20_000);
    expect(fetches.map(({ atMs }) => atMs)).toEqual([4000, 14_000, 24_000]);
  });

  it('follows the one that runs, once, however often it is asked for', async () => {
    let finish = (): void => undefined;
    const { poller, timers, fetches } = setUp(() => new Promise((resolve) => (finish = () => resolve(noUpdates))), {
      intervalMs: 10_000,
    });
    poller.start();
    await timers.advance(10_000);
    poller.pollSoon();
    poller.pollSoon();
    await timers.advance(1000);
    expect(fetches).toHaveLength(1);
    finish();
    await timers.advance(0);
    await timers.advance(0);
    expect(fetches.map(({ atMs }) => atMs)).toEqual([10_000, 11_000]);
    finish();
    await timers.advance(9999);
    expect(fetches).toHaveLength(2);
  });

  it('keeps a distance from the one before, so that a store that calls without end is no load', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, { intervalMs: 10_000 });
    poller.start();
    for (let call = 0; call < 95; call++) {
      poller.pollSoon();
      await timers.advance(10);
    }
    expect(fetches.map(({ atMs }) => atMs)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
  });

  it('waits as long as the server has asked for', async () => {
    const busy = new NetworkRequestError({
      endpoint: 'specs',
      reason: 'status',
      detail: 'status 503',
      status: 503,
      retryable: true,
      retryAfterMs: 5000,
    });
    const { poller, timers, fetches } = setUp(async () => Promise.reject(busy));
    poller.start();
    await timers.advance(1000);
    poller.pollSoon();
    await timers.advance(4999);
    expect(fetches).toHaveLength(1);
    await timers.advance(1);
    expect(fetches).toHaveLength(2);
  });

  it('does not come before the start, nor after the end', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates);
    poller.pollSoon();
    await timers.advance(5000);
    poller.start();
    await poller.stop();
    poller.pollSoon();
    await timers.advance(5000);
    expect(fetches).toHaveLength(0);
    expect(timers.waitingCount()).toBe(0);
  });
});

describe('the choice of whom to ask', () => {
  it('is made before each poll, and nobody may be asked', async () => {
    const asked: string[] = [];
    const named = (name: 'Network' | 'Adapter(DataStore)'): PolledSource => ({
      source: {
        name,
        fetch: async () => (asked.push(name), { kind: 'no-updates', source: name, sourceApi: undefined }),
      },
    });
    const choices = [named('Adapter(DataStore)'), undefined, named('Network'), named('Adapter(DataStore)')];
    const { poller, timers } = setUp(async () => noUpdates, { choose: async () => choices.shift() });
    poller.start();
    await timers.advance(4000);
    expect(asked).toEqual(['Adapter(DataStore)', 'Network', 'Adapter(DataStore)']);
  });

  it('that comes after the end is not followed', async () => {
    let choose = (): void => undefined;
    const { poller, timers, fetches } = setUp(async () => noUpdates, {
      choose: () =>
        new Promise((resolve) => {
          choose = () => resolve({ source: { name: 'Network', fetch: () => expect.fail('asked') } });
        }),
    });
    poller.start();
    await timers.advance(1000);
    const stopped = poller.stop();
    choose();
    await stopped;
    expect(fetches).toHaveLength(0);
    expect(timers.waitingCount()).toBe(0);
  });
});

describe('after a start without specs', () => {
  it('tells of the first success, and not again of the same failure', async () => {
    const answers = [async () => Promise.reject(failure), async () => noUpdates];
    const { poller, timers, logger } = setUp(async () => (answers.shift() ?? (async () => noUpdates))());
    poller.start({ failure });
    await timers.advance(1000);
    expect(logger.lines).toEqual([]);
    await timers.advance(3000);
    expect(logger.lines).toEqual(['info SpecSync: Specs are refreshed again (Network).']);
  });
});

describe('the fallback', () => {
  const fallbackOf = (onAsked: () => void): SpecSource => ({
    name: 'Network',
    sourceApi: 'https://statsig.example/v2/specs',
    fetch: async () => {
      onAsked();
      return noUpdates;
    },
  });

  it('is asked after the fifth failure in a row, and then after each, and told of once', async () => {
    const failedPolls: number[] = [];
    const { poller, timers, fetches, logger } = setUp(async () => Promise.reject(failure), {
      intervalMs: 100_000,
      fallback: fallbackOf(() => failedPolls.push(fetches.length)),
    });
    poller.start();
    await timers.advance(800_000);
    expect(fetches).toHaveLength(8);
    expect(failedPolls).toEqual([5, 6, 7, 8]);
    expect(logger.lines.slice(1)).toEqual([
      'info SpecSync: Specs come from Network (https://statsig.example/v2/specs) while Network fails.',
    ]);
  });

  it('is asked after every fifth failure while it fails as well', async () => {
    const failedPolls: number[] = [];
    const { poller, timers, fetches } = setUp(async () => Promise.reject(failure), {
      intervalMs: 100_000,
      fallback: fallbackOf(() => {
        failedPolls.push(fetches.length);
        throw failure;
      }),
    });
    poller.start();
    await timers.advance(1_200_000);
    expect(fetches).toHaveLength(12);
    expect(failedPolls).toEqual([5, 10]);
  });

  it('is left alone again once a poll has succeeded', async () => {
    let polls = 0;
    const failedPolls: number[] = [];
    const { poller, timers } = setUp(
      async () => {
        if (++polls !== 7) throw failure;
        return noUpdates;
      },
      { intervalMs: 100_000, fallback: fallbackOf(() => failedPolls.push(polls)) },
    );
    poller.start();
    await timers.advance(1_200_000);
    expect(failedPolls).toEqual([5, 6, 12]);
  });

  it('is not asked while polls succeed now and then', async () => {
    let polls = 0;
    const { poller, timers } = setUp(
      async () => {
        if (++polls % 5 !== 0) throw failure;
        return noUpdates;
      },
      { fallback: fallbackOf(() => expect.fail('asked')) },
    );
    poller.start();
    await timers.advance(20_000);
    expect(polls).toBe(20);
  });
});

describe('a process that has slept', () => {
  const settings = { intervalMs: 60_000 };

  it('looks for newer specs as soon as it is used', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, settings);
    poller.start();
    await timers.advance(60_000);
    expect(fetches).toHaveLength(1);
    timers.freeze(3_600_000);
    poller.pollIfOverdue(timers.nowMs());
    // Never within the call: that is somebody's check.
    expect(fetches).toHaveLength(1);
    poller.pollIfOverdue(timers.nowMs());
    await timers.advance(0);
    expect(fetches).toHaveLength(2);
    await timers.advance(60_000);
    expect(fetches).toHaveLength(3);
  });

  it('notices it without being used, at the next tick of its timers', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, settings);
    poller.start();
    await timers.advance(10_000);
    timers.freeze(3_600_000);
    await timers.advance(6000);
    expect(fetches).toHaveLength(1);
  });

  it('gives up a request that was in flight, and asks again', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { poller, timers, fetches, logger } = setUp(async ({ signal }) => {
      signals.push(signal);
      if (signals.length > 1) return noUpdates;
      return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(new Error('given up'))));
    }, settings);
    poller.start();
    await timers.advance(60_000);
    poller.pollIfOverdue(timers.nowMs() + 30_000);
    await timers.advance(0);
    expect(signals).toHaveLength(1);
    timers.freeze(3_600_000);
    poller.pollIfOverdue(timers.nowMs());
    await timers.advance(0);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, false]);
    await timers.advance(60_000);
    expect(fetches).toHaveLength(3);
    expect(logger.lines).toEqual([]);
    await poller.stop();
    expect(timers.waitingCount()).toBe(0);
  });

  it('does not poll for being used often, nor when the wall clock is set back', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, settings);
    poller.start();
    for (let second = 0; second < 59; second++) {
      await timers.advance(1000);
      poller.pollIfOverdue(timers.nowMs());
    }
    expect(fetches).toHaveLength(0);
    timers.freeze(-3_600_000);
    poller.pollIfOverdue(timers.nowMs());
    await timers.advance(1000);
    expect(fetches).toHaveLength(1);
    await timers.advance(60_000);
    expect(fetches).toHaveLength(2);
  });

  it('stays stopped when it was', async () => {
    const { poller, timers, fetches } = setUp(async () => noUpdates, settings);
    poller.start();
    await poller.stop();
    timers.freeze(3_600_000);
    poller.pollIfOverdue(timers.nowMs());
    await timers.advance(200_000);
    expect(fetches).toHaveLength(0);
  });
});

function pausesOf(fetches: Setup['fetches']): number[] {
  return fetches.slice(1).map(({ atMs }, index) => atMs - (fetches[index]?.atMs ?? 0));
}
