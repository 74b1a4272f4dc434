import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig } from 'statsig-nodekit';
import { redisDataStore } from 'statsig-nodekit/redis';

import { isOracleInstalled } from '../support/oracle/oracle.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';
import { patiently, startService } from './support/fleet.js';

interface OfficialStart {
  readonly isSuccess: boolean;
  readonly isOpen: boolean;
  readonly reason: string;
  readonly written: readonly string[];
}

/** Nobody answers there. */
const nowhere = {
  specsUrl: 'http://127.0.0.1:9/v2/download_config_specs',
  logEventUrl: 'http://127.0.0.1:9/v1/log_event',
};

describe.skipIf(!hasRedis || !isOracleInstalled())('a Redis that is shared with the official SDK', () => {
  let redis: TestRedis;

  beforeAll(async () => (redis = await startRedis()));
  afterAll(() => redis.stop());

  const startOfficial = async (argument: object): Promise<OfficialStart> => {
    const program = fileURLToPath(new URL('support/official-member.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [
      program,
      JSON.stringify({ url: redis.url, ...argument }),
    ]);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  };
  const open = (sdkKey: string, keyScheme: 'core-v2' | 'core-v3', options: object): Statsig => {
    const dataStore = redisDataStore({ redis: redis.url, sdkKey, keyScheme, timeoutMs: 10_000 });
    const client = new Statsig(sdkKey, { ...options, dataStore, outputLogLevel: 'none' });
    onTestFinished(async () => void (await client.shutdown()));
    return client;
  };

  describe.each([
    ['core-v2', 'v2'],
    ['core-v3', 'v3'],
  ] as const)('in the layout %s', (keyScheme, dataStoreKeySchemaVersion) => {
    const keyOf = (what: string): string => `secret-${keyScheme}-${what}-0123456789`;

    it('holds what ours has written, for an official process without the network', async () => {
      const sdkKey = keyOf('ours');
      const service = await startService(1000);
      const client = open(sdkKey, keyScheme, service.options);
      await client.initialize();
      await vi.waitFor(async () => expect(await redis.text('KEYS', 'statsig|*')).not.toBe('[]'), patiently);
      const options = { ...nowhere, dataStoreKeySchemaVersion };
      expect(await startOfficial({ sdkKey, options })).toMatchObject({
        isSuccess: true,
        isOpen: true,
        reason: 'Adapter(DataStore):Recognized',
        lcut: 1000,
      });
    });

    it('holds what an official process has written, for ours without the network', async () => {
      await redis.command('FLUSHALL');
      const sdkKey = keyOf('theirs');
      const service = await startService(2000);
      const options = { ...service.options, dataStoreKeySchemaVersion };
      const official = await startOfficial({ sdkKey, options, untilWritten: true });
      expect(official).toMatchObject({ isSuccess: true, isOpen: true });
      const client = open(sdkKey, keyScheme, nowhere);
      expect(await client.initialize()).toMatchObject({ isSuccess: true, source: 'Adapter(DataStore)' });
      expect(client.checkGate({ userID: 'ann' }, 'open')).toBe(true);
      expect(client.getSpecsDetails().lcut).toBe(2000);
    });
  });
});
