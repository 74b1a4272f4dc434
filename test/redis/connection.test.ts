import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';

import { createClient, createSentinel } from 'redis';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';

import { openRedis, type RedisConnection, type RedisReply, type RedisSource } from 'statsig-nodekit/redis';

import { findProgram, redisServer } from '../../scripts/debian-packages.mjs';
import { findFreePort, hasRedis, startRedis, type TestRedis } from '../support/redis-server.js';

/** Ends what a test has opened. */
const endings: (() => unknown)[] = [];

/** The three ways in which an application says where Redis is. */
const ways: Record<string, (redis: TestRedis) => Promise<RedisSource>> = {
  'an address': async ({ url }) => url,
  'a client of ioredis': async ({ port }) => {
    const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50 });
    client.on('error', () => undefined);
    endings.push(() => client.disconnect());
    return client;
  },
  'a client of ioredis with options of its own': async ({ port }) => {
    const client = new Redis(port, '127.0.0.1', {
      retryStrategy: () => 50,
      enableAutoPipelining: true,
      stringNumbers: true,
    });
    client.on('error', () => undefined);
    endings.push(() => client.disconnect());
    return client;
  },
  'a client of redis': async ({ url }) => {
    const client = createClient({ url, socket: { reconnectStrategy: 50 } });
    await client.connect();
    endings.push(() => client.destroy());
    return client;
  },
};

const text = (reply: RedisReply): string =>
  reply instanceof Uint8Array ? Buffer.from(reply).toString() : JSON.stringify(reply);

