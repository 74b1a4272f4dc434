import { describe, expect, it } from 'vitest';

import { isRetryableStatus, parseRetryAfterMs } from '../../../lib/network/retry-policy.js';

describe('isRetryableStatus', () => {
  it.each([400, 403, 405, 413, 501])('says no for %i, of whatever request', (status) => {
    expect(isRetryableStatus('specs', status)).toBe(false);
    expect(isRetryableStatus('log_event', status)).toBe(false);
  });

  it.each([401, 402, 404, 408, 409, 418, 500, 502, 503, 504, 599])('says yes for %i, of whatever request', (status) => {
    expect(isRetryableStatus('specs', status)).toBe(true);
    expect(isRetryableStatus('log_event', status)).toBe(true);
  });

  it('says yes for 429 of events alone', () => {
    expect(isRetryableStatus('log_event', 429)).toBe(true);
    expect(isRetryableStatus('specs', 429)).toBe(false);
  });
});

describe('parseRetryAfterMs', () => {
  const nowMs = Date.UTC(2026, 0, 1, 12, 0, 0);

  it.each<[header: string | undefined, waitMs: number | undefined]>([
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', undefined],
    ['0', 0],
    ['120', 120_000],
    [' 7 ', 7000],
    ['0.5', 500],
    ['86400', 600_000],
    ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
    ['Thu, 01 Jan 2026 11:00:00 GMT', 0],
    ['Fri, 02 Jan 2026 12:00:00 GMT', 600_000],
  ])('reads %j as %j', (header, waitMs) => {
    expect(parseRetryAfterMs(header, nowMs)).toBe(waitMs);
  });
});
