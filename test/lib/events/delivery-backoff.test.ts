import { describe, expect, it } from 'vitest';

import { DeliveryBackoff, type RoundOutcome } from '../../../lib/events/delivery-backoff.js';

const outcome = (particular: Partial<RoundOutcome>): RoundOutcome => ({
  delivered: 0,
  kept: 0,
  retryAfterMs: undefined,
  isComplete: false,
  lastError: undefined,
  ...particular,
});

describe('DeliveryBackoff', () => {
  it('doubles the pause with each round of failures, from a second up to a minute', () => {
    const backoff = new DeliveryBackoff(() => 0);
    const pauses = Array.from({ length: 8 }, () => {
      backoff.note(outcome({ kept: 1 }), 0);
      return backoff.blockedUntilMs;
    });
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('starts over when the server takes some batches, and stops when it takes all', () => {
    const backoff = new DeliveryBackoff(() => 0);
    for (let round = 0; round < 5; round++) backoff.note(outcome({ kept: 1 }), 0);
    backoff.note(outcome({ kept: 2, delivered: 1 }), 100);
    expect(backoff.blockedUntilMs).toBe(1100);
    backoff.note(outcome({ delivered: 3 }), 2000);
    expect(backoff.blockedUntilMs).toBe(0);
  });

  it('learns nothing from a round without an answer', () => {
    const backoff = new DeliveryBackoff(() => 0);
    backoff.note(outcome({ kept: 1 }), 0);
    backoff.note(outcome({}), 10);
    expect(backoff.blockedUntilMs).toBe(1000);
  });

  it('waits as long as the server asks, but not shorter than its own pause', () => {
    const backoff = new DeliveryBackoff(() => 0);
    backoff.note(outcome({ kept: 1, retryAfterMs: 30_000 }), 5);
    expect(backoff.blockedUntilMs).toBe(30_005);
    backoff.note(outcome({ kept: 1, retryAfterMs: 10 }), 5);
    expect(backoff.blockedUntilMs).toBe(2005);
  });

  it.each([
    ['short pauses that grow', 1, undefined, 3000, 100],
    ['up to a second', 9, undefined, 3000, 1000],
    ['at most half of the time that is left', 9, undefined, 400, 200],
    ['never less than 20 ms', 9, undefined, 10, 20],
    ['what the server asks, if there is time', 1, 1500, 3000, 1500],
    ['its own pause otherwise', 1, 5000, 3000, 100],
  ])('at shutdown takes %s', (_name, failedRounds, retryAfterMs, remainingMs, delayMs) => {
    expect(new DeliveryBackoff(() => 0).shutdownDelayMs(failedRounds, retryAfterMs, remainingMs)).toBe(delayMs);
  });
});
