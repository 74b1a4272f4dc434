import { type JsonObject, type JsonValue, isJsonObject } from '../../specs/json-value.js';
import { isUserRecord, ownValue } from '../../users/user-value.js';
import { numberOf } from '../values/number-form.js';
import { keyedElements, keyedEntries } from '../values/target.js';
import { textOf } from '../values/text-form.js';
import type { Matcher, Operator } from './operator.js';
import { negated } from './texts.js';

/** Equality by the type of the target (evaluation §6.6). */
export const eq: Operator = (target) => {
  switch (typeof target) {
    case 'boolean':
      return (value) => value === target;
    case 'number':
      return (value) => numberOf(value) === target;
    case 'string':
      return (value) => textOf(value) === target;
    default:
      if (target === null) return (value) => value === undefined || value === null;
      return isJsonObject(target) ? equalsObject(target) : equalsArray(target);
  }
};

export const neq: Operator = negated(eq);

/**
 * The same number of elements, each with the text of the target's. Elements of the target that differ only in case have
 * replaced each other, so its length may be smaller than written; the official SDK aborts the process when such an
 * index lies beyond the user's array, ours says no (evaluation §19 Q1).
 */
function equalsArray(target: JsonValue): Matcher {
  const elements = [...(keyedElements(target)?.values() ?? [])];
  return (value) => {
    if (!Array.isArray(value) || value.length !== elements.length) return false;
    return elements.every(({ index, text }) => index < value.length && textOf(value[index]) === text);
  };
}

function equalsObject(target: JsonObject): Matcher {
  const entries = [...(keyedEntries(target) ?? [])];
  return (value) => {
    if (!isUserRecord(value)) return false;
    if (Object.keys(value).length !== entries.length) return false;
    return entries.every(([key, text]) => textOf(ownValue(value, key)) === text);
  };
}
