import { RedisError } from '../connection/redis-error.js';

/** How long a failure of reading counts, so that so often one request finds out. Unit: milliseconds. */
const probePauseMs = 1000;

/**
 * Spares requests the wait for a Redis that does not answer: after a failure one read in a second is tried, and the others fail at
 * once, until one succeeds.
 */
export class ReadGate {
  #failure: unknown;
  #probeAtMs = -Infinity;
  #isProbing = false;

  /** What the read gives. Rejects with its error, or with that of a read shortly before. */
  async pass<Result>(read: () => Promise<Result>): Promise<Result> {
    const isProbe = this.#failure !== undefined;
    if (isProbe && (this.#isProbing || performance.now() < this.#probeAtMs)) throw this.#failure;
    this.#isProbing ||= isProbe;
    try {
      const result = await read();
      this.#failure = undefined;
      return result;
    } catch (error) {
      // A refusal costs no time, and concerns one user's key perhaps.
      if (!(error instanceof RedisError) || error.reason === 'refused') throw error;
      this.#failure = error;
      this.#probeAtMs = performance.now() + probePauseMs;
      throw error;
    } finally {
      if (isProbe) this.#isProbing = false;
    }
  }
}
