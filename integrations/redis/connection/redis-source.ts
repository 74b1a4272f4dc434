import type { RedisConnection } from './redis-connection.js';

/** A client of `ioredis`: `new Redis()` or `new Cluster()`, as far as it is used. */
export interface IoredisClient {
  readonly status: string;
  readonly isCluster: boolean;
  callBuffer(command: string, args: (string | Buffer)[]): Promise<unknown>;
}

/** A client of `redis` (node-redis): that of `createClient()`, `createCluster()` or `createSentinel()`, as far as it is used. */
export interface NodeRedisClient {
  readonly isOpen: boolean;
  readonly isReady: boolean;
  withTypeMapping(mapping: Readonly<Record<number, unknown>>): object;
}

/**
 * Where Redis is: an address such as `redis://user:password@cache:6379/0`, `rediss://` with TLS or `unix:///run/redis.sock`; a
 * client of `ioredis` or of `redis`; or what `openRedis()` has returned. A client stays its owner's: it is never closed here.
 */
export type RedisSource = string | IoredisClient | NodeRedisClient | RedisConnection;
