import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { FlushResult } from '../../lib/events/flush-result.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { compileLibrary, type CompiledLibrary } from '../support/compile-library.js';
import {
  type ArrivedBatch,
  type FaultySettings,
  startFaultyEventService,
  type Treatment,
} from '../support/faulty-event-service.js';
import { Random } from '../support/generator/random.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';

/*
 * Clients in the workers of a real cluster log events and exposures while the service fails: each event that was logged is in a
 * batch that was accepted, or counted as lost by the client that logged it.
 */

let library: CompiledLibrary;
beforeAll(async () => {
  library = await compileLibrary(['lib/index.ts']);
}, 120_000);
afterAll(() => library.remove());

/** What the workers do; the argument of log-from-workers.mjs. */
interface Plan {
  readonly workers: number;
  /** Half of them exposures, half events of the application's own; each of a user of its own. */
  readonly eventsPerWorker: number;
  readonly options: StatsigOptions;
  /** Unit: milliseconds. */
  readonly shutdownMs: number;
  /** The worker that gets a SIGTERM when it has logged the half. It goes on logging until its client is shut down, and once more. */
  readonly terminatedWorker?: number;
}

/** What a worker says of its events. */
interface Report {
  readonly logged: number;
  /** Of these the ones before its shutdown began; null where no signal came. */
  readonly loggedBefore: number | null;
  /** Of a flush midway and of the shutdown. */
  readonly results: readonly FlushResult[];
  /** What its observability client was told. */
  readonly measured: { readonly delivered: number; readonly dropped: Readonly<Record<string, number>> };
}

interface Outcome {
  readonly reports: readonly Report[];
  readonly batches: readonly ArrivedBatch[];
  readonly restarts: number;
}

const specs = buildSpecs({ gates: { open: { rules: [rule('r', [everyone])] } } });

async function run(plan: Plan, service: Omit<FaultySettings, 'specs' | 'random'>): Promise<Outcome> {
  const random = new Random(5);
  const { url, batches, restartCount } = await startFaultyEventService({
    ...service,
    specs,
    random: () => random.next(),
  });
  const program = fileURLToPath(new URL('log-from-workers.mjs', import.meta.url));
  const argument = JSON.stringify({ ...plan, library: library.addressOf('lib/index.js'), url });
  const limits = { timeout: 170_000, killSignal: 'SIGKILL' } as const;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, argument], limits);
  expect(stderr).toBe('');
  const { reports, endings } = JSON.parse(stdout) as { reports: Report[]; endings: { code: number }[] };
  expect(endings.map(({ code }) => code)).toEqual(endings.map(() => 0));
  return { reports, batches, restarts: restartCount() };
}

