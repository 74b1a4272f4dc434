import type { UserValue } from '../../users/user-value.js';
import { keyedElements, keyedEntries, loweredElements } from '../values/target.js';
import { textOf } from '../values/text-form.js';
import type { Matcher, Operator } from './operator.js';
import { WordSearch } from './word-search.js';

/** What a text operator looks at: a missing value counts as the empty text (evaluation §6.3). */
function subject(value: UserValue | undefined): string {
  return textOf(value) ?? '';
}

/**
 * From this product of words and characters on, one pass for all words is faster than one for each. A thousand words in
 * 100 kB would take 55 ms.
 */
const longSearch = 10_000_000;

const never: Matcher = () => false;

/** The opposite of an operator, for absent values and malformed targets too. */
export function negated(operator: Operator): Operator {
  return (target, tools) => {
    const matches = operator(target, tools);
    return (value, context) => !matches(value, context);
  };
}

/** The value is one of the target's elements, in any case. An object target counts by its keys, as written. */
export const any: Operator = (target) => {
  const keys = loweredElements(target) ?? keyedEntries(target);
  return keys === undefined ? never : (value) => keys.has(subject(value).toLowerCase());
};

export const none: Operator = negated(any);

/** The value is one of the target's elements, in the same case. */
export const anyCaseSensitive: Operator = (target) => {
  const elements = keyedElements(target);
  if (elements === undefined) return never;
  const texts = new Set(Array.from(elements.values(), (element) => element.text));
  return (value) => texts.has(subject(value));
};

export const noneCaseSensitive: Operator = negated(anyCaseSensitive);

/** Some element of the target relates to the value, both lower-cased. */
function someElement(relates: (text: string, element: string) => boolean): Operator {
  return (target) => {
    const elements = loweredElements(target);
    if (elements === undefined) return never;
    const lowered = [...elements];
    return (value) => {
      const text = subject(value).toLowerCase();
      return lowered.some((element) => relates(text, element));
    };
  };
}

export const strStartsWithAny: Operator = someElement((text, element) => text.startsWith(element));
export const strEndsWithAny: Operator = someElement((text, element) => text.endsWith(element));

/** The value contains one of the target's elements, both lower-cased. */
export const strContainsAny: Operator = (target) => {
  const elements = loweredElements(target);
  if (elements === undefined) return never;
  const lowered = [...elements];
  let search: WordSearch | undefined;
  return (value) => {
    const text = subject(value).toLowerCase();
    if (lowered.length * text.length < longSearch) return lowered.some((element) => text.includes(element));
    return (search ??= new WordSearch(lowered)).isAnyIn(text);
  };
};

export const strContainsNone: Operator = negated(strContainsAny);

/** The pattern is found somewhere in the value's text. A missing value never matches (evaluation §6.4). */
export const strMatches: Operator = (target, { compilePattern }) => {
  const search = typeof target === 'string' ? compilePattern?.(target) : undefined;
  if (search === undefined) return never;
  return (value) => {
    const text = textOf(value);
    return text !== undefined && search(text);
  };
};
