import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { openRedis } from 'statsig-nodekit/redis';

import { parseRedisAddress } from '../../../../integrations/redis/connection/redis-address.js';

describe('an address', () => {
  it.each([
    ['redis://cache', { target: { host: 'cache', port: 6379 }, isEncrypted: false, database: 0 }],
    ['rediss://cache:6380/2', { target: { host: 'cache', port: 6380 }, isEncrypted: true, database: 2 }],
    ['redis://[::1]:7000', { target: { host: '::1', port: 7000 } }],
    ['redis://ann:p%40ss%2F@cache', { username: 'ann', password: 'p@ss/' }],
    ['redis://:word@cache', { username: undefined, password: 'word' }],
    ['unix:///run/redis.sock?db=3', { target: { path: '/run/redis.sock' }, database: 3 }],
  ])('%s leads somewhere', (text, expected) => {
    expect(parseRedisAddress(text)).toMatchObject(expected);
  });

  it.each(['cache:6379', 'http://cache', 'redis://', 'redis://cache/one', 'redis://:a%zz@cache', 'unix://', ''])(
    '%s leads nowhere',
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
