import { describe, expect, it } from 'vitest';

import { NetworkRequestError } from '../../../lib/errors/network-request-error.js';
import { NoSpecsError } from '../../../lib/errors/no-specs-error.js';
import { askInTurn, type AskingResult } from '../../../lib/sync/ask-in-turn.js';
import type { SpecPlace } from '../../../lib/sync/spec-place.js';
import type { SpecFetchLimits, SpecSourceName } from '../../../lib/sync/spec-source.js';
import { createManualTimers, type ManualTimers } from '../../support/manual-timers.js';
import { createRecordingLogger, type RecordingLogger } from '../../support/recording-logger.js';

/** What a place does when it is asked; the test's clock is at hand. */
type Asked = (limits: SpecFetchLimits, timers: ManualTimers) => Promise<unknown>;

interface PlaceParts extends Partial<Omit<SpecPlace, 'source'>> {
  readonly name?: SpecSourceName;
  readonly asked: Asked;
}

interface Setup {
  readonly result: Promise<AskingResult>;
  readonly timers: ManualTimers;
  readonly logger: RecordingLogger;
  readonly stopping: AbortController;
  /** The places that were asked, with the time that each was given. */
  readonly asked: (readonly [name: string, timeoutMs: number])[];
}

function ask(parts: readonly PlaceParts[], limitMs = 3000): Setup {
  const timers = createManualTimers(0);
  const logger = createRecordingLogger();
  const stopping = new AbortController();
  const asked: [string, number][] = [];
  const behaviours = new Map<unknown, Asked>();
  const places = parts.map(({ name = 'Network', asked: behaviour, ...rest }): SpecPlace => {
    const source = { name, fetch: () => expect.fail('only the sync fetches') };
    behaviours.set(source, behaviour);
    return { source, isAtHand: false, weight: 1, limitMs: undefined, early: undefined, ...rest };
  });
  const result = askInTurn(places, {
    sync: {
      run: async (source, limits) => {
        asked.push([source.name, limits.timeoutMs]);
        await behaviours.get(source)?.(limits, timers);
        return 'applied';
      },
    },
    limitMs,
    signal: stopping.signal,
    timers,
    logger,
  });
  return { result, timers, logger, stopping, asked };
}

const has: Asked = async () => undefined;
const isDown: Asked = async () => {
  throw new NetworkRequestError({ endpoint: 'specs', reason: 'transport', detail: 'refused', retryable: true });
};
const hangs: Asked = () => new Promise(() => undefined);
/** As a request does that keeps its limit. */
const timesOut: Asked = ({ timeoutMs }, timers) =>
  new Promise((_resolve, reject) => {
    const detail = `no complete answer within ${timeoutMs} ms`;
    const error = new NetworkRequestError({ endpoint: 'specs', reason: 'timeout', detail, retryable: true });
    timers.schedule(timeoutMs, () => reject(error));
  });

