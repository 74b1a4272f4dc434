import { keyedElements } from '../values/target.js';
import { textOf } from '../values/text-form.js';
import type { Operator } from './operator.js';

/**
 * Compares the texts of a user's array with those of the target, case sensitive. All four operators are false unless
 * both sides are arrays, the negative ones too (evaluation §6.8).
 */
function comparing(decide: (items: readonly string[], has: (text: string) => boolean) => boolean): Operator {
  return (target) => {
    const elements = keyedElements(target);
    if (elements === undefined) return () => false;
    const items = Array.from(elements.values(), (element) => element.text);
    return (value) => {
      if (!Array.isArray(value)) return false;
      const present = new Set<string | undefined>(value.map((element) => textOf(element)));
      return decide(items, (text) => present.has(text));
    };
  };
}

export const arrayContainsAny: Operator = comparing((items, has) => items.some(has));
export const arrayContainsNone: Operator = comparing((items, has) => !items.some(has));
export const arrayContainsAll: Operator = comparing((items, has) => items.every(has));
export const notArrayContainsAll: Operator = comparing((items, has) => !items.every(has));
