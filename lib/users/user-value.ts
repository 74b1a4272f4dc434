/**
 * A value of a user field, in the only forms that conditions can look at: what JSON can say, with numbers finite.
 * Functions, symbols, cycles and the like never get this far (`toUserValue`).
 */
export type UserValue = string | number | boolean | null | readonly UserValue[] | { readonly [key: string]: UserValue };

/** Whether a value is an object: not an array, not null. */
export function isUserRecord(value: UserValue | undefined): value is { readonly [key: string]: UserValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How deep an attribute may nest. Beyond it the value is cut: no rule looks that far, and a cycle ends here. */
const maxDepth = 16;

/**
 * How many arrays and objects one attribute may hold; the rest is cut. Depth alone would not do: an object that refers to
 * itself three times, such as a request, has 3^16 places within it.
 */
const maxContainers = 10_000;

/** How many elements a list may have; the rest is cut. A list with holes may claim to have billions. */
const maxElements = 100_000;

/**
 * The JSON form of anything a caller may have put into a user, or undefined when it has none.
 *
 * Follows the official SDK where it accepts the value (non-finite numbers become null, a `Date` becomes `{}` and so do bytes, half a
 * surrogate pair becomes U+FFFD, and an entry goes whose name holds one) and is lenient where it throws: a `bigint` becomes a number, or its digits as text when a
 * number would round it; functions and symbols have no JSON form. Arrays and objects are copied, so that a later change of the original cannot reach an
 * evaluation. Each member is read once. Throws only what a getter or proxy in the value throws.
 *
 * @param visit told of each value as it was given, the outer ones first. @default nobody
 */
export function toUserValue(value: unknown, visit?: (value: unknown) => void): UserValue | undefined {
  return toKnownValue(value, 0, { containersLeft: maxContainers, visit });
}

/** What is left of a conversion's bounds, and who is told of it. */
interface Conversion {
  containersLeft: number;
  readonly visit: ((value: unknown) => void) | undefined;
}

function toKnownValue(value: unknown, depth: number, budget: Conversion): UserValue | undefined {
  budget.visit?.(value);
  switch (typeof value) {
    case 'string':
      return value.toWellFormed();
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return toNumberOrDigits(value);
    case 'object':
      if (value === null) return null;
      // Bytes are no attribute: copied one member at a time, a megabyte of them would take most of a second.
      if (ArrayBuffer.isView(value)) return {};
      if (depth >= maxDepth || budget.containersLeft-- <= 0) return undefined;
      return Array.isArray(value) ? toUserArray(value, depth, budget) : toUserRecord(value, depth, budget);
    default:
      return undefined;
  }
}

function toNumberOrDigits(value: bigint): number | string {
  const rounded = Number(value);
  return Number.isFinite(rounded) && BigInt(rounded) === value ? rounded : String(value);
}

function toUserArray(values: readonly unknown[], depth: number, budget: Conversion): readonly UserValue[] {
  // An element without a JSON form becomes null, and so does a hole, as in `JSON.stringify`: the others keep their places.
  // A loop: ten times as fast as `Array.from`, and `map` would keep the holes.
  const copy: UserValue[] = [];
  const length = Math.min(values.length, maxElements);
  for (let index = 0; index < length; index += 1) copy.push(toKnownValue(values[index], depth + 1, budget) ?? null);
  return copy;
}

function toUserRecord(source: object, depth: number, budget: Conversion): { readonly [key: string]: UserValue } {
  const copy: Record<string, UserValue> = {};
  for (const [key, value] of Object.entries(source)) {
    const known = key.isWellFormed() ? toKnownValue(value, depth + 1, budget) : undefined;
    if (known !== undefined) setOwn(copy, key, known);
  }
  return copy;
}

/** Sets an own property, also one named `__proto__`, which an assignment would take for the prototype. */
export function setOwn<T>(record: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') {
    Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    record[key] = value;
  }
}

/** An own property of a record, or undefined: names such as `constructor` never reach the prototype. */
export function ownValue<T>(record: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  if (record === undefined) return undefined;
  const value = record[key];
  // Most look-ups miss, and a miss needs no second question.
  return value !== undefined && Object.hasOwn(record, key) ? value : undefined;
}
