import type { JsonValue } from '../../specs/json-value.js';
import type { UserValue } from '../../users/user-value.js';
import { timestampFromText, timestampOfUserValue } from '../values/timestamp-form.js';
import { targetNumber } from './numbers.js';
import type { Operator } from './operator.js';

/** Below this, an instant on the user's side is taken as seconds. */
const firstMillisecondInstant = 10_000_000_000;
const dayMs = 86_400_000;
const int64Limit = 2 ** 63;

/** The instant that a user's value counts as. Unit: milliseconds since the Unix epoch. Undefined when it is none. */
export function userInstant(value: UserValue | undefined): number | undefined {
  const instant = timestampOfUserValue(value);
  return instant === undefined ? undefined : toMilliseconds(instant);
}

/**
 * The instant on the user's side, from seconds where it looks like them. Dates spelled out are scaled too, which moves
 * those before 26 April 1970: a quirk of the service that is kept (evaluation §6.5).
 */
function toMilliseconds(instant: number): number {
  return Math.abs(instant) < firstMillisecondInstant ? instant * 1000 : instant;
}

/** The instant of a target, never scaled: a date, a whole number, or a number cut to one. */
export function targetInstant(target: JsonValue): number | undefined {
  const spelled = typeof target === 'string' ? timestampFromText(target) : undefined;
  if (spelled !== undefined) return spelled;
  const number = targetNumber(target);
  if (number === undefined) return undefined;
  if (Number.isNaN(number)) return 0;
  return Math.max(-int64Limit, Math.min(int64Limit, Math.trunc(number)));
}

function comparing(compare: (left: number, right: number) => boolean): Operator {
  return (target) => {
    const right = targetInstant(target);
    if (right === undefined) return () => false;
    return (value) => {
      const left = userInstant(value);
      return left !== undefined && compare(left, right);
    };
  };
}

export const before: Operator = comparing((left, right) => left < right);
export const after: Operator = comparing((left, right) => left > right);
/** The same UTC day, counted toward zero. */
export const on: Operator = comparing((left, right) => Math.trunc(left / dayMs) === Math.trunc(right / dayMs));
