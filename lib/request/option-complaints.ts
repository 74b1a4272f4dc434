import { nearestName } from '../options/nearest-name.js';

/** What is wrong with a value, as it reads after the name of its option; undefined when it is in order. */
export type OptionCheck = (value: unknown) => string | undefined;

/**
 * What is wrong with options that programs without types may have given: keys that do not exist, with the one that was
 * probably meant, and values of a wrong form. Values that are undefined count as not given.
 */
export function optionComplaints(
  options: unknown,
  checks: Readonly<Record<string, OptionCheck>>,
  expected = 'an object',
): string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [`they are ${described(options)}; expected ${expected}`];
  }
  const known = Object.keys(checks);
  const unknown = Object.keys(options).filter((key) => !known.includes(key));
  return [
    ...unknown.map((key) => unknownKey(key, known)),
    ...Object.entries(checks).flatMap(([key, check]) => {
      const value: unknown = Reflect.get(options, key);
      const complaint = value === undefined ? undefined : check(value);
      return complaint === undefined ? [] : [`\`${key}\` ${complaint}`];
    }),
  ];
}

function unknownKey(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  return nearest === undefined
    ? `\`${key}\` is unknown; expected ${known.join(', ')}`
    : `\`${key}\` is unknown (did you mean \`${nearest}\`?)`;
}

/** Accepts what `isRight` says, and words the complaint about all else. */
export function expecting(expected: string, isRight: (value: unknown) => boolean): OptionCheck {
  return (value) => (isRight(value) ? undefined : `is ${described(value)}; expected ${expected}`);
}

/** Accepts one of some texts. */
export function oneOf(...texts: readonly string[]): OptionCheck {
  return expecting(texts.map((text) => JSON.stringify(text)).join(' or '), (value) =>
    texts.some((text) => text === value),
  );
}

/** Accepts true and false. */
export const flag = expecting('true or false', (value) => typeof value === 'boolean');

/** Accepts texts with more than white space in them. */
export const filledText = expecting('a text that is not empty', isFilledText);

/** Whether it is a text with more than white space in it. */
export function isFilledText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

/** Longer texts, and those that hold an SDK key, may be something that was never meant to be read. */
const longestQuoted = 40;

/** Words for a value in a complaint. Objects and functions are told by their kind alone. */
export function described(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > longestQuoted || value.includes('secret-')
        ? `a text of ${value.length} characters`
        : JSON.stringify(value);
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    case 'function':
      return 'a function';
    default:
      return String(value);
  }
}
