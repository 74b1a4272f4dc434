/**
 * Redis for a fleet: one truth for many processes.
 *
 * What lives here: the way to Redis, and what is kept there. What must not: what specs mean, and when a client looks for them.
 *
 * @module
 */

// The way to Redis
export { openRedis } from './connection/open-redis.js';
export type {
  RedisArgument,
  RedisCommand,
  RedisConnection,
  RedisLimits,
  RedisListener,
  RedisReply,
} from './connection/redis-connection.js';
export type { IoredisClient, NodeRedisClient, RedisSource } from './connection/redis-source.js';

// Specs
export { redisDataStore } from './data-store/redis-data-store.js';
export type { RedisDataStore, RedisDataStoreDetails } from './data-store/redis-data-store.js';
export type { RedisDataStoreOptions } from './data-store/redis-data-store-options.js';
export type { KeyScheme } from './data-store/store-keys.js';
export type { StoredVersion } from './data-store/version-shelf.js';

// Sticky assignments
export { redisPersistentStorage } from './sticky/redis-persistent-storage.js';
export type { RedisPersistentStorage } from './sticky/redis-persistent-storage.js';
export type { RedisPersistentStorageOptions } from './sticky/redis-persistent-storage-options.js';

// Errors
export { RedisError, type RedisFailureReason } from './connection/redis-error.js';
export { RedisOptionsError } from './redis-options-error.js';
