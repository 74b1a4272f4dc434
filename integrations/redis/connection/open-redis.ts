import { RedisOptionsError } from '../redis-options-error.js';
import { AddressConnection } from './address-connection.js';
import { ClientConnection } from './client-connection.js';
import { ioredisPort, type UsedIoredisClient } from './ioredis-port.js';
import { nodeRedisPort, type UsedNodeRedisClient } from './node-redis-port.js';
import { parseRedisAddress } from './redis-address.js';
import type { RedisConnection } from './redis-connection.js';
import type { RedisSource } from './redis-source.js';

/**
 * A way to Redis, for several parts to share: the data store and the sticky assignments of one process, for example. It is opened
 * with its first use, and never keeps the process alive.
 *
 * @param source an address, a client of `ioredis` or `redis`, or what this function has returned, which is returned as it is
 * @throws RedisOptionsError when it is none of these
 */
export function openRedis(source: RedisSource): RedisConnection {
  if (typeof source === 'string') {
    const address = parseRedisAddress(source);
    if (address !== undefined) return new AddressConnection(address);
    throw new RedisOptionsError([
      'redis: expected an address such as redis://user:password@cache:6379/0, rediss://cache:6380 or unix:///run/redis.sock. ' +
        'Characters of the password that have a meaning in addresses are written with a percent sign.',
    ]);
  }
  if (isConnection(source)) return source;
  if (isIoredis(source)) return new ClientConnection(ioredisPort(source));
  if (isNodeRedis(source)) return new ClientConnection(nodeRedisPort(source));
  throw new RedisOptionsError([
    'redis: expected an address, a client of ioredis or redis, or what openRedis() returns.',
  ]);
}

function isConnection(source: unknown): source is RedisConnection {
  return hasMethods(source, ['send', 'subscribe', 'close']);
}

function isIoredis(source: unknown): source is UsedIoredisClient {
  return hasMethods(source, ['callBuffer', 'on', 'off', 'duplicate', 'subscribe', 'unsubscribe']);
}

function isNodeRedis(source: unknown): source is UsedNodeRedisClient {
  return hasMethods(source, ['sendCommand', 'withTypeMapping', 'on', 'off', 'duplicate', 'subscribe', 'unsubscribe']);
}

function hasMethods(source: unknown, names: readonly string[]): boolean {
  if (typeof source !== 'object' || source === null) return false;
  return names.every((name) => typeof Reflect.get(source, name) === 'function');
}
