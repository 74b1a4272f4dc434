import type { JsonValue } from '../../specs/json-value.js';
import { numberFromText, numberOf } from '../values/number-form.js';
import type { Operator } from './operator.js';

/** The number that a target counts as. */
export function targetNumber(target: JsonValue): number | undefined {
  if (typeof target === 'number') return target;
  return typeof target === 'string' ? numberFromText(target) : undefined;
}

/** Both sides must be numbers; everything else, NaN included, compares false (evaluation §6.1). */
function comparing(compare: (left: number, right: number) => boolean): Operator {
  return (target) => {
    const right = targetNumber(target);
    if (right === undefined) return () => false;
    return (value) => {
      const left = numberOf(value);
      return left !== undefined && compare(left, right);
    };
  };
}

export const gt: Operator = comparing((left, right) => left > right);
export const gte: Operator = comparing((left, right) => left >= right);
export const lt: Operator = comparing((left, right) => left < right);
export const lte: Operator = comparing((left, right) => left <= right);
