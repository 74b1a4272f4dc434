import { expect, it } from 'vitest';

import { pollPauseMs } from '../../../lib/sync/poll-pause.js';

it.each([
  [10_000, 0, 10_000],
  [10_000, 5, 10_000],
  [10_000, 6, 20_000],
  [10_000, 7, 40_000],
  [10_000, 8, 60_000],
  [10_000, 5000, 60_000],
  [1, 6, 2],
  [300_000, 9, 300_000],
])('an interval of %d ms after %d failures in a row gives a pause of %d ms', (intervalMs, failureCount, expected) => {
  expect(pollPauseMs({ intervalMs, failureCount, random: 0.5 })).toBeCloseTo(expected, 6);
});

it.each([
  [0, 9000],
  [1, 11_000],
])('varies with chance %d', (random, expected) => {
  expect(pollPauseMs({ intervalMs: 10_000, failureCount: 0, random })).toBeCloseTo(expected, 6);
});
