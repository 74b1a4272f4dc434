import { describe, expect, it } from 'vitest';

import { NoSpecsError } from '../../../lib/errors/no-specs-error.js';
import { createMetrics, type MetricsSettings } from '../../../lib/observability/create-metrics.js';
import { silentMetrics } from '../../../lib/observability/metrics.js';
import type { ObservabilityClient } from '../../../lib/observability/observability-client.js';
import { createRecordingLogger } from '../../support/recording-logger.js';

/** A client that keeps its calls. */
function recordingClient(): { calls: unknown[][]; client: Required<ObservabilityClient> } {
  const calls: unknown[][] = [];
  const keep =
    (name: string) =>
    (...args: unknown[]) =>
      void calls.push([name, ...args]);
  const client = {
    initialize: keep('initialize'),
    increment: keep('increment'),
    gauge: keep('gauge'),
    dist: keep('dist'),
    error: keep('error'),
    shutdown: keep('shutdown'),
    shouldEnableHighCardinalityForThisTag: () => false,
  };
  return { calls, client };
}

function metricsFor(client: ObservabilityClient | undefined, settings: Partial<MetricsSettings> = {}) {
  const logger = createRecordingLogger();
  return { logger, metrics: createMetrics({ client, logger, sdkKey: 'secret-abcdefghijklmnop', ...settings }) };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('metrics', () => {
  it('reach the client in a later turn, with the prefix and tags as texts, after its initialize', async () => {
    const { calls, client } = recordingClient();
    const { metrics } = metricsFor(client);
    metrics.increment('config_no_update');
    metrics.increment('events_successfully_sent_count', 7);
    metrics.gauge('level', 2.5);
    metrics.dist('initialization', 12, { init_success: true, attempt: 3, source: 'Network' });
    metrics.initialize();
    expect(calls).toEqual([]);
    await nextTurn();
    expect(calls).toEqual([
      ['initialize'],
      ['increment', 'statsig.sdk.config_no_update', 1, {}],
      ['increment', 'statsig.sdk.events_successfully_sent_count', 7, {}],
      ['gauge', 'statsig.sdk.level', 2.5, {}],
      ['dist', 'statsig.sdk.initialization', 12, { init_success: 'true', attempt: '3', source: 'Network' }],
    ]);
  });

  it('call the methods as methods of the client', async () => {
    class Client implements ObservabilityClient {
      readonly seen: string[] = [];
      increment(name: string): void {
        this.seen.push(name);
      }
    }
    const client = new Client();
    const { metrics, logger } = metricsFor(client, { prefix: 'p.' });
    metrics.initialize();
    metrics.increment('a');
    metrics.dist('b', 1);
    metrics.error('Tag', new Error('c'));
    await metrics.shutdown();
    expect(client.seen).toEqual(['p.a', 'p.sdk_exceptions_count']);
    expect(logger.lines).toEqual([]);
  });

  it('initialise the client once', async () => {
    const { calls, client } = recordingClient();
    const { metrics } = metricsFor(client);
    metrics.initialize();
    await nextTurn();
    metrics.initialize();
    await nextTurn();
    expect(calls).toEqual([['initialize']]);
  });

  it.each([
    ['no hook', undefined, { source: 'Network' }],
    ['a hook that says no', () => false, { source: 'Network' }],
    ['a hook that wants one', (tag: string) => tag === 'lcut', { source: 'Network', lcut: '5' }],
    ['a hook that wants all', () => true, { source: 'Network', lcut: '5', prev_lcut: '4' }],
    ['a hook that answers something else', () => 'yes' as unknown as boolean, { source: 'Network' }],
  ])('have tags of many values according to %s', async (_, hook, tags) => {
    const { calls, client } = recordingClient();
    const { metrics } = metricsFor({ dist: client.dist, ...(hook && { shouldEnableHighCardinalityForThisTag: hook }) });
    metrics.dist('config_propagation_diff', 1, { source: 'Network', lcut: 5, prev_lcut: 4 });
    await nextTurn();
    expect(calls).toEqual([['dist', 'statsig.sdk.config_propagation_diff', 1, tags]]);
  });

  it('leave tags of many values out when the hook throws, and say so once', async () => {
    const { calls, client } = recordingClient();
    const shouldEnableHighCardinalityForThisTag = (): never => {
      throw new Error('broken');
    };
    const { metrics, logger } = metricsFor({ dist: client.dist, shouldEnableHighCardinalityForThisTag });
    metrics.dist('a', 1, { lcut: 5, prev_lcut: 4 });
    metrics.dist('a', 2, { lcut: 5 });
    await nextTurn();
    expect(calls.map(([, , value, tags]) => [value, tags])).toEqual([
      [1, {}],
      [2, {}],
    ]);
    expect(logger.lines).toEqual([
      'warn Metrics: observabilityClient.shouldEnableHighCardinalityForThisTag() failed: broken. It is not reported again.',
    ]);
  });

  it('count errors by kind, and tell the client tag and message', async () => {
    const { calls, client } = recordingClient();
    const { metrics } = metricsFor(client);
    metrics.error('SpecSync', new NoSpecsError('network'));
    metrics.error('DataStore', new TypeError('no such host'));
    metrics.error('DataStore', { password: 'hidden' });
    metrics.error('DataStore', null);
    await nextTurn();
    const counted = calls.filter(([kind]) => kind === 'increment').map(([, name, value, tags]) => [name, value, tags]);
    expect(counted).toEqual(
      [
        ['SpecSync', 'specs_missing'],
        ['DataStore', 'TypeError'],
        ['DataStore', 'object'],
        ['DataStore', 'object'],
      ].map(([tag, exception]) => ['statsig.sdk.sdk_exceptions_count', 1, { tag, exception }]),
    );
    expect(calls.filter(([kind]) => kind === 'error')).toEqual([
      ['error', 'SpecSync', new NoSpecsError('network').message],
      ['error', 'DataStore', 'no such host'],
      ['error', 'DataStore', 'a thrown object'],
      ['error', 'DataStore', 'a thrown null'],
    ]);
  });

  it('hold no key and no password', async () => {
    const { calls, client } = recordingClient();
    const { metrics } = metricsFor(client, { sdkKey: 'secret-abcdefghijklmnop', secrets: ['me:pass'] });
    metrics.dist('a', 1, { sdk_key: 'secret-abcdefghijklmnop', url: 'http://h/secret-abcdefghijklmnop.json' });
    metrics.error('Tag', new Error('via me:pass with secret-abcdefghijklmnop'));
    await nextTurn();
    expect(calls[1]?.[3]).toEqual({
      sdk_key: 'secret-abcd',
      url: 'http://h/secret-*****.json'.replace('secret-*****', '*****'),
    });
    expect(calls.at(-1)).toEqual(['error', 'Tag', 'via ***** with *****']);
  });

  it('survive a client that throws and rejects, and report each method once', async () => {
    const fail = (): never => {
      throw new Error('thrown');
    };
    const reject = (): unknown => Promise.reject(new Error('rejected'));
    const { metrics, logger } = metricsFor({
      initialize: reject,
      increment: fail,
      gauge: fail,
      dist: reject,
      error: fail,
      shutdown: () => Promise.reject(new Error('rejected')),
    });
    for (let round = 0; round < 2; round++) {
      metrics.increment('a');
      metrics.gauge('b', 1);
      metrics.dist('c', 1);
      metrics.error('Tag', new Error('d'));
      await nextTurn();
    }
    await metrics.shutdown();
    expect(logger.lines.toSorted()).toEqual(
      [
        ['dist', 'rejected'],
        ['error', 'thrown'],
        ['gauge', 'thrown'],
        ['increment', 'thrown'],
        ['initialize', 'rejected'],
        ['shutdown', 'rejected'],
      ].map(
        ([method, why]) => `warn Metrics: observabilityClient.${method}() failed: ${why}. It is not reported again.`,
      ),
    );
  });

  it('do not pile up: a burst of one counter is one call, and others beyond 1000 are left out', async () => {
    const { calls, client } = recordingClient();
    const { metrics, logger } = metricsFor(client);
    const tags = { reason: 'queue_full' };
    for (let count = 0; count < 5000; count++) metrics.increment('dropped', 2, tags);
    for (let count = 0; count < 5000; count++) metrics.dist('latency', count);
    await nextTurn();
    expect(calls).toHaveLength(1 + 1000);
    expect(calls[1]).toEqual(['increment', 'statsig.sdk.dropped', 10_000, tags]);
    expect(logger.lines).toEqual([
      'warn Metrics: More than 1000 measurements at once; some were left out, and later ones will be.',
    ]);
  });

  it('count in full what grows in turns', async () => {
    const { calls, client } = recordingClient();
    const { metrics, logger } = metricsFor(client);
    const [service, sink] = [{ reason: 'queue_full' }, { reason: 'queue_full', sink: 'a' }];
    for (let count = 0; count < 2000; count++) {
      metrics.increment('dropped', 1, service);
      metrics.increment('dropped', 1, sink);
    }
    await nextTurn();
    metrics.increment('dropped', 1, service);
    await nextTurn();
    expect(calls.slice(1)).toEqual([
      ['increment', 'statsig.sdk.dropped', 2000, service],
      ['increment', 'statsig.sdk.dropped', 2000, sink],
      ['increment', 'statsig.sdk.dropped', 1, service],
    ]);
    expect(logger.lines).toEqual([]);
  });

  it('take what the client measures itself meanwhile, one turn later', async () => {
    let count = 0;
    const { metrics } = metricsFor({
      increment: () => {
        count++;
        metrics.increment('again', 1, {});
      },
    });
    metrics.increment('first');
    await nextTurn();
    expect(count).toBe(1);
    await nextTurn();
    expect(count).toBe(2);
    await metrics.shutdown();
  });

  it('end with what waits, then the end of the client, and nothing after it', async () => {
    const { calls, client } = recordingClient();
    let finish = (): void => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    const { metrics } = metricsFor({
      ...client,
      shutdown: () => {
        void client.shutdown();
        return ended;
      },
    });
    metrics.increment('last');
    let isOver = false;
    const shutdown = metrics.shutdown().then(() => (isOver = true));
    metrics.increment('too late');
    await nextTurn();
    expect(isOver).toBe(false);
    finish();
    await shutdown;
    await metrics.shutdown();
    await nextTurn();
    expect(calls).toEqual([['initialize'], ['increment', 'statsig.sdk.last', 1, {}], ['shutdown']]);
  });

  it('do not end a client that they never began', async () => {
    const { calls, client } = recordingClient();
    await metricsFor(client).metrics.shutdown();
    await nextTurn();
    expect(calls).toEqual([]);
  });

  it('are the silent ones without a client', () => {
    expect(metricsFor(undefined).metrics).toBe(silentMetrics);
  });
});
