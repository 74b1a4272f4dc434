import { expecting, type OptionCheck, optionComplaints } from 'statsig-nodekit/request';

import type { RedisSource } from '../connection/redis-source.js';
import { RedisOptionsError } from '../redis-options-error.js';
import { type KeyScheme, keySchemes } from './store-keys.js';

/** What `redisDataStore()` takes. */
export interface RedisDataStoreOptions {
  /**
   * Where Redis is: an address, a client of `ioredis` or `redis`, or what `openRedis()` returns. Only a connection that is made of an
   * address here is closed with the store.
   */
  readonly redis: RedisSource;
  /** The server secret key that the client is made with. Redis gets a hash of it; with `core-v3` and `forward-proxy` its beginning. */
  readonly sdkKey: string;
  /** How specs lie in Redis. @default 'native' */
  readonly keyScheme?: KeyScheme | undefined;
  /**
   * Where specs are looked for, in this order, while there are none in `keyScheme`: for the move from another layout. Nothing is
   * written there.
   * @default none
   */
  readonly alsoRead?: readonly KeyScheme[] | undefined;
  /**
   * Whether this process never writes and never asks the network in place of others, because somebody else writes: a job, or the
   * forward proxy. Must be set with `legacy`.
   * @default false
   */
  readonly readOnly?: boolean | undefined;
  /** How long the lease holds that lets one process ask the network for all. Unit: milliseconds, from 300. @default 10_000 */
  readonly leaseTtlMs?: number | undefined;
  /** Within which time processes read after a change, each at another moment. Unit: milliseconds. @default 500 */
  readonly spreadMs?: number | undefined;
  /** The longest that Redis may take for one step. Unit: milliseconds. @default 2000 */
  readonly timeoutMs?: number | undefined;
  /**
   * How long a start with an empty Redis waits for the process that fetches, before it asks the network itself. Unit: milliseconds.
   * It ends earlier with the share of `initTimeoutMs` that the store has: a third. @default 800
   */
  readonly startWaitMs?: number | undefined;
  /** How many previous versions are kept, with `native`. @default 5 */
  readonly keptVersions?: number | undefined;
}

/** The options, complete. */
export type ResolvedStoreOptions = {
  readonly [Name in keyof RedisDataStoreOptions]-?: NonNullable<RedisDataStoreOptions[Name]>;
};

const isScheme = (value: unknown): boolean => keySchemes.some((scheme) => scheme === value);
const within = (least: number, most: number): OptionCheck =>
  expecting(
    `a whole number from ${least} to ${most}`,
    (value) => typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most,
  );

/** The longest delay of Node's timers. Unit: milliseconds. */
const longestMs = 2_147_483_647;

const optionChecks: Readonly<Record<keyof RedisDataStoreOptions, OptionCheck>> = {
  // What is wrong with these two is never told with what they are.
  redis: (value) => (value === undefined || value === null || value === '' ? 'is missing' : undefined),
  sdkKey: (value) => (typeof value === 'string' && value !== '' ? undefined : 'is no text, or empty'),
  keyScheme: expecting(`one of ${keySchemes.join(', ')}`, isScheme),
  alsoRead: expecting(`a list of ${keySchemes.join(', ')}`, (value) => Array.isArray(value) && value.every(isScheme)),
  readOnly: expecting('true or false', (value) => typeof value === 'boolean'),
  leaseTtlMs: within(300, longestMs),
  spreadMs: within(0, 60_000),
  timeoutMs: within(1, longestMs),
  startWaitMs: within(0, longestMs),
  keptVersions: within(0, 100),
};

/** @throws RedisOptionsError naming each option that is missing, unknown or of a wrong form */
export function resolveStoreOptions(options: RedisDataStoreOptions): ResolvedStoreOptions {
  const complaints = optionComplaints(options, optionChecks, 'an object, for example { redis, sdkKey }');
  if (complaints.length === 0) {
    if (options.redis === undefined) complaints.push('`redis` is missing');
    if (options.sdkKey === undefined) complaints.push('`sdkKey` is missing');
    if (options.keyScheme === 'legacy' && options.readOnly !== true) {
      complaints.push(
        '`legacy` is given without `readOnly: true`; its specs are of a form that is not written any more',
      );
    }
  }
  if (complaints.length > 0) throw new RedisOptionsError(complaints.map((complaint) => `${complaint}.`));
  const { keyScheme = 'native', alsoRead = [], readOnly = false } = options;
  const { leaseTtlMs = 10_000, spreadMs = 500, timeoutMs = 2000, startWaitMs = 800, keptVersions = 5 } = options;
  return { ...options, keyScheme, alsoRead, readOnly, leaseTtlMs, spreadMs, timeoutMs, startWaitMs, keptVersions };
}
