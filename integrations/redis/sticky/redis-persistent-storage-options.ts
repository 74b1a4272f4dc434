import { expecting, type OptionCheck, optionComplaints } from 'statsig-nodekit/request';

import type { RedisSource } from '../connection/redis-source.js';
import { RedisOptionsError } from '../redis-options-error.js';

/** What `redisPersistentStorage()` takes. */
export interface RedisPersistentStorageOptions {
  /**
   * Where Redis is: an address, a client of `ioredis` or `redis`, or what `openRedis()` returns. Only a connection that is made of an
   * address here is closed by `close()`.
   */
  readonly redis: RedisSource;
  /**
   * What the names of keys begin with; the user's ID and its type follow. Projects that share a Redis need one each.
   * @default 'statsig-nodekit:sticky:'
   */
  readonly prefix?: string | undefined;
  /**
   * How long decisions of a user are kept after the user was last seen; 0 for as long as Redis keeps them. Give more than your
   * longest experiment takes. Unit: milliseconds. @default 90 days
   */
  readonly ttlMs?: number | undefined;
  /** The longest that Redis may take for one step. Unit: milliseconds. @default 2000 */
  readonly timeoutMs?: number | undefined;
}

/** The options, complete. */
export type ResolvedStorageOptions = {
  readonly [Name in keyof RedisPersistentStorageOptions]-?: NonNullable<RedisPersistentStorageOptions[Name]>;
};

const defaultTtlMs = 90 * 24 * 60 * 60 * 1000;

const isWhole = (value: unknown, least: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least;

const optionChecks: Readonly<Record<keyof RedisPersistentStorageOptions, OptionCheck>> = {
  // What is wrong with it is never told with what it is, because an address may hold a password.
  redis: (value) => (value === undefined || value === null || value === '' ? 'is missing' : undefined),
  prefix: expecting('a text that is not empty', (value) => typeof value === 'string' && value !== ''),
  ttlMs: expecting('0, or a whole number from 1000', (value) => value === 0 || isWhole(value, 1000)),
  timeoutMs: expecting('a whole number from 1', (value) => isWhole(value, 1)),
};

/** @throws RedisOptionsError naming each option that is missing, unknown or of a wrong form */
export function resolveStorageOptions(options: RedisPersistentStorageOptions): ResolvedStorageOptions {
  const complaints = optionComplaints(options, optionChecks, 'an object, for example { redis }');
  if (complaints.length === 0 && options.redis === undefined) complaints.push('`redis` is missing');
  if (complaints.length > 0) throw new RedisOptionsError(complaints.map((complaint) => `${complaint}.`));
  const { redis, prefix = 'statsig-nodekit:sticky:', ttlMs = defaultTtlMs, timeoutMs = 2000 } = options;
  return { redis, prefix, ttlMs, timeoutMs };
}
