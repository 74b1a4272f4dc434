import { Cluster } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { redisDataStore, type RedisSource } from 'statsig-nodekit/redis';

import { specsKey } from '../../lib/stores/specs-key.js';
import { findFreePort, hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';
import { patiently } from './support/fleet.js';

const path = '/v2/download_config_specs';
const specsOf = (time: number): string => JSON.stringify({ time, feature_gates: {} });

/** A cluster of one: it refuses commands whose keys belong to different slots, as one of many does. */
describe.skipIf(!hasRedis)('in a cluster', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    const settings = ['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1', '--cluster-port'];
    redis = await startRedis([...settings, String(await findFreePort())]);
    await redis.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await vi.waitFor(async () => expect(await redis.text('CLUSTER', 'INFO')).toContain('cluster_state:ok'), patiently);
  });
  afterAll(() => redis.stop());

  const ways: Record<string, () => Promise<RedisSource>> = {
    'a cluster of ioredis': async () => {
      const cluster = new Cluster([{ host: '127.0.0.1', port: redis.port }]);
      onTestFinished(() => cluster.disconnect());
      return cluster;
    },
    'a cluster of redis': async () => {
      const cluster = createCluster({ rootNodes: [{ url: redis.url }] });
      cluster.on('error', () => undefined);
      await cluster.connect();
      onTestFinished(() => cluster.destroy());
      return cluster;
    },
  };

  it.each(Object.keys(ways))('specs, lease, versions, ID lists and signals work by %s', async (way) => {
    const sdkKey = `secret-${way.replaceAll(' ', '-')}-0123456789`;
    const key = specsKey({ sdkKey, schema: 'v2', format: 'plain_text' });
    const source = (await ways[way]?.()) ?? '';
    for (const keyScheme of ['native', 'core-v2', 'forward-proxy'] as const) {
      const store = redisDataStore({ redis: source, sdkKey, keyScheme, spreadMs: 10 });
      await store.set(key, specsOf(5));
      await store.set(key, specsOf(4));
      expect((await store.get(key)).result).toBe(specsOf(5));
      await store.shutdown();
    }
    const [writer, reader] = [0, 1].map(() => redisDataStore({ redis: source, sdkKey, spreadMs: 10 }));
    expect(await writer?.supportPollingUpdatesFor(path)).toBe(false);
    expect(await reader?.supportPollingUpdatesFor(path)).toBe(true);
    await reader?.get(key);
    const onChange = vi.fn();
    reader?.subscribe(path, onChange);
    // It is told of the beginning, when something may have been missed.
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(1), patiently);
    await writer?.set(key, specsOf(6));
    await vi.waitFor(() => expect(onChange).toHaveBeenCalledTimes(2), patiently);
    expect(await reader?.supportPollingUpdatesFor(path)).toBe(true);
    expect((await reader?.get(key))?.result).toBe(specsOf(6));
    expect((await reader?.versions())?.map(({ time }) => time)).toEqual([6, 5]);
    expect(await reader?.rollBack({ time: 5 })).toBe(true);
    expect(await reader?.endRollback()).toBe(true);
    const files = ['one', 'another'];
    for (const file of files) expect(await writer?.idLists?.writeFile(file, 0, Buffer.from('+a\n'))).toBe(true);
    expect(await writer?.idLists?.writeFile('one', 4, Buffer.from('+b\n'))).toBe(false);
    expect(await reader?.idLists?.sizes(files)).toEqual([3, 3]);
    await writer?.idLists?.writeManifest('{}', ['one']);
    expect(await reader?.idLists?.sizes(files)).toEqual([3, 0]);
    await Promise.all([writer?.shutdown(), reader?.shutdown()]);
  });
});
