import { sleep } from '../timing/sleep.js';
import type { Timers } from '../timing/timers.js';
import type { BatchDelivery, RoundPlan } from './batch-delivery.js';
import type { DeliveryBackoff, RoundOutcome } from './delivery-backoff.js';
import type { TimeLimit } from './time-limit.js';

/** What {@link DeliveryRounds} need. */
export interface DeliveryRoundsSettings<Body> {
  readonly delivery: BatchDelivery<Body>;
  readonly backoff: DeliveryBackoff;
  /** Called before and after each round. */
  readonly onBegin: () => void;
  readonly onEnd: () => void;
  readonly timers: Timers;
}

/** Everything that waits, whatever pauses are due. */
const everything = { includesPartial: true, stopsOnFailure: false } as const;

/** Runs rounds of deliveries, one after the other, and gives up the attempts in flight when it is told to. */
export class DeliveryRounds<Body> {
  readonly #settings: DeliveryRoundsSettings<Body>;
  #attempts = new AbortController();
  #isOver = false;
  /** Settles when the rounds that were asked for so far are over. */
  #latest: Promise<unknown> = Promise.resolve();

  constructor(settings: DeliveryRoundsSettings<Body>) {
    this.#settings = settings;
  }

  /** Runs a round after those that are under way. */
  run(plan: Omit<RoundPlan, 'signal'>): Promise<RoundOutcome> {
    const { delivery, backoff, timers, onBegin, onEnd } = this.#settings;
    // As it is now: rounds that were asked for before the attempts are given up are given up as well.
    const { signal } = this.#attempts;
    const round = this.#latest.then(async () => {
      onBegin();
      const outcome = await delivery.runRound({ ...plan, signal });
      backoff.note(outcome, timers.elapsedMs());
      return outcome;
    });
    this.#latest = round.then(onEnd);
    return round;
  }

  /** Sends everything that waits, each batch once. */
  runManually(): Promise<RoundOutcome> {
    return this.run({ ...everything, flushType: 'manual' });
  }

  /**
   * Sends everything that waits, again and again with short pauses, until all of it has left or the time is over.
   * @returns the latest failure, if any.
   */
  runUntilComplete(limit: TimeLimit): Promise<unknown> {
    return this.#repeat(limit, () => false);
  }

  /** Does so until the destination takes something: what has failed until then waits for another round. */
  runUntilTaken(limit: TimeLimit): Promise<unknown> {
    return this.#repeat(limit, ({ delivered }) => delivered > 0);
  }

  async #repeat({ deadlineMs, over }: TimeLimit, isEnough: (round: RoundOutcome) => boolean): Promise<unknown> {
    const { backoff, timers } = this.#settings;
    let lastError: unknown;
    for (let failedRounds = 1; !over.aborted; failedRounds++) {
      const round = await this.run({ ...everything, flushType: 'shutdown' });
      // That an attempt was given up at the end says less than why those before it failed.
      lastError = over.aborted ? (lastError ?? round.lastError) : (round.lastError ?? lastError);
      if (round.isComplete || isEnough(round) || over.aborted) break;
      const remainingMs = deadlineMs - timers.elapsedMs();
      const delayMs = backoff.shutdownDelayMs(failedRounds, round.retryAfterMs, remainingMs);
      await sleep(delayMs, { timers, signal: over });
    }
    return lastError;
  }

  /** Resolves when the rounds that were asked for so far are over. */
  async settled(): Promise<void> {
    await this.#latest;
  }

  /** Fails what is being sent, and lets later attempts begin. */
  giveUpAttempts(): void {
    this.#attempts.abort();
    if (!this.#isOver) this.#attempts = new AbortController();
  }

  /** Fails what is being sent, and later attempts as well. */
  end(): void {
    this.#isOver = true;
    this.#attempts.abort();
  }
}