/** How often each event arrived in batches of a kind. */
function arrivals(batches: readonly ArrivedBatch[], isCounted: (batch: ArrivedBatch) => boolean): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { ids } of batches.filter(isCounted)) {
    for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

const isAccepted = ({ treatment }: ArrivedBatch): boolean => treatment === 'accepted';
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The accepted events of all workers that arrived nowhere: each client has accepted the first ones, as many as it delivered. */
function missing(reports: readonly Report[], arrived: ReadonlyMap<string, number>): string[] {
  return reports.flatMap(({ measured }, index) =>
    Array.from({ length: measured.delivered }, (_, id) => `${index}-${id}`).filter((id) => !arrived.has(id)),
  );
}

/** The shares of requests that met each treatment. */
function shares(batches: readonly ArrivedBatch[]): Partial<Record<Treatment, number>> {
  const counts: Partial<Record<Treatment, number>> = {};
  for (const { treatment } of batches) counts[treatment] = (counts[treatment] ?? 0) + 1 / batches.length;
  return counts;
}

describe('clients of four workers', () => {
  it(
    'lose none of 200,000 events while 30 % of requests fail, the service restarts twice and a worker is terminated',
    { timeout: 180_000 },
    async () => {
      const { reports, batches, restarts } = await run(
        { workers: 4, eventsPerWorker: 60_000, options: {}, shutdownMs: 120_000, terminatedWorker: 2 },
        {
          faults: { vanished: 0.05, reset: 0.05, 'status 500': 0.1, 'status 429': 0.1 },
          restartsAt: [40_000, 110_000],
        },
      );
      expect(restarts).toBe(2);
      expect(1 - (shares(batches).accepted ?? 0)).toBeGreaterThan(0.15);
      expect(reports.map(({ loggedBefore }) => loggedBefore !== null)).toEqual([false, false, true, false]);

      const accepted = arrivals(batches, isAccepted);
      expect(missing(reports, accepted)).toEqual([]);
      expect(accepted.size).toBe(sum(reports.map(({ measured }) => measured.delivered)));
      for (const { results, measured, logged, loggedBefore } of reports) {
        if (loggedBefore === null) {
          expect(logged).toBe(60_000);
          expect(results.at(-1)).toMatchObject({ isSuccess: true, pending: 0, dropped: 0 });
          expect(measured).toEqual({ delivered: logged, dropped: {} });
          expect(sum(results.map(({ dropped }) => dropped))).toBe(0);
          continue;
        }
        // What the worker logged while its client was shutting down was accepted at first. From some event on none was: those
        // are counted as not accepted until the client is shut down, and then no more.
        const { after_shutdown: late = 0, ...lost } = measured.dropped;
        expect(lost).toEqual({});
        expect(results.at(-1)).toMatchObject({ pending: 0, dropped: late });
        expect(measured.delivered).toBeGreaterThan(loggedBefore);
        expect(measured.delivered + late).toBeLessThan(logged);
      }
      // An event is sent again only when its answer did not arrive, or may not have.
      const certain = arrivals(batches, (batch) => isAccepted(batch) && !batch.isAnswerUnknown);
      expect([...certain].filter(([, count]) => count > 1)).toEqual([]);
      const taken = arrivals(batches, (batch) => isAccepted(batch) || batch.treatment === 'vanished');
      const duplicates = sum([...taken.values()].map((count) => count - 1));
      const unknown = sum(
        batches.filter((batch) => batch.treatment === 'vanished' || batch.isAnswerUnknown).map(({ ids }) => ids.length),
      );
      expect(duplicates).toBeLessThanOrEqual(unknown);
      console.info(
        `${accepted.size} events in ${batches.length} requests; ${duplicates} arrived twice, because the answer was unknown.`,
      );
    },
  );

  it('count exactly what they lose when little may be kept', { timeout: 120_000 }, async () => {
    const { reports, batches } = await run(
      {
        workers: 4,
        eventsPerWorker: 10_000,
        options: {
          eventLoggingMaxQueueSize: 10,
          eventLoggingMaxPendingBatchQueueSize: 2,
          eventLoggingFlushIntervalMs: 50,
        },
        shutdownMs: 60_000,
      },
      { faults: { reset: 0.2, 'status 500': 0.2, 'status 429': 0.2 } },
    );
    const accepted = arrivals(batches, isAccepted);
    expect([...accepted].filter(([, count]) => count > 1)).toEqual([]);
    for (const [index, { logged, results, measured }] of reports.entries()) {
      const own = [...accepted.keys()].filter((id) => id.startsWith(`${index}-`)).length;
      const dropped = sum(results.map((result) => result.dropped));
      expect(logged).toBe(10_000);
      expect(dropped).toBeGreaterThan(0);
      expect({ own, dropped }).toEqual({ own: measured.delivered, dropped: logged - own });
      expect(results.at(-1)?.pending).toBe(0);
      const byReason: Record<string, number> = {};
      for (const { droppedByReason = {} } of results) {
        for (const [reason, count] of Object.entries(droppedByReason))
          byReason[reason] = (byReason[reason] ?? 0) + count;
      }
      expect(byReason).toEqual(measured.dropped);
      expect(sum(Object.values(byReason))).toBe(dropped);
    }
  });
});