describe('askInTurn', () => {
  it('stops at the first place that has specs', async () => {
    const { result, asked, logger } = ask([{ asked: has }, { name: 'Adapter(FileBased)', asked: hangs }]);
    expect(await result).toMatchObject({ found: { source: { name: 'Network' } }, failures: [] });
    expect(asked).toHaveLength(1);
    expect(logger.lines).toEqual([]);
  });

  it('goes on to the next place with all the time that is left, and says why', async () => {
    const { result, asked, logger } = ask([{ asked: isDown }, { name: 'Adapter(FileBased)', asked: has }]);
    const { found, failures } = await result;
    expect(found?.source.name).toBe('Adapter(FileBased)');
    expect(failures).toMatchObject([{ place: 'Network', error: { code: 'network_request_failed' } }]);
    expect(asked).toEqual([
      ['Network', 1500],
      ['Adapter(FileBased)', 3000],
    ]);
    expect(logger.lines).toEqual([
      'warn SpecSync: No specs from Network; Adapter(FileBased) is asked next. The specs request failed: refused. Check that ' +
        'the host of the option specsUrl can be reached from here.',
    ]);
  });

  it('warns of no store that is merely empty', async () => {
    const empty: Asked = async () => {
      throw new NoSpecsError('Adapter(DataStore)', 'holds nothing yet');
    };
    const { result, logger } = ask([{ name: 'Adapter(DataStore)', asked: empty }, { asked: has }]);
    await result;
    expect(logger.lines).toEqual([expect.stringMatching(/^info SpecSync: No specs from Adapter\(DataStore\);/)]);
  });

  it('gives each place its share of the time, by weight', async () => {
    const { result, asked, timers } = ask([
      { name: 'Adapter(DataStore)', weight: 0.5, asked: timesOut },
      { asked: timesOut },
      { name: 'Adapter(FileBased)', weight: 0.5, asked: timesOut },
    ]);
    await timers.advance(3000);
    expect((await result).found).toBeUndefined();
    expect(asked).toEqual([
      ['Adapter(DataStore)', 750],
      ['Network', 1500],
      ['Adapter(FileBased)', 750],
    ]);
  });

  it('gives up a place that does not keep its limit, and asks the next', async () => {
    const { result, asked, timers } = ask([{ name: 'Adapter(DataStore)', asked: hangs }, { asked: has }]);
    await timers.advance(1600);
    const { found, failures } = await result;
    expect(found?.source.name).toBe('Network');
    expect(failures).toMatchObject([{ error: { code: 'initialization_timed_out' } }]);
    expect(asked[1]?.[1]).toBeGreaterThan(1400);
    expect(timers.waitingCount()).toBe(0);
  });

  it('keeps the limit of a place that has one', async () => {
    const { result, asked, timers } = ask([
      { asked: timesOut, limitMs: 200 },
      { asked: has, limitMs: 10_000 },
    ]);
    await timers.advance(200);
    await result;
    expect(asked).toEqual([
      ['Network', 200],
      ['Network', 2800],
    ]);
  });

  it('tells of the whole limit where there is but one place', async () => {
    const { result, timers } = ask([{ asked: timesOut }]);
    await timers.advance(3000);
    expect((await result).failures).toMatchObject([{ error: { code: 'initialization_timed_out', timeoutMs: 3000 } }]);
  });

  it.each([
    ['fails', isDown, 'Adapter(FileBased)'],
    ['has specs', has, 'Network'],
  ])('lets a place begin early while another %s, and forgets what it does not need', async (_what, first, found) => {
    const steps: string[] = [];
    const early = { prepare: () => steps.push('prepare'), release: () => steps.push('release') };
    const { result, asked } = ask([{ asked: first }, { name: 'Adapter(FileBased)', early, asked: has }]);
    expect(steps).toEqual(['prepare']);
    expect((await result).found?.source.name).toBe(found);
    expect(asked[0]?.[0]).toBe('Network');
    expect(steps).toEqual(['prepare', 'release']);
  });

  it('without any time only takes what is at hand', async () => {
    const without = ask([{ asked: has }], 0);
    expect(await without.result).toMatchObject({ found: undefined, failures: [{ error: { timeoutMs: 0 } }] });
    expect(without.asked).toEqual([]);
    const { result } = ask([{ name: 'Bootstrap', isAtHand: true, weight: 0, asked: has }], 0);
    expect((await result).found?.source.name).toBe('Bootstrap');
  });

  it('ends at once when it is stopped', async () => {
    const given: AbortSignal[] = [];
    const untilAborted: Asked = ({ signal }) =>
      new Promise((_resolve, reject) => {
        if (signal !== undefined) given.push(signal);
        signal?.addEventListener('abort', () => reject(new Error('given up')));
      });
    const { result, stopping, asked } = ask([{ asked: untilAborted }, { asked: has }]);
    stopping.abort();
    expect((await result).found).toBeUndefined();
    expect(asked).toHaveLength(1);
    expect(given[0]?.aborted).toBe(true);
  });

  it('never rejects, whatever a place throws', async () => {
    const { result } = ask([
      {
        asked: async () => {
          // oxlint-disable-next-line no-throw-literal, only-throw-error -- that is the point
          throw 'a text';
        },
      },
    ]);
    const { failures } = await result;
    expect(failures[0]?.error).toBeInstanceOf(Error);
  });
});
