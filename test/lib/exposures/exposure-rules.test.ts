import { describe, expect, it } from 'vitest';

import { readExposureRules } from '../../../lib/exposures/exposure-rules.js';
import type { JsonValue } from '../../../lib/specs/json-value.js';

function read(sdkConfigs: Record<string, JsonValue>): ReturnType<typeof readExposureRules> {
  return readExposureRules(new Map(Object.entries(sdkConfigs)));
}

describe('readExposureRules', () => {
  it('samples nothing, and counts by the minute, when nothing is said', () => {
    expect(read({})).toEqual({
      samplingMode: 'none',
      specialCaseRate: undefined,
      dedupeWindowMs: 60_000,
      samplingWindowMs: 60_000,
    });
  });

  it('reads what is said', () => {
    expect(
      read({
        sampling_mode: 'on',
        special_case_sampling_rate: 101,
        exposure_dedupe_ttl_ms: 5000,
        exposure_spec_sampling_ttl_ms: 7000,
      }),
    ).toEqual({ samplingMode: 'on', specialCaseRate: 101, dedupeWindowMs: 5000, samplingWindowMs: 7000 });
  });

  // Each as observed of the official SDK.
  it.each([
    ['none', 'none'],
    ['shadow', 'shadow'],
    ['ON', 'none'],
    ['', 'none'],
    [5, 'none'],
    [null, 'none'],
    [true, 'none'],
  ])('takes the mode %j for %s', (given, samplingMode) => {
    expect(read({ sampling_mode: given })).toMatchObject({ samplingMode });
  });

  it.each<[given: JsonValue, specialCaseRate: number | undefined]>([
    [0, 0],
    [7.5, 7],
    ['7', 7],
    ['1e3', 1000],
    ['7.9', 7],
    [-3, 0],
    [1e300, 1e300],
    [null, undefined],
    ['', undefined],
    ['x', undefined],
    ['7x', undefined],
    [true, undefined],
    [[7], undefined],
  ])('takes the rate %j for %j', (given, specialCaseRate) => {
    expect(read({ special_case_sampling_rate: given })).toMatchObject({ specialCaseRate });
  });

  it.each<[given: JsonValue, windowMs: number]>([
    [0, 1000],
    [-1, 1000],
    [500, 1000],
    ['0', 1000],
    [2500.5, 2500],
    ['2500', 2500],
    [null, 60_000],
    ['x', 60_000],
  ])('takes windows of %j for %i ms', (given, windowMs) => {
    expect(read({ exposure_dedupe_ttl_ms: given, exposure_spec_sampling_ttl_ms: given })).toMatchObject({
      dedupeWindowMs: windowMs,
      samplingWindowMs: windowMs,
    });
  });
});
