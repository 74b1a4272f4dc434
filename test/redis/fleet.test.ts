import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { type CompiledLibrary, compileLibrary } from '../support/compile-library.js';
import { hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';
import {
  type Member,
  patiently,
  type SpecsService,
  startMember,
  startService,
  untilSeen,
  type Way,
} from './support/fleet.js';

const sdkKey = 'secret-fleet-key-0123456789abcdef';
const memberCount = 8;
const libraries = ['address', 'ioredis', 'redis'] as const;

/** Short, so that the tests are. */
const store = { leaseTtlMs: 3000, spreadMs: 200, timeoutMs: 5000, startWaitMs: 30_000 };

describe.skipIf(!hasRedis)('a fleet', () => {
  let library: CompiledLibrary;
  let redis: TestRedis;
  let members: Member[] = [];

  beforeAll(async () => {
    [library, redis] = await Promise.all([
      compileLibrary(['lib/index.ts', 'lib/request/index.ts', 'integrations/redis/index.ts']),
      startRedis(),
    ]);
  }, 120_000);
  afterEach(async () => {
    await Promise.all(members.map((member) => member.kill()));
    members = [];
  });
  afterAll(async () => {
    await redis.stop();
    await library.remove();
  });

  const start = (service: SpecsService, way: Way['library']): Member => {
    const member = startMember(library, {
      sdkKey,
      way: { library: way, url: redis.url },
      store,
      options: { ...service.options, initTimeoutMs: 40_000 },
    });
    members.push(member);
    return member;
  };
  const holders = async (): Promise<Member[]> => {
    const states = await Promise.all(members.map((member) => member.ask('state')));
    return members.filter((_member, index) => states[index]?.isHolder === true);
  };

  /** The time after which all had each version, without the slowest: a busy machine may hold up one. Unit: milliseconds. */
  const publishEach = async (service: SpecsService, times: readonly number[]): Promise<number> => {
    const tookMs: number[] = [];
    for (const time of times) {
      tookMs.push(await untilSeen(members, time, service.publish(time)));
      expect(service.handedOut(time)).toBe(1);
    }
    return tookMs.toSorted((one, other) => one - other).at(-2) ?? Infinity;
  };

  it('of eight processes fetches once for all, also when its fetcher or Redis is killed', async () => {
    const service = await startService(1000);
    // An empty Redis, and all at once.
    for (let index = 0; index < memberCount; index++) start(service, libraries[index % 3] ?? 'address');
    const starts = await Promise.all(members.map(({ ready }) => ready));
    expect(starts.map(({ isSuccess, lcut }) => [isSuccess, lcut])).toEqual(starts.map(() => [true, 1000]));
    expect(starts.filter(({ source }) => source === 'Network')).toHaveLength(1);
    expect(service.handedOut(1000)).toBe(1);

    expect(await publishEach(service, [2000, 3000, 4000])).toBeLessThan(2000);

    // The one that fetches is gone without a word: another one takes its place.
    await vi.waitFor(async () => expect(await holders()).toHaveLength(1), patiently);
    const [holder] = await holders();
    await holder?.kill();
    members = members.filter((member) => member !== holder);
    await untilSeen(members, 5000, service.publish(5000));
    expect(service.handedOut(5000)).toBe(1);

    // Without Redis each asks for itself, and checks go on as if nothing had happened.
    await redis.kill();
    await untilSeen(members, 6000, service.publish(6000));
    expect(service.handedOut(6000)).toBe(members.length);
    for (const member of members) {
      expect(await member.ask('check')).toBe(true);
    }

    // It is back, and empty: it is filled again, and one fetches for all.
    await redis.restart();
    await vi.waitFor(async () => expect(await holders()).toHaveLength(1), patiently);
    await vi.waitFor(async () => expect(await redis.text('KEYS', '*:specs')).not.toBe('[]'), patiently);
    service.isBroken = true;
    const late = start(service, 'address');
    expect(await late.ready).toMatchObject({ isSuccess: true, lcut: 6000, source: 'Adapter(DataStore)' });
    service.isBroken = false;
    await vi.waitFor(async () => {
      const states = await Promise.all(members.map((member) => member.ask('state')));
      expect(states.map(({ failure }) => failure)).toEqual(states.map(() => null));
    }, patiently);
    expect(await publishEach(service, [7000, 7500, 8000])).toBeLessThan(2000);

    // All go back to an earlier version, whatever the network has, also one that starts then; and on again.
    const [any] = members;
    const untilAllHave = (time: number): Promise<unknown> =>
      vi.waitFor(async () => {
        const states = await Promise.all(members.map((member) => member.ask('state')));
        expect(states.map(({ lcut }) => lcut)).toEqual(states.map(() => time));
      }, patiently);
    expect(await any?.ask('rollBack', 7000)).toBe(true);
    await untilAllHave(7000);
    service.publish(9000);
    expect(await start(service, 'redis').ready).toMatchObject({ lcut: 7000, source: 'Adapter(DataStore)' });
    await untilAllHave(7000);
    expect(service.handedOut(9000)).toBe(0);
    expect(await any?.ask('endRollback')).toBe(true);
    await untilAllHave(9000);
    expect(service.handedOut(9000)).toBe(1);
    expect(members.flatMap(({ faults }) => faults)).toEqual([]);

    // An end in order: clients of the application's stay open, and nothing keeps the processes.
    const ends = await Promise.all(members.map((member) => member.ask('shutdown')));
    expect(ends.every(({ isSuccess, isClientUsable }) => isSuccess && isClientUsable !== false)).toBe(true);
    expect(await Promise.all(members.map(({ ended }) => ended))).toEqual(members.map(() => 0));
    // The lease is given back, so that the next one need not wait for its end.
    expect(await redis.text('KEYS', '*:lease')).toBe('[]');
  });

  it('goes on without a fetcher that stands still, which only reads when it is awake again', async () => {
    await redis.command('FLUSHALL');
    const service = await startService(1000);
    const [one, other] = [start(service, 'address'), start(service, 'ioredis')];
    await Promise.all([one.ready, other.ready]);
    await vi.waitFor(async () => expect(await holders()).toHaveLength(1), patiently);
    const [asleep] = await holders();
    const awake = asleep === one ? other : one;
    asleep?.freeze();
    await untilSeen([awake], 2000, service.publish(2000));
    asleep?.thaw();
    // What it had begun when it fell asleep may still come from the network, once; from then on it leaves that to the other.
    await untilSeen(members, 2000, Date.now());
    await vi.waitFor(async () => expect(await holders()).toEqual([awake]), patiently);
    await untilSeen(members, 3000, service.publish(3000));
    expect(service.handedOut(3000)).toBe(1);
    expect((await awake.ask('versions')).map(({ time }) => time)).toEqual([3000, 2000, 1000]);
  });
});