/** Starts a real sentinel, who tells clients where the primary is; returns its port. */
const startSentinel = async (primary: TestRedis): Promise<number> => {
  const port = await findFreePort();
  // It writes into its configuration.
  const file = join(dirname(primary.socketPath), 'sentinel.conf');
  await writeFile(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${primary.port} 1\n`);
  const child = spawn(findProgram(redisServer) ?? 'redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  endings.push(() => child.kill('SIGKILL'));
  const probe = openRedis(`redis://127.0.0.1:${port}`);
  await vi.waitFor(() => probe.send({ command: ['PING'], timeoutMs: 1000 }), 20_000);
  await probe.close();
  return port;
};

describe.skipIf(!hasRedis)('a connection', () => {
  let redis: TestRedis;

  beforeAll(async () => (redis = await startRedis()));
  afterAll(() => redis.stop());
  afterEach(async () => {
    for (const end of endings.splice(0).toReversed()) await end();
  });

  const open = async (way: string): Promise<RedisConnection> => {
    const connection = openRedis((await ways[way]?.(redis)) ?? '');
    endings.push(() => connection.close());
    return connection;
  };

  describe.each(Object.keys(ways))('by %s', (way) => {
    it('hands out bytes, numbers, lists and nothing as they are', async () => {
      const connection = await open(way);
      const bytes = Buffer.from([0, 255, 13, 10, 128]);
      const send = (...command: [string, ...(string | Uint8Array)[]]): Promise<RedisReply> =>
        connection.send({ command, timeoutMs: 10_000 });
      expect(text(await send('SET', `${way}:a`, bytes))).toBe('OK');
      expect(await send('GET', `${way}:a`)).toEqual(bytes);
      expect(await send('GET', `${way}:b`)).toBeNull();
      expect(await send('INCR', `${way}:c`)).toBe(1);
      expect(await send('MGET', `${way}:a`, `${way}:b`)).toEqual([bytes, null]);
      const large = Buffer.alloc(3_000_000, 'x');
      await send('SET', `${way}:large`, large);
      expect(large.equals((await send('GET', `${way}:large`)) as Buffer)).toBe(true);
    });

    it('tells what Redis refuses, without what it quotes', async () => {
      const connection = await open(way);
      await connection.send({ command: ['SET', `${way}:t`, 'x'], timeoutMs: 10_000 });
      await expect(connection.send({ command: ['LPUSH', `${way}:t`, 'x'], timeoutMs: 10_000 })).rejects.toMatchObject({
        code: 'redis_failed',
        reason: 'refused',
        message: expect.stringContaining('WRONGTYPE'),
      });
      const refusal = connection.send({ command: ['NO-COMMAND', 'my-secret'], timeoutMs: 10_000 });
      await expect(refusal).rejects.not.toThrow(/my-secret/);
      // Errors of libraries hold the command.
      expect(inspect(await refusal.catch((error: unknown) => error), { depth: 9 })).not.toContain('my-secret');
    });

    it('hears a channel', async () => {
      const connection = await open(way);
      const heard: string[] = [];
      const onListening = vi.fn();
      const end = connection.subscribe(`${way}:news`, {
        onMessage: (message) => heard.push(text(message)),
        onListening,
      });
      await vi.waitFor(() => expect(onListening).toHaveBeenCalledOnce(), 20_000);
      await redis.command('PUBLISH', `${way}:news`, 'one');
      await redis.command('PUBLISH', `${way}:other`, 'two');
      await redis.command('PUBLISH', `${way}:news`, 'three');
      await vi.waitFor(() => expect(heard).toEqual(['one', 'three']), 20_000);
      end();
      await vi.waitFor(
        async () => expect(await redis.text('PUBSUB', 'NUMSUB', `${way}:news`)).toContain(',0]'),
        20_000,
      );
    });
  });

  it.each(['ioredis', 'redis'])(
    'by a client of %s that asks a sentinel, takes commands and hears channels',
    async (library) => {
      const port = await startSentinel(redis);
      const sentinels = [{ host: '127.0.0.1', port }];
      let source: RedisSource;
      if (library === 'ioredis') {
        const client = new Redis({ sentinels, name: 'main' });
        endings.push(() => client.disconnect());
        source = client;
      } else {
        const client = createSentinel({ name: 'main', sentinelRootNodes: sentinels });
        await client.connect();
        endings.push(() => client.destroy());
        source = client;
      }
      const connection = openRedis(source);
      endings.push(() => connection.close());
      const send = (...command: [string, ...string[]]): Promise<RedisReply> =>
        connection.send({ command, key: 'k', timeoutMs: 10_000 });
      expect(await send('EVAL', 'return { 1, KEYS[1] }', '1', 'k')).toEqual([1, Buffer.from('k')]);
      const heard: string[] = [];
      const onListening = vi.fn();
      connection.subscribe('news', { onMessage: (message) => heard.push(text(message)), onListening });
      await vi.waitFor(() => expect(onListening).toHaveBeenCalledOnce(), 20_000);
      await send('PUBLISH', 'news', 'one');
      await vi.waitFor(() => expect(heard).toEqual(['one']), 20_000);
    },
  );

  describe.each(Object.keys(ways))('of its own server, by %s', (way) => {
    it('rejects while the server is gone, and goes on by itself when it is back', async () => {
      const own = await startRedis();
      endings.push(own.stop);
      const connection = openRedis((await ways[way]?.(own)) ?? '');
      endings.push(() => connection.close());
      const ping = (): Promise<RedisReply> => connection.send({ command: ['PING'], timeoutMs: 1000 });
      const heard: string[] = [];
      connection.subscribe('news', { onMessage: (message) => heard.push(text(message)) });
      await vi.waitFor(async () => expect(text(await ping())).toBe('PONG'), 20_000);
      await own.kill();
      await vi.waitFor(() => expect(ping()).rejects.toMatchObject({ code: 'redis_failed' }), 20_000);
      await own.restart();
      await vi.waitFor(async () => expect(text(await ping())).toBe('PONG'), 20_000);
      await vi.waitFor(async () => {
        await own.command('PUBLISH', 'news', 'back');
        expect(heard).toContain('back');
      }, 20_000);
    });

    it('gives up a command that a hanging server does not answer', async () => {
      const own = await startRedis();
      endings.push(own.stop);
      const connection = openRedis((await ways[way]?.(own)) ?? '');
      endings.push(() => connection.close());
      await connection.send({ command: ['PING'], timeoutMs: 10_000 });
      own.freeze();
      await expect(connection.send({ command: ['PING'], timeoutMs: 100 })).rejects.toMatchObject({ reason: 'timeout' });
      own.thaw();
      await vi.waitFor(() => connection.send({ command: ['PING'], timeoutMs: 1000 }), 20_000);
    });
  });
});
