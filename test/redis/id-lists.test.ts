import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { Statsig } from 'statsig-nodekit';
import { redisDataStore, type RedisDataStore } from 'statsig-nodekit/redis';

import { type IdListServer, startIdListServer } from '../support/id-list-server.js';
import { respond } from '../support/http-server.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';
import { patiently, startService } from './support/fleet.js';

const sdkKey = 'secret-id-lists-key-0123456789';

/** Lines that add members of these numbers. */
const linesOf = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `+${String(from + index).padStart(8, '0')}\n`).join('');

describe.skipIf(!hasRedis)('ID lists in Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => (redis = await startRedis()));
  afterAll(() => redis.stop());

  it('are fetched by one process for all, are healed when Redis loses them, and follow the service', async () => {
    const server = await startIdListServer({
      beta: { content: linesOf(0, 100_000), fileID: 'f1' },
      empty: { content: '' },
    });
    const service = await startService(1000);
    const { clients, open } = fleetOf(redis, { server, options: service.options });
    const count = ({ client }: (typeof clients)[number]): number => client.getIdListsDetails().memberCount;
    const manifestCount = (): number =>
      server.requests.filter(({ path }) => path.startsWith('/v1/get_id_lists')).length;

    await Promise.all([open(), open(), open()]);
    await vi.waitFor(() => expect(clients.map(count)).toEqual([100_000, 100_000, 100_000]), patiently);
    await vi.waitFor(async () => expect(await redis.text('KEYS', '*:id-lists')).not.toBe('[]'), patiently);
    server.takeRanges();

    // What is appended is fetched once, and reaches all.
    server.lists = { ...server.lists, beta: { content: linesOf(0, 120_000), fileID: 'f1' } };
    await vi.waitFor(() => expect(clients.map(count)).toEqual([120_000, 120_000, 120_000]), patiently);
    expect(server.takeRanges()).toEqual(['beta 1000000-']);

    // Another file takes its place, and the old one is not kept.
    server.lists = { beta: { content: linesOf(0, 7), fileID: 'f2', creationTime: 2 } };
    await vi.waitFor(() => expect(clients.map(count)).toEqual([7, 7, 7]), patiently);
    await vi.waitFor(async () => expect((await fileKeys(redis)).length).toBe(1), patiently);
    expect(clients.map(({ client }) => client.getIdListsDetails().listCount)).toEqual([1, 1, 1]);

    // Redis loses everything: it is filled again from the network, for those who start without it.
    await redis.command('FLUSHALL');
    await vi.waitFor(async () => expect((await fileKeys(redis)).length).toBe(1), patiently);
    await vi.waitFor(async () => expect(await redis.text('KEYS', '*:id-lists')).not.toBe('[]'), patiently);
    const before = manifestCount();
    server.manifestAnswer = (response) => respond(response, 500, 'boom');
    const late = await open();
    await vi.waitFor(() => expect(count(late)).toBe(7), patiently);
    server.manifestAnswer = undefined;
    expect(manifestCount()).toBeGreaterThanOrEqual(before);

    // A list that is gone is gone for all.
    server.lists = {};
    await vi.waitFor(() => expect(clients.map(count)).toEqual([0, 0, 0, 0]), patiently);
    await vi.waitFor(async () => expect(await fileKeys(redis)).toEqual([]), patiently);
  });

  it('come from the network while Redis is gone', async () => {
    const own = await startRedis();
    onTestFinished(own.stop);
    const server = await startIdListServer({ beta: { content: linesOf(0, 10), fileID: 'f1' } });
    const service = await startService(1000);
    const { clients, open } = fleetOf(own, { server, options: service.options });
    await Promise.all([open(), open()]);
    await own.kill();
    server.lists = { beta: { content: linesOf(0, 20), fileID: 'f1' } };
    await vi.waitFor(() => {
      expect(clients.map(({ client }) => client.getIdListsDetails().memberCount)).toEqual([20, 20]);
    }, patiently);
    await own.restart();
    server.lists = { beta: { content: linesOf(0, 30), fileID: 'f1' } };
    await vi.waitFor(async () => {
      expect(clients.map(({ client }) => client.getIdListsDetails().memberCount)).toEqual([30, 30]);
      expect(clients.filter(({ store }) => store.details().isHolder)).toHaveLength(1);
      expect(await fileKeys(own)).toHaveLength(1);
    }, patiently);
  });
});

interface Opened {
  readonly client: Statsig;
  readonly store: RedisDataStore;
}

/** Clients with stores of their own, as processes have them; they end with the test. */
function fleetOf(
  redis: TestRedis,
  { server, options }: { readonly server: IdListServer; readonly options: object },
): { readonly clients: readonly Opened[]; readonly open: () => Promise<Opened> } {
  const clients: Opened[] = [];
  return {
    clients,
    open: async () => {
      const store = redisDataStore({
        redis: redis.url,
        sdkKey,
        leaseTtlMs: 5000,
        spreadMs: 100,
        timeoutMs: 10_000,
        startWaitMs: 10_000,
      });
      const client = new Statsig(sdkKey, {
        ...options,
        dataStore: store,
        enableIdLists: true,
        idListsUrl: server.idListsUrl,
        idListsSyncIntervalMs: 300,
        outputLogLevel: 'none',
      });
      const opened = { client, store };
      clients.push(opened);
      onTestFinished(async () => void (await client.shutdown()));
      await client.initialize();
      return opened;
    },
  };
}

async function fileKeys(redis: TestRedis): Promise<readonly unknown[]> {
  const keys = await redis.command('KEYS', '*:id-list-file:*');
  return Array.isArray(keys) ? keys : [];
}
