import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { openRedis } from 'statsig-nodekit/redis';

import { parseRedisAddress } from '../../../../integrations/redis/connection/redis-address.js';

describe('an address', () => {
  it.each([
    ['redis://cache', { target: { host: 'cache', port: 6379 }, isEncrypted: false, database: 0 }],
    ['rediss://cache:6380/2', { target: { host: 'cache', port: 6380 }, isEncrypted: true, database: 2 }],
    ['redis://[::1]:7000', { target: { host: '::1', port: 7000 } }],
    ['redis://ann:p%40ss%2F@cache', { username: 'ann', password: 'p@ss/' }],
    ['redis://:word@cache', { username: undefined, password: 'word' }],
    ['redis://cache?db=2', { target: { host: 'cache', port: 6379 }, database: 2 }],
    ['unix:///run/redis.sock?db=3', { target: { path: '/run/redis.sock' }, database: 3 }],
  ])('%s leads somewhere', (text, expected) => {
    expect(parseRedisAddress(text)).toMatchObject(expected);
  });

  it.each([
    'cache:6379',
    'http://cache',
    'redis://',
    'redis://cache/one',
    'redis://:a%zz@cache',
    'redis://cache?db=x',
    'unix://',
    '',
  ])('%s leads nowhere', (text) => {
    expect(parseRedisAddress(text)).toBeUndefined();
  });

  it.each(['redis://ann:1234#word@cache', 'redis://ann:1234?word@cache'])(
    '%s is no host with a port that is the beginning of a password',
    (text) => {
      expect(parseRedisAddress(text)).toBeUndefined();
    },
  );

  it('is named without its credentials, and shows them nowhere', () => {
    const connection = openRedis('redis://ann:pass-word@cache:7000/1');
    expect(connection.name).toBe('redis://cache:7000');
    expect(inspect(connection, { depth: 9, showHidden: true }) + JSON.stringify(connection)).not.toMatch(
      /ann|pass-word/,
    );
  });

  it.each([['http://ann:pass-word@cache'], [{}], [undefined], [7], [null]])(
    '%j is refused without being shown',
    (source) => {
      let told: unknown;
      try {
        openRedis(source as never);
      } catch (error) {
        told = error;
      }
      expect(told).toMatchObject({ code: 'redis_options_invalid' });
      expect(inspect(told)).not.toContain('pass-word');
    },
  );
});

describe('a connection that does not come about', () => {
  it('holds up nobody who closes it', async () => {
    // It takes connections, and says nothing: as a server without TLS does, to one who wants it.
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { port } = server.address() as AddressInfo;
    const connection = openRedis(`rediss://127.0.0.1:${port}`);
    const reply = connection.send({ command: ['PING'], timeoutMs: 100 });
    vi.advanceTimersByTime(100);
    await expect(reply).rejects.toThrow('the connection could not be opened in time');
    await connection.close();
  });
});

describe('a connection of the application’s own', () => {
  it('is taken as it is', () => {
    const own = {
      name: 'over HTTP',
      send: async () => null,
      subscribe: () => () => undefined,
      close: async () => undefined,
    };
    expect(openRedis(own)).toBe(own);
  });
});
