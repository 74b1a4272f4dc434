import { gzipSync } from 'node:zlib';

import fc from 'fast-check';
import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  type KeyScheme,
  openRedis,
  redisDataStore,
  type RedisConnection,
  type RedisDataStore,
  type RedisDataStoreOptions,
} from 'statsig-nodekit/redis';

import { specsKey } from '../../lib/stores/specs-key.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';

const path = '/v2/download_config_specs';
const specsOf = (time: number): string => JSON.stringify({ time, feature_gates: {}, note: 'é😀'.repeat(20) });
const timeIn = (text: string | undefined): number => JSON.parse(text ?? '{"time":0}').time;

describe.skipIf(!hasRedis)('specs in Redis', () => {
  let redis: TestRedis;
  let connections: RedisConnection[] = [];
  let ends: (() => unknown)[] = [];
  let keyCount = 0;

  beforeAll(async () => {
    redis = await startRedis();
    const ours = new Redis(redis.socketPath);
    const theirs = createClient({ url: redis.url });
    await theirs.connect();
    connections = [openRedis(redis.url), openRedis(ours), openRedis(theirs)];
    ends = [() => ours.disconnect(), () => theirs.destroy(), () => connections[0]?.close()];
  });
  afterAll(async () => {
    for (const end of ends) await end();
    await redis.stop();
  });

  const newKey = (): string => `secret-layout-${(keyCount += 1)}-abcdefghijklmnop`;
  const keyOf = (sdkKey: string, schema: 'v2' | 'v3' = 'v2'): string =>
    specsKey({ sdkKey, schema, format: 'plain_text' });
  const storeOf = (sdkKey: string, options: Partial<RedisDataStoreOptions> = {}): RedisDataStore =>
    redisDataStore({ redis: connections[0] ?? redis.url, sdkKey, timeoutMs: 10_000, ...options });
  const read = async (sdkKey: string, options: Partial<RedisDataStoreOptions> = {}): Promise<string | undefined> =>
    (await storeOf(sdkKey, { readOnly: true, ...options }).get(keyOf(sdkKey))).result;

  describe.each(['native', 'core-v2', 'core-v3', 'forward-proxy'] as const)('in the layout %s', (keyScheme) => {
    it('never become older, in whatever order processes write', async () => {
      const publication = fc.record({ time: fc.integer({ min: 1, max: 12 }), writer: fc.nat(2), waits: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(publication, { minLength: 1, maxLength: 12 }), async (publications) => {
          const sdkKey = newKey();
          const writers = connections.map((connection) => storeOf(sdkKey, { redis: connection, keyScheme }));
          const reader = storeOf(sdkKey, { keyScheme, readOnly: true });
          const running: Promise<void>[] = [];
          let lastSeen = 0;
          for (const { time, writer, waits } of publications) {
            running.push(writers[writer]?.set(keyOf(sdkKey), specsOf(time)) ?? Promise.resolve());
            if (!waits) continue;
            await running.at(-1);
            const seen = timeIn((await reader.get(keyOf(sdkKey))).result);
            expect(seen).toBeGreaterThanOrEqual(lastSeen);
            lastSeen = seen;
          }
          await Promise.all(running);
          const newest = Math.max(...publications.map(({ time }) => time));
          expect((await reader.get(keyOf(sdkKey))).result).toBe(specsOf(newest));
        }),
        { numRuns: 25 },
      );
    });

    it('come out as they went in, and are not transferred again while they stay', async () => {
      const sdkKey = newKey();
      const large = JSON.stringify({ time: 5, filler: Array.from({ length: 60_000 }, (_, index) => `${index}é`) });
      await storeOf(sdkKey, { keyScheme }).set(keyOf(sdkKey), large, undefined, { specsTime: 5 });
      const reader = storeOf(sdkKey, { keyScheme, readOnly: true });
      const first = await reader.get(keyOf(sdkKey));
      expect(first.result === large).toBe(true);
      expect((await reader.get(keyOf(sdkKey))).result === large).toBe(true);
    });
  });

  it('are compressed, and described in a line that holds no key, in the layout native', async () => {
    const sdkKey = newKey();
    const text = JSON.stringify({ time: 7, filler: 'abc'.repeat(50_000) });
    await storeOf(sdkKey).set(keyOf(sdkKey), text, undefined, { specsTime: 7 });
    const names = ((await redis.command('KEYS', '*')) as Uint8Array[]).map((name) => Buffer.from(name).toString());
    expect(names).toContain(ownName(sdkKey, 'specs'));
    expect(names.filter((name) => name.includes(sdkKey.slice(0, 18)))).toEqual([]);
    const value = (await redis.command('GET', ownName(sdkKey, 'specs'))) as Buffer;
    expect(value.length).toBeLessThan(text.length / 20);
    const header = JSON.parse(value.toString('utf8', 0, value.indexOf('\n')));
    expect(header).toMatchObject({ form: 1, time: 7 });
    expect(JSON.stringify(header)).not.toContain(sdkKey);
  });

  it('are read with one small answer while they stay', async () => {
    const sdkKey = newKey();
    const text = JSON.stringify({ time: 7, filler: Array.from({ length: 5000 }, () => Math.random()) });
    await storeOf(sdkKey).set(keyOf(sdkKey), text);
    const holder = storeOf(sdkKey);
    expect(await holder.supportPollingUpdatesFor(path)).toBe(false);
    const reader = storeOf(sdkKey);
    expect((await reader.get(keyOf(sdkKey))).result).toBe(text);
    const before = await statistics(redis);
    expect(await reader.supportPollingUpdatesFor(path)).toBe(true);
    expect((await reader.get(keyOf(sdkKey))).result).toBe(text);
    const after = await statistics(redis);
    expect(after.scripts - before.scripts).toBe(1);
    expect(after.sentBytes - before.sentBytes).toBeLessThan(20_000);
    await holder.shutdown();
  });

  it.each([
    ['cut off', (value: Buffer) => value.subarray(0, value.length - 5)],
    [
      'of another checksum',
      (value: Buffer) => Buffer.from(value.toString('latin1').replace(/"sha256":"./, '"sha256":"*'), 'latin1'),
    ],
    [
      'of another SDK key',
      (value: Buffer) => Buffer.from(value.toString('latin1').replace(/"owner":"./, '"owner":"*'), 'latin1'),
    ],
    [
      'of a later form',
      (value: Buffer) => Buffer.from(value.toString('latin1').replace('"form":1', '"form":2'), 'latin1'),
    ],
    ['of something else', () => Buffer.from('<html>')],
  ])('are refused when they are %s, and can be replaced', async (_what, damage) => {
    const sdkKey = newKey();
    const store = storeOf(sdkKey);
    await store.set(keyOf(sdkKey), specsOf(5));
    const name = ownName(sdkKey, 'specs');
    await redis.command('SET', name, damage((await redis.command('GET', name)) as Buffer));
    await expect(read(sdkKey)).rejects.toMatchObject({ code: 'redis_failed', reason: 'unusable' });
    await store.set(keyOf(sdkKey), specsOf(6));
    expect(timeIn(await read(sdkKey))).toBe(6);
  });

  it('are fetched from the network by readers while they are damaged, and by nobody else', async () => {
    const sdkKey = newKey();
    const holder = storeOf(sdkKey);
    const reader = storeOf(sdkKey);
    await holder.set(keyOf(sdkKey), specsOf(5));
    expect(await holder.supportPollingUpdatesFor(path)).toBe(false);
    const name = ownName(sdkKey, 'specs');
    const value = Buffer.from((await redis.command('GET', name)) as Uint8Array);
    await redis.command('SETRANGE', name, String(value.indexOf('\n') + 4), 'damage');
    expect(await reader.supportPollingUpdatesFor(path)).toBe(true);
    await expect(reader.get(keyOf(sdkKey))).rejects.toMatchObject({ reason: 'unusable' });
    expect(await reader.supportPollingUpdatesFor(path)).toBe(false);
    await redis.command('SET', name, value);
    await holder.set(keyOf(sdkKey), specsOf(6));
    expect(await reader.supportPollingUpdatesFor(path)).toBe(true);
    expect(timeIn((await reader.get(keyOf(sdkKey))).result)).toBe(6);
    // What is of no known form at all is replaced by the holder.
    await redis.command('SET', name, '<html>');
    await holder.supportPollingUpdatesFor(path);
    expect(timeIn(await read(sdkKey))).toBe(6);
    await Promise.all([holder.shutdown(), reader.shutdown()]);
  });

  it('belong to one SDK key', async () => {
    const store = storeOf('secret-one-0123456789');
    await expect(store.get(keyOf('secret-two-0123456789'))).rejects.toMatchObject({
      message: expect.stringContaining('another sdkKey'),
    });
  });

  describe('as others write them', () => {
    it('are read from the forward proxy, compressed or not', async () => {
      for (const [fields, expected] of [
        [['config', specsOf(3), 'lcut', '3'], 3],
        [['config', gzipSync(specsOf(4)), 'lcut', '4', 'encoding', 'gzip'], 4],
        [['config', specsOf(5), 'lcut', '5', 'encoding', 'plain_text'], 5],
      ] as const) {
        const sdkKey = newKey();
        await redis.command('HSET', `statsig|${path}|plain_text|${sdkKey.slice(0, 20)}`, ...fields);
        expect(timeIn(await read(sdkKey, { keyScheme: 'forward-proxy' }))).toBe(expected);
        await redis.command('DEL', `statsig|${path}|plain_text|${sdkKey.slice(0, 20)}`);
      }
    });

    it('are refused in the binary form, with what it is', async () => {
      const sdkKey = newKey();
      await redis.command(
        'HSET',
        `statsig|${path}|plain_text|${sdkKey.slice(0, 20)}`,
        'config',
        'x',
        'encoding',
        'statsig-br',
      );
      await expect(read(sdkKey, { keyScheme: 'forward-proxy' })).rejects.toThrow(/"statsig-br"/);
      await redis.command('DEL', `statsig|${path}|plain_text|${sdkKey.slice(0, 20)}`);
    });

    it('are found under the keys of older SDKs, the newest first', async () => {
      const sdkKey = newKey();
      const hash = keyOf(sdkKey).split('|').at(-1) ?? '';
      await redis.command('SET', 'statsig.cache', specsOf(1));
      expect(timeIn(await read(sdkKey, { keyScheme: 'legacy' }))).toBe(1);
      await redis.command('SET', `statsig::${Buffer.from(hash, 'base64').toString('hex')}`, specsOf(2));
      expect(timeIn(await read(sdkKey, { keyScheme: 'legacy' }))).toBe(2);
      await redis.command('SET', `statsig|/v1/download_config_specs|plain_text|${hash}`, specsOf(3));
      expect(timeIn(await read(sdkKey, { keyScheme: 'legacy' }))).toBe(3);
      await redis.command('DEL', 'statsig.cache');
    });

    it('are read until there are some in the layout that is written', async () => {
      const sdkKey = newKey();
      const alsoRead: readonly KeyScheme[] = ['core-v2', 'core-v3'];
      await redis.command('SET', keyOf(sdkKey), specsOf(3));
      const store = storeOf(sdkKey, { alsoRead });
      expect(timeIn((await store.get(keyOf(sdkKey))).result)).toBe(3);
      await store.set(keyOf(sdkKey), specsOf(4));
      expect(timeIn((await store.get(keyOf(sdkKey))).result)).toBe(4);
      expect(timeIn(await redis.text('GET', keyOf(sdkKey)))).toBe(3);
    });
  });

  describe('of earlier times', () => {
    it('are kept, as many as are wanted, and all can go back to one', async () => {
      const sdkKey = newKey();
      const store = storeOf(sdkKey, { keptVersions: 2 });
      for (const time of [1, 2, 3, 4, 2]) await store.set(keyOf(sdkKey), specsOf(time));
      const times = async (): Promise<unknown> =>
        (await store.versions()).map(({ time, isPinned }) => (isPinned ? `${time}!` : time));
      expect(await times()).toEqual([4, 3, 2]);
      expect(await store.rollBack({ time: 1 })).toBe(false);
      expect(await store.rollBack({ time: 3 })).toBe(true);
      expect(await times()).toEqual([4, '3!', 2]);
      const reader = storeOf(sdkKey);
      expect(await reader.get(keyOf(sdkKey))).toEqual({ result: specsOf(3), isPinned: true });
      // Nobody asks the network meanwhile.
      expect(await reader.supportPollingUpdatesFor(path)).toBe(true);
      expect(await store.endRollback()).toBe(true);
      expect(await store.endRollback()).toBe(false);
      expect(await reader.supportPollingUpdatesFor(path)).toBe(false);
      expect(await reader.get(keyOf(sdkKey))).toEqual({ result: specsOf(4), isPinned: false });
      await reader.shutdown();
    });

    it('are not kept when none are wanted', async () => {
      const sdkKey = newKey();
      const store = storeOf(sdkKey, { keptVersions: 0 });
      for (const time of [1, 2]) await store.set(keyOf(sdkKey), specsOf(time));
      expect((await store.versions()).map(({ time }) => time)).toEqual([2]);
    });
  });

  describe('the lease', () => {
    it('is held by one, and left to another for a while after a failure of the network', async () => {
      const sdkKey = newKey();
      const [one, other] = [storeOf(sdkKey, { leaseTtlMs: 300 }), storeOf(sdkKey, { leaseTtlMs: 300 })];
      expect(await one.supportPollingUpdatesFor(path)).toBe(false);
      expect(await other.supportPollingUpdatesFor(path)).toBe(true);
      // Beyond its length, without a look.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await other.supportPollingUpdatesFor(path)).toBe(true);
      one.noteNetworkFailure();
      expect(await one.supportPollingUpdatesFor(path)).toBe(true);
      expect(await other.supportPollingUpdatesFor(path)).toBe(false);
      expect([one.details().isHolder, other.details().isHolder]).toEqual([false, true]);
      await Promise.all([one.shutdown(), other.shutdown()]);
      expect(await redis.command('EXISTS', ownName(sdkKey, 'lease'))).toBe(0);
    });

    it('is never taken by a process that only reads', async () => {
      const sdkKey = newKey();
      const reader = storeOf(sdkKey, { readOnly: true });
      expect(await reader.supportPollingUpdatesFor(path)).toBe(true);
      await reader.set(keyOf(sdkKey), specsOf(1));
      expect(await redis.text('KEYS', ownName(sdkKey, '*'))).toBe('[]');
    });
  });
});

/** A name of the layout of this SDK, from what is documented of it. */
function ownName(sdkKey: string, name: string): string {
  const hash = specsKey({ sdkKey, schema: 'v2', format: 'plain_text' }).split('|').at(-1) ?? '';
  return `statsig-nodekit:{${Buffer.from(hash, 'base64').toString('base64url')}}:${name}`;
}

async function statistics(redis: TestRedis): Promise<{ readonly scripts: number; readonly sentBytes: number }> {
  const text = (await redis.text('INFO', 'everything')) ?? '';
  const field = (pattern: RegExp): number => Number(pattern.exec(text)?.[1]);
  return { scripts: field(/cmdstat_eval:calls=(\d+)/), sentBytes: field(/total_net_output_bytes:(\d+)/) };
}
