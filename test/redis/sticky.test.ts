import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { Redis } from 'ioredis';
import { createClient } from 'redis';
import { Statsig, type StatsigOptions } from 'statsig-nodekit';
import {
  openRedis,
  redisPersistentStorage,
  type RedisPersistentStorage,
  type RedisPersistentStorageOptions,
  RedisOptionsError,
  type RedisSource,
} from 'statsig-nodekit/redis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';
import { buildSpecs, everyone, rule } from '../support/specs-builder.js';
import { stickyValues } from '../support/sticky-builder.js';

/** Ends what a test has opened. */
const endings: (() => unknown)[] = [];
const patiently = { timeout: 30_000, interval: 20 };
const prefix = 'statsig-nodekit:sticky:';

/** A project in which everyone is in one group of three experiments; `team` is for companies. */
function specsOf(groupName: 'A' | 'B'): object {
  const rules = [
    rule(`rule-${groupName}`, [everyone], { groupName, isExperimentGroup: true, returnValue: { v: groupName } }),
  ];
  return buildSpecs({
    configs: {
      color: { isActive: true, rules },
      size: { isActive: true, rules },
      team: { isActive: true, idType: 'companyID', rules },
    },
  });
}

interface Process {
  readonly client: Statsig;
  readonly storage: RedisPersistentStorage;
  /** The group of a user as a request gets it: the kept one, or the live one, which is then kept. */
  readonly groupOf: (userID: string) => Promise<string>;
}

/** A client as another process has it: with its own connection to Redis. */
async function startProcess(
  group: 'A' | 'B',
  { options, ...storageOptions }: RedisPersistentStorageOptions & { readonly options?: StatsigOptions },
): Promise<Process> {
  const storage = redisPersistentStorage(storageOptions);
  const client = new Statsig('secret-sticky-redis-012345', {
    bootstrapSpecs: specsOf(group),
    disableNetwork: true,
    persistentStorage: storage,
    outputLogLevel: 'none',
    ...options,
  });
  endings.push(async () => {
    await client.shutdown(100);
    await storage.close();
  });
  await client.initialize();
  const groupOf = async (userID: string): Promise<string> => {
    const user = { userID };
    const userPersistedValues = await client.loadPersistedValues(user);
    return client.getExperiment(user, 'color', { userPersistedValues }).get<string>('v', 'none');
  };
  return { client, storage, groupOf };
}

