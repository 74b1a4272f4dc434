import { describe, expect, test } from 'vitest';

import { Statsig } from '../../lib/client/statsig.js';
import type { StatsigOptions } from '../../lib/options/statsig-options.js';
import { readPostedBatch, respond, startHttpServer } from '../support/http-server.js';
import { isOracleInstalled } from '../support/oracle/oracle.js';
import { runProgram } from '../support/run-program.js';

/*
 * What becomes of events that the service does not take at once. The official package runs in a process of its own.
 */

const withOracle = test.runIf(isOracleInstalled());

interface Service {
  readonly options: Pick<StatsigOptions, 'specsUrl' | 'logEventUrl' | 'outputLogLevel'>;
  /** Names of the application's events that were taken. */
  readonly taken: () => string[];
  /** How many events were in the batches that were not taken. */
  readonly refusedCount: () => number;
}

/** A service without specs that answers batches with these statuses in turn, and with the last of them from then on. */
async function serve(...statuses: number[]): Promise<Service> {
  const taken: string[] = [];
  let refusedCount = 0;
  const server = await startHttpServer((response, request) => {
    if (request.method !== 'POST') return respond(response, 500);
    const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 202;
    const count = Number(request.headers['statsig-event-count']);
    // The official package compresses in a way of its own, so only its count can be read.
    if (status >= 300) {
      refusedCount += count;
    } else {
      const isOurs = request.headers['content-encoding'] === 'gzip';
      const events = isOurs ? readPostedBatch(request).events : [];
      const names = events.map((event) => (event as { eventName: string }).eventName);
      taken.push(...(isOurs ? names : Array.from({ length: count }, () => 'unread')));
    }
    respond(response, status, { success: true });
  });
  const options = {
    specsUrl: `${server.url}/v2/download_config_specs`,
    logEventUrl: `${server.url}/v1/log_event`,
    outputLogLevel: 'none',
  } as const;
  return { options, taken: () => taken, refusedCount: () => refusedCount };
}

/** Makes a client of the official package that has logged an event, and goes on with the program. */
async function runOfficial({ options }: Service, program: string): Promise<unknown> {
  const { output } = await runProgram(`
    import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
    const client = new Statsig('secret-event-losses', ${JSON.stringify(options)});
    await client.initialize();
    client.logEvent(new StatsigUser({ userID: 'u' }), 'bought');
    ${program}`);
  return JSON.parse(output.split('\n').at(-1) ?? '');
}

function logWithOurs({ options }: Service): Statsig {
  const client = new Statsig('secret-event-losses', options);
  client.logEvent({ userID: 'u' }, 'bought');
  return client;
}

describe('events-are-kept-until-taken', () => {
  test.each([429, 500])('ours sends a batch again after status %i, as often as it takes', async (status) => {
    const service = await serve(...Array.from({ length: 8 }, () => status), 202);
    const client = logWithOurs(service);
    for (let count = 0; count < 8; count++) {
      expect(await client.flushEvents()).toMatchObject({ isSuccess: false, pending: 1, dropped: 0 });
    }
    expect(await client.flushEvents()).toMatchObject({ isSuccess: true, delivered: 1 });
    expect(service.taken()).toEqual(['bought']);
    await client.shutdown();
  });

  withOracle.each([429, 413])('the official package drops it after status %i', async (status) => {
    const service = await serve(status, 202);
    await runOfficial(
      service,
      `for (let index = 0; index < 20; index += 1) client.logEvent(new StatsigUser({ userID: 'u' }), 'bought');
       await client.flushEvents(); await client.flushEvents(); await client.shutdown();
       console.log('"done"'); process.exit(0);`,
    );
    // What comes after it are at most its own diagnostics, now and then.
    expect(service.refusedCount()).toBeGreaterThan(20);
    expect(service.taken().length).toBeLessThan(5);
  });
});

describe('flushes-tell-the-truth', () => {
  test('ours says what is not delivered', async () => {
    const client = logWithOurs(await serve(500));
    expect(await client.flushEvents()).toMatchObject({ isSuccess: false, delivered: 0, pending: 1 });
    expect(await client.shutdown(100)).toMatchObject({ isSuccess: false, droppedByReason: { shutdown: 1 } });
  });

  withOracle('a flush of the official package is always a success', async () => {
    const answer = await runOfficial(
      await serve(500),
      `console.log(JSON.stringify(await client.flushEvents())); process.exit(0);`,
    );
    expect(answer).toEqual({ isSuccess: true });
  });
});

describe('waiting-events-outlive-the-program', () => {
  test('ours sends what waits when nothing is left to do', async () => {
    const service = await serve(202);
    const client = logWithOurs(service);
    // The end of a process as Node tells of it; event-exit.test.ts lets real ones end.
    process.emit('beforeExit', 0);
    await expect.poll(service.taken, { timeout: 20_000 }).toEqual(['bought']);
    await client.shutdown();
  });

  withOracle('the official package loses it', async () => {
    const service = await serve(202);
    expect(await runOfficial(service, `console.log('"done"');`)).toBe('done');
    expect(service.taken()).toEqual([]);
  });
});
