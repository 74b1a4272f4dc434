import { backoffDelayMs } from '../timing/backoff-delay.js';

/** Background deliveries pause from a second up to a minute, as in the official SDK. */
const backgroundRule = { baseMs: 1000, maxMs: 60_000 };

/** At shutdown there are only seconds, and several attempts have to fit into them. */
const shutdownRule = { baseMs: 100, maxMs: 1000 };

const shortestShutdownDelayMs = 20;

/** What one round of deliveries came to. */
export interface RoundOutcome {
  /** Batches that were accepted. */
  readonly delivered: number;
  /** Batches that failed and are kept. */
  readonly kept: number;
  /** The longest pause that the server asked for in this round. Unit: milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** Whether everything that was waiting at its start has left: nothing failed, nothing was left out. */
  readonly isComplete: boolean;
  /** The latest failure, final or not. */
  readonly lastError: unknown;
}

/**
 * Decides how long to wait after failures. A round with nothing but failures doubles the pause; one in which the server took
 * some batches shows that it works, and starts over with the shortest.
 */
export class DeliveryBackoff {
  readonly #random: () => number;
  #failedRounds = 0;
  #blockedUntilMs = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** No background delivery before this instant. Unit: milliseconds, on the clock given to `note`. */
  get blockedUntilMs(): number {
    return this.#blockedUntilMs;
  }

  /** Takes the outcome of a round into account. */
  note({ delivered, kept, retryAfterMs }: RoundOutcome, nowMs: number): void {
    // Without any answer there is nothing to learn.
    if (delivered === 0 && kept === 0) return;
    if (kept === 0) {
      this.#failedRounds = 0;
      this.#blockedUntilMs = 0;
      return;
    }
    this.#failedRounds = delivered > 0 ? 1 : this.#failedRounds + 1;
    const delayMs = backoffDelayMs(this.#failedRounds, backgroundRule, this.#random());
    this.#blockedUntilMs = nowMs + Math.max(delayMs, retryAfterMs ?? 0);
  }

  /**
   * The pause before the next attempt of a shutdown. What the server asked for is kept to if it leaves time for an attempt;
   * otherwise the attempt is made before the time is over, because the events would be lost without it.
   * @param failedRounds how many attempts of this shutdown failed, from 1.
   */
  shutdownDelayMs(failedRounds: number, retryAfterMs: number | undefined, remainingMs: number): number {
    if (retryAfterMs !== undefined && retryAfterMs < remainingMs) return retryAfterMs;
    const delayMs = Math.min(backoffDelayMs(failedRounds, shutdownRule, this.#random()), remainingMs / 2);
    return Math.max(delayMs, shortestShutdownDelayMs);
  }
}