/** A process of its own, which loads what is kept of users and answers with their groups, step by step. */
function forkProcess(
  group: 'A' | 'B',
  url: string,
  library: CompiledLibrary,
): { readonly ask: (step: 'begin' | 'load' | 'decide' | 'flush', users?: readonly string[]) => Promise<string[]> } {
  const source = `
    const { Statsig } = await import(${JSON.stringify(library.addressOf('lib/index.js'))});
    const { redisPersistentStorage } = await import(${JSON.stringify(library.addressOf('integrations/redis/index.js'))});
    const client = new Statsig('secret-sticky-redis-012345', {
      bootstrapSpecs: ${JSON.stringify(specsOf(group))},
      disableNetwork: true,
      outputLogLevel: 'none',
      persistentStorage: redisPersistentStorage({ redis: '${url}' }),
    });
    let requests = [];
    const steps = {
      begin: () => client.initialize(),
      load: async (users) => {
        const load = async (userID) => ({ userID, values: await client.loadPersistedValues({ userID }, undefined, { timeoutMs: 20_000 }) });
        requests = await Promise.all(users.map(load));
      },
      decide: () => requests.map(({ userID, values }) => {
        return client.getExperiment({ userID }, 'color', { userPersistedValues: values }).get('v', 'none');
      }),
      flush: () => client.flushPersistedValues(20_000),
    };
    process.on('message', async ({ step, users }) => {
      const answer = await steps[step](users);
      process.send(step === 'decide' ? answer : []);
    });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  endings.push(() => child.kill('SIGKILL'));
  return {
    ask: async (step, users = []) => {
      const answered = once(child, 'message');
      child.send({ step, users });
      const [answer] = (await answered) as [string[]];
      return answer;
    },
  };
}

describe.skipIf(!hasRedis)('sticky assignments in Redis', () => {
  let redis: TestRedis;

  beforeAll(async () => (redis = await startRedis()));
  afterAll(() => redis.stop());
  beforeEach(() => redis.command('FLUSHALL'));
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  /** How often Redis was given a command since `CONFIG RESETSTAT`. */
  const callsOf = async (command: string): Promise<number> => {
    const statistics = (await redis.text('INFO', 'commandstats')) ?? '';
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(statistics)?.[1] ?? 0);
  };

  it.each<[string, () => RedisSource | Promise<RedisSource>]>([
    ['an address', () => redis.url],
    ['an opened connection', () => openRedis(redis.url)],
    [
      'a client of ioredis',
      () => {
        const client = new Redis(redis.port, '127.0.0.1');
        endings.push(() => client.disconnect());
        return client;
      },
    ],
    [
      'a client of redis',
      async () => {
        const client = createClient({ url: redis.url });
        await client.connect();
        endings.push(() => client.destroy());
        return client;
      },
    ],
  ])('keep users in their group, with %s', async (_what, source) => {
    const first = await startProcess('A', { redis: await source() });
    expect(await first.groupOf('ü {1}')).toBe('A');
    expect(await first.client.flushPersistedValues()).toMatchObject({ isSuccess: true, written: 1 });
    const second = await startProcess('B', { redis: await source() });
    expect(await second.groupOf('ü {1}')).toBe('A');
    expect(await second.groupOf('somebody')).toBe('B');
    const kept = JSON.parse((await redis.text('HGET', `${prefix}ü {1}:userID`, 'color')) ?? '');
    expect(kept).toMatchObject({ group_name: 'A', json_value: { v: 'A' }, rule_id: 'rule-A' });
  });

  it('are the same for two processes that decide differently at once, from the next read on', async () => {
    const library = await compileLibrary(['lib/index.ts', 'lib/request/index.ts', 'integrations/redis/index.ts']);
    endings.push(() => library.remove());
    const users = Array.from({ length: 200 }, (_, index) => `user-${index}`);
    const [one, other] = [forkProcess('A', redis.url, library), forkProcess('B', redis.url, library)];
    await Promise.all([one.ask('begin'), other.ask('begin')]);
    // Neither hears of the other's decisions before it has made its own.
    await Promise.all([one.ask('load', users), other.ask('load', users.toReversed())]);
    const decided = await Promise.all([one.ask('decide'), other.ask('decide')]);
    expect(decided).toEqual([users.map(() => 'A'), users.map(() => 'B')]);
    await Promise.all([one.ask('flush'), other.ask('flush')]);
    await Promise.all([one.ask('load', users), other.ask('load', users)]);
    const [mine, theirs] = await Promise.all([one.ask('decide'), other.ask('decide')]);
    expect(mine).toEqual(theirs);
    const held = users.map(async (user) => {
      const kept: unknown = JSON.parse((await redis.text('HGET', `${prefix}${user}:userID`, 'color')) ?? '{}');
      return kept;
    });
    expect(await Promise.all(held)).toEqual(mine.map((group) => expect.objectContaining({ group_name: group })));

    // The first decision stands, and not the last.
    const later = ['ann', 'bob'];
    await Promise.all([one.ask('load', later), other.ask('load', later)]);
    for (const process of [other, one]) {
      await process.ask('decide');
      await process.ask('flush');
    }
    await Promise.all([one.ask('load', later), other.ask('load', later)]);
    expect(await Promise.all([one.ask('decide'), other.ask('decide')])).toEqual([
      ['B', 'B'],
      ['B', 'B'],
    ]);
  });

  it('are read with one command for a request, also when many requests of the user come at once', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url });
    await redis.command('CONFIG', 'RESETSTAT');
    const user = { userID: 'ann' };
    const userPersistedValues = await client.loadPersistedValues(user);
    for (const name of ['color', 'size']) client.getExperiment(user, name, { userPersistedValues });
    expect(await callsOf('hgetall')).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => groupOf('bob')));
    expect(await callsOf('hgetall')).toBe(2);
    // One for each kind of ID that the user has, and that experiments are made for.
    await client.loadPersistedValues({ userID: 'cleo', customIDs: { companyID: 'shop' } });
    expect(await callsOf('hgetall')).toBe(4);
  });

  it('are written behind the requests, many with one command', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url });
    const users = Array.from({ length: 500 }, (_, index) => `user-${index}`);
    await redis.command('CONFIG', 'RESETSTAT');
    await Promise.all(users.map(groupOf));
    expect(await client.flushPersistedValues()).toMatchObject({ isSuccess: true, pending: 0 });
    expect(await redis.command('DBSIZE')).toBe(500);
    // The client has 50 writes under way at a time.
    expect(await callsOf('eval')).toBeLessThanOrEqual(50);
  });

  it('are forgotten before others take their place', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url });
    const user = { userID: 'ann' };
    await groupOf('ann');
    await client.flushPersistedValues();
    const later = await startProcess('B', { redis: redis.url });
    // Without values it is to be forgotten; the next request decides anew, while that is still being written.
    later.client.getExperiment(user, 'color');
    expect(await later.groupOf('ann')).toBe('B');
    await later.client.flushPersistedValues();
    expect(await groupOf('ann')).toBe('B');
    later.client.getExperiment(user, 'color');
    await later.client.flushPersistedValues();
    expect(await redis.command('EXISTS', `${prefix}ann:userID`)).toBe(0);
  });

  it('live as long as asked for after the last visit, and visits write rarely', async () => {
    const ttlMs = 100_000;
    const { client, groupOf } = await startProcess('A', { redis: redis.url, ttlMs });
    await groupOf('ann');
    await client.flushPersistedValues();
    const name = `${prefix}ann:userID`;
    const livesMs = async (): Promise<number> => Number(await redis.command('PTTL', name));
    expect(await livesMs()).toBeGreaterThan(50_000);
    expect(await livesMs()).toBeLessThanOrEqual(ttlMs);
    await redis.command('CONFIG', 'RESETSTAT');
    for (let visit = 0; visit < 10; visit++) await groupOf('ann');
    expect(await callsOf('eval')).toBe(0);
    // As it is when a tenth of the time has passed.
    await redis.command('HSET', name, '', String(Date.now() - ttlMs / 10 - 1));
    await redis.command('PEXPIRE', name, '50000');
    expect(await groupOf('ann')).toBe('A');
    await vi.waitFor(async () => expect(await livesMs()).toBeGreaterThan(50_000), patiently);
    for (let visit = 0; visit < 10; visit++) await groupOf('ann');
    expect(await callsOf('eval')).toBe(1);
    // As it is when a process whose clock is ahead was the last to do it.
    await redis.command('HSET', name, '', String(Date.now() + 10 * ttlMs));
    await redis.command('PEXPIRE', name, '50000');
    expect(await groupOf('ann')).toBe('A');
    await vi.waitFor(async () => expect(await livesMs()).toBeGreaterThan(50_000), patiently);

    const forever = await startProcess('A', { redis: redis.url, ttlMs: 0, prefix: 'other:' });
    await forever.groupOf('ann');
    await forever.client.flushPersistedValues();
    expect(await redis.command('PTTL', 'other:ann:userID')).toBe(-1);
  });

  it('of users who were gone too long are made anew', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url, ttlMs: 1000 });
    await groupOf('ann');
    await client.flushPersistedValues();
    const later = await startProcess('B', { redis: redis.url, ttlMs: 1000 });
    await vi.waitFor(async () => expect(await redis.command('EXISTS', `${prefix}ann:userID`)).toBe(0), patiently);
    expect(await later.groupOf('ann')).toBe('B');
  });

  it('that are no decisions any more do not hold up others', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url });
    await redis.command('SET', `${prefix}odd:userID`, 'a text');
    await redis.command('HSET', `${prefix}broken:userID`, 'color', '{');
    expect(await Promise.all(['odd', 'broken', 'fine'].map(groupOf))).toEqual(['A', 'A', 'A']);
    await client.flushPersistedValues(500);
    expect(await redis.command('HEXISTS', `${prefix}fine:userID`, 'color')).toBe(1);
  });

  it('are written one by one in a cluster, where users lie in several places', async () => {
    const cluster = await startRedis(['--cluster-enabled', 'yes']);
    endings.push(() => cluster.stop());
    await cluster.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await vi.waitFor(
      async () => expect(await cluster.text('CLUSTER', 'INFO')).toContain('cluster_state:ok'),
      patiently,
    );
    const { client, groupOf } = await startProcess('A', { redis: cluster.url });
    const users = Array.from({ length: 60 }, (_, index) => `user-${index}`);
    await Promise.all(users.map(groupOf));
    expect(await client.flushPersistedValues(10_000)).toMatchObject({ isSuccess: true, pending: 0 });
    expect(await cluster.command('DBSIZE')).toBe(60);
  });

  it.each(['redis', 'prefix', 'ttlMs', 'timeoutMs'])('are refused with an odd option %s', (name) => {
    const odd = { redis: redis.url, [name]: name === 'ttlMs' ? 5 : '' };
    expect(() => redisPersistentStorage(odd)).toThrow(RedisOptionsError);
    expect(() => redisPersistentStorage(odd)).toThrow(name);
  });
});

describe.skipIf(!hasRedis)('sticky assignments while Redis', () => {
  let redis: TestRedis;

  beforeEach(async () => (redis = await startRedis()));
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
    await redis.stop();
  });

  it('is down: checks go on, what waits is bounded and counted, and is written when it is back', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url });
    await groupOf('early');
    await client.flushPersistedValues();
    await redis.kill();
    // A user's request goes on with a live decision, which is not kept: another may stand in Redis.
    expect(await groupOf('late')).toBe('A');
    expect(await client.flushPersistedValues(10)).toMatchObject({ isSuccess: true, pending: 0 });

    const startedAt = performance.now();
    for (let number = 0; number < 12_000; number++) {
      client.getExperiment({ userID: `user-${number}` }, 'color', { userPersistedValues: {} });
    }
    // Nothing of it waits for Redis: a check takes microseconds, and far more on a busy machine.
    expect((performance.now() - startedAt) / 12_000).toBeLessThan(1);
    const during = await client.flushPersistedValues(200);
    expect(during).toMatchObject({ isSuccess: false, pending: 10_000, dropped: 2000 });
    await vi.waitFor(async () => expect((await client.flushPersistedValues(500)).error).toContain('Redis'), patiently);
    expect((await client.flushPersistedValues(10)).error).not.toContain('user-');

    await redis.restart();
    await vi.waitFor(async () => {
      expect(await client.flushPersistedValues(10_000)).toMatchObject({ isSuccess: true, pending: 0 });
    }, patiently);
    expect(await redis.command('DBSIZE')).toBe(10_000);
    await vi.waitFor(async () => {
      await groupOf('late');
      await client.flushPersistedValues();
      expect(await redis.command('EXISTS', `${prefix}late:userID`)).toBe(1);
    }, patiently);
  });

  it('hangs: requests wait for a moment at first, and then not at all', async () => {
    const { client, groupOf } = await startProcess('A', { redis: redis.url, timeoutMs: 200 });
    await groupOf('early');
    await client.flushPersistedValues();
    redis.freeze();
    expect(await groupOf('ann')).toBe('A');
    const startedAt = performance.now();
    for (let request = 0; request < 100; request++) expect(await groupOf(`user-${request}`)).toBe('A');
    // One in a second finds out whether it is back; each of them would wait for 200 ms otherwise.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    client.getExperiment({ userID: 'bob' }, 'color', { userPersistedValues: {} });
    expect(await client.flushPersistedValues(100)).toMatchObject({ isSuccess: false, pending: 1 });
    redis.thaw();
    await vi.waitFor(async () => {
      expect(await client.flushPersistedValues(5000)).toMatchObject({ isSuccess: true, pending: 0 });
    }, patiently);
    const other = await startProcess('B', { redis: redis.url });
    expect(await other.groupOf('bob')).toBe('A');
    expect(await other.groupOf('early')).toBe('A');
  });

  it('takes no writes: what it holds is read, and goes before what this process could not write', async () => {
    const theirs = await startProcess('B', { redis: redis.url });
    const ours = await startProcess('A', { redis: redis.url });
    expect(await ours.groupOf('early')).toBe('A');
    await ours.client.flushPersistedValues();
    await redis.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    expect(await ours.groupOf('ann')).toBe('A');
    expect(await theirs.groupOf('early')).toBe('A');
    expect(await ours.client.flushPersistedValues(100)).toMatchObject({ isSuccess: false, pending: 1 });
    // Somebody else has decided meanwhile.
    await redis.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
    const kept = JSON.stringify(stickyValues({ rule_id: 'rule-B', group_name: 'B', json_value: { v: 'B' } }));
    await redis.command('HSETNX', `${prefix}ann:userID`, 'color', kept);
    await redis.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    expect(await ours.groupOf('ann')).toBe('B');
    await redis.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await ours.client.flushPersistedValues(5000);
    expect(await ours.groupOf('ann')).toBe('B');
    expect(await theirs.groupOf('ann')).toBe('B');
  });
});
