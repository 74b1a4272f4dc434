import type { JsonValue } from '../specs/json-value.js';

/** How a project wants its exposures logged. */
export interface ExposureRules {
  /** `on` leaves exposures out, `shadow` only says which it would leave out. */
  readonly samplingMode: 'none' | 'on' | 'shadow';
  /** One in so many where no rule decided. Undefined: all of them; 0: none. */
  readonly specialCaseRate: number | undefined;
  /** How long an exposure counts as already logged. */
  readonly dedupeWindowMs: number;
  /** How often the first exposure of each rule is logged whatever the sampling says. */
  readonly samplingWindowMs: number;
}

/** The default of both windows, as in the official SDK. Unit: milliseconds. */
const defaultWindowMs = 60_000;

/** The official SDK looks each second whether a window is over, so that none is shorter. Unit: milliseconds. */
const shortestWindowMs = 1000;

/** Reads the rules out of the `sdk_configs` of the specs (runtime §7.3, §7.4). What is missing or malformed counts as not said. */
export function readExposureRules(sdkConfigs: ReadonlyMap<string, JsonValue>): ExposureRules {
  const windowMs = (name: string): number =>
    Math.max(shortestWindowMs, wholeNumberOf(sdkConfigs.get(name)) ?? defaultWindowMs);
  const mode = sdkConfigs.get('sampling_mode');
  return {
    samplingMode: mode === 'on' || mode === 'shadow' ? mode : 'none',
    specialCaseRate: wholeNumberOf(sdkConfigs.get('special_case_sampling_rate')),
    dedupeWindowMs: windowMs('exposure_dedupe_ttl_ms'),
    samplingWindowMs: windowMs('exposure_spec_sampling_ttl_ms'),
  };
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** As observed of the official SDK: the text of a number counts as the number, fractions are cut off, and below 0 is 0. */
function wholeNumberOf(value: JsonValue | undefined): number | undefined {
  const number = typeof value === 'string' && decimal.test(value) ? Number(value) : value;
  return typeof number === 'number' ? Math.max(0, Math.trunc(number)) : undefined;
}
