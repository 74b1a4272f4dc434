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

// Errors
export { RedisError, type RedisFailureReason } from './connection/redis-error.js';
export { RedisOptionsError } from './redis-options-error.js';
