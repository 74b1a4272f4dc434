import { describeReceived } from './describe-received.js';
import type { OptionReader } from './option-readers.js';

/** The longest delay that Node's timers take; a longer one would fire at once. Unit: milliseconds. */
const longestTimerMs = 2_147_483_647;

/** Bounds of a number option. */
export interface NumberRange {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  /** Smaller values are kept, with a warning that says `why`. */
  readonly unusualBelow?: { readonly limit: number; readonly why: string };
}

/** A whole number within bounds; outside them the nearest bound is used. */
export function wholeNumber({ fallback, min, max, unusualBelow }: NumberRange): OptionReader<number> {
  return {
    fallback,
    read: (value, complain) => {
      if (typeof value !== 'number' || Number.isNaN(value)) {
        complain(`expected a number from ${min} to ${max}, received ${describeReceived(value)}; ${fallback} is used.`);
        return fallback;
      }
      const used = Math.trunc(Math.min(Math.max(value, min), max));
      if (used !== value)
        complain(`expected a whole number from ${min} to ${max}, received ${value}; ${used} is used.`);
      else if (unusualBelow !== undefined && used < unusualBelow.limit)
        complain(`${used} is used. ${unusualBelow.why}`);
      return used;
    },
  };
}

/** A pause, for a timer. Unit: milliseconds. */
export function pause(fallback: number): OptionReader<number> {
  return wholeNumber({ fallback, min: 1, max: longestTimerMs });
}

/** A pause between two requests of the same kind: a short one is kept, and reported. Unit: milliseconds. */
export function interval(fallback: number): OptionReader<number> {
  const why = 'Intervals below 1000 ms put load on the service; use them for local work only.';
  return wholeNumber({ fallback, min: 1, max: longestTimerMs, unusualBelow: { limit: 1000, why } });
}

/** How a time limit reads the values that are no length of time. */
export interface TimeLimitRange<Fallback> {
  readonly fallback: Fallback;
  /** What is used instead, as a clause: `3000 is used`. */
  readonly otherwise: string;
  /** What 0 says: not to wait at all, which is reported, or `fallback`, which is not. */
  readonly zero: 'do-not-wait' | 'fallback';
}

/**
 * A limit on waiting. Unit: milliseconds. A negative one is no limit to move to the nearest bound: somebody who wants no limit at
 * all would get the shortest one, so it counts as not set. Nothing here waits without limit.
 */
export function timeLimit<Fallback extends number | undefined>(
  range: TimeLimitRange<Fallback>,
): OptionReader<number | Fallback> {
  const { fallback, otherwise, zero } = range;
  return {
    fallback,
    read: (value, complain) => {
      if (value === 0 && zero === 'fallback') return fallback;
      if (value === 0) {
        complain('0 means not to wait at all; specs then arrive in the background.');
        return 1;
      }
      if (typeof value === 'number' && value > 0) {
        return wholeNumber({ fallback: value, min: 1, max: longestTimerMs }).read(value, complain);
      }
      complain(`expected a number from 1 to ${longestTimerMs}, received ${describeReceived(value)}; ${otherwise}.`);
      return fallback;
    },
  };
}
