import { NetworkRequestError } from '../errors/network-request-error.js';
import type { HttpClient, SpecsAnswer } from '../network/http-client.js';
import { showableAddress } from '../network/specs-address.js';
import { backoffDelayMs } from '../timing/backoff-delay.js';
import { holdProcess } from '../timing/hold-process.js';
import { sleep } from '../timing/sleep.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import type { SpecFetch, SpecFetchLimits, SpecsCursor, SpecSource } from './spec-source.js';

/** Attempts of one poll: the first and three more, 200, 400 and 800 ms later plus jitter, as the official SDK does. */
const pollAttempts = 4;
const pollBackoff = { baseMs: 200, maxMs: 800 };

/** What a {@link NetworkSpecSource} needs. */
export interface NetworkSpecSourceSettings {
  readonly client: Pick<HttpClient, 'fetchSpecs'>;
  readonly specsUrl: string;
  /** A number from 0 up to 1 for the jitter. @default Math.random */
  readonly random?: () => number;
  readonly timers?: Timers;
}

/**
 * Specs from the service. A first fetch makes one attempt; a poll repeats failures that may pass, unless the server has asked
 * for a pause with `Retry-After`: that is left to the poller.
 */
export class NetworkSpecSource implements SpecSource {
  readonly name = 'Network';
  readonly sourceApi: string;
  readonly #client: Pick<HttpClient, 'fetchSpecs'>;
  readonly #specsUrl: string;
  readonly #random: () => number;
  readonly #timers: Timers;

  constructor({ client, specsUrl, random = Math.random, timers = systemTimers }: NetworkSpecSourceSettings) {
    this.#client = client;
    this.sourceApi = showableAddress(specsUrl);
    this.#specsUrl = specsUrl;
    this.#random = random;
    this.#timers = timers;
  }

  async fetch(cursor: SpecsCursor, limits: SpecFetchLimits): Promise<SpecFetch> {
    const answer =
      limits.purpose === 'poll'
        ? await this.#requestRepeatedly(cursor, limits)
        : await holdProcess(() => this.#request(cursor, limits));
    const from = { source: this.name, sourceApi: answer.sourceApi } as const;
    if (answer.status === 'not-modified') return { kind: 'no-updates', ...from };
    return { kind: 'payload', document: answer.text, ...from };
  }

  async #requestRepeatedly(cursor: SpecsCursor, limits: SpecFetchLimits): Promise<SpecsAnswer> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#request(cursor, limits);
      } catch (error) {
        if (!(error instanceof NetworkRequestError)) throw error;
        const isLast = attempt === pollAttempts || !error.retryable || error.retryAfterMs !== undefined;
        if (isLast || limits.signal?.aborted === true) throw error.withAttempts(attempt);
        await sleep(backoffDelayMs(attempt, pollBackoff, this.#random()), {
          timers: this.#timers,
          signal: limits.signal,
        });
      }
    }
  }

  #request({ time, checksum }: SpecsCursor, { timeoutMs, signal }: SpecFetchLimits): Promise<SpecsAnswer> {
    return this.#client.fetchSpecs({ specsUrl: this.#specsUrl, sinceTime: time, checksum, timeoutMs, signal });
  }
}
