/**
 * How a command failed.
 * - `unreachable`: there is no connection, or it broke off; perhaps the command was carried out nevertheless.
 * - `timeout`: there was no answer in time.
 * - `refused`: Redis answered with an error, such as `READONLY` or `NOAUTH`.
 * - `aborted`: it was given up from this side.
 * - `unusable`: the answer has another form than it should.
 */
export type RedisFailureReason = 'unreachable' | 'timeout' | 'refused' | 'aborted' | 'unusable';

/** Something of Redis that failed. Specs in use stay in use, and the next try is made by itself. */
export class RedisError extends Error {
  override readonly name = 'RedisError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'redis_failed';
  readonly reason: RedisFailureReason;

  /** @param detail a short clause, without credentials and values */
  constructor(reason: RedisFailureReason, detail: string, cause?: unknown) {
    super(`Redis: ${detail}. ${advice[reason]}`, cause === undefined ? undefined : { cause });
    this.reason = reason;
  }
}

const advice: Readonly<Record<RedisFailureReason, string>> = {
  unreachable: 'Check that it can be reached from here; it is tried again by itself.',
  timeout: 'Check that it can be reached from here, and that it is not overloaded.',
  refused: 'Check the rights of the user, and that the address is that of a primary.',
  aborted: 'It was given up from this side.',
  unusable: 'Check that nothing else uses these keys.',
};
