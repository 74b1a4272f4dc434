/** Options of this entry that cannot be used: thrown while the program starts. */
export class RedisOptionsError extends Error {
  override readonly name = 'RedisOptionsError';
  /** Stable; match on this rather than on the class. */
  readonly code = 'redis_options_invalid';
  /** What is wrong, one sentence each. Holds no address, because that may hold a password. */
  readonly complaints: readonly string[];

  constructor(complaints: readonly string[]) {
    super(`Options for Redis cannot be used. ${complaints.join(' ')}`);
    this.complaints = complaints;
  }
}
