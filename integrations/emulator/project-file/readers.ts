/**
 * Small readers that turn an unknown value into a typed one. A reader that meets a mistake adds a complaint to the
 * {@link Reading} and returns `undefined`; reading goes on, so that one pass reports everything.
 */
import { type ProjectPath, showValue } from './complaint.js';
import { didYouMean } from 'statsig-nodekit/request';
import type { JsonObject, JsonValue } from './project.js';
import type { Reading } from './reading.js';

/** Reads the value at a path, or complains and returns `undefined`. */
export type Reader<T> = (value: unknown, path: ProjectPath, reading: Reading) => T | undefined;

/** A key of a {@link record}: its reader, and whether it must be there. */
export interface Field<T, Required extends boolean = boolean> {
  readonly read: Reader<T>;
  readonly isRequired: Required;
}

/** A key that must be there. */
export function required<T>(read: Reader<T>): Field<T, true> {
  return { read, isRequired: true };
}

/** A key that may be absent. */
export function optional<T>(read: Reader<T>): Field<T, false> {
  return { read, isRequired: false };
}

/** The keys of a {@link record} that reads a `T`. */
export type Shape<T> = {
  readonly [K in keyof T]-?: Field<NonNullable<T[K]> | Extract<T[K], null>, undefined extends T[K] ? false : true>;
};

/** Text that is not empty. */
export const text: Reader<string> = (value, path, reading) => {
  if (typeof value === 'string' && value !== '') return value;
  const advice = typeof value === 'number' ? '; put it in quotes' : '';
  reading.complain(path, `expected a text, found ${value === '' ? 'an empty one' : showValue(value)}${advice}`);
  return undefined;
};

/** `true` or `false`. */
export const flag: Reader<boolean> = (value, path, reading) => {
  if (typeof value === 'boolean') return value;
  reading.complain(path, `expected true or false, found ${showValue(value)}`);
  return undefined;
};

/** The largest number that SDKs take where they count in 32 bits. */
const largest32Bit = 4_294_967_295;

/** A whole number from `least` to the largest that has 32 bits. SDKs leave out a spec with a larger one. */
export function wholeNumber(least: number): Reader<number> {
  return (value, path, reading) => {
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= largest32Bit) return value;
    reading.complain(path, `expected a whole number from ${least} to ${largest32Bit}, found ${showValue(value)}`);
    return undefined;
  };
}

/** Percent, 0–100, with at most so many decimals. */
export function percentage(decimals: 1 | 2): Reader<number> {
  return (value, path, reading) => {
    if (typeof value !== 'number' || !(value >= 0 && value <= 100)) {
      reading.complain(path, `expected a percentage from 0 to 100, found ${showValue(value)}`);
      return undefined;
    }
    // Compared as text: 74.15 has no exact binary form, so arithmetic would find decimals that nobody wrote.
    if ((String(value).split('.')[1] ?? '').length <= decimals && !String(value).includes('e')) return value;
    const why = decimals === 1 ? 'one decimal (users are split into 1,000 buckets)' : 'two decimals';
    reading.complain(path, `expected a percentage with at most ${why}, found ${value}`);
    return undefined;
  };
}

/** One of a few texts. */
export function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return (value, path, reading) => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    const suggestion = typeof value === 'string' ? didYouMean(value, choices) : '';
    reading.complain(
      path,
      `expected ${choices.map((c) => `\`${c}\``).join(' or ')}, found ${showValue(value)}${suggestion}`,
    );
    return undefined;
  };
}

/** Only this value. */
export function exactly<T extends number | boolean>(expected: T): Reader<T> {
  return (value, path, reading) => {
    if (value === expected) return expected;
    reading.complain(path, `expected ${expected}, found ${showValue(value)}`);
    return undefined;
  };
}

/** What `read` reads, or nothing (`null`). */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value, path, reading) => (value === null ? null : read(value, path, reading));
}

/** A list. Mistakes in one item do not hide mistakes in the next. */
export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, path, reading) => {
    if (!Array.isArray(value)) {
      reading.complain(path, `expected a list, found ${showValue(value)}`);
      return undefined;
    }
    const items: T[] = [];
    value.forEach((item: unknown, index) => {
      const result = read(item, [...path, index], reading);
      if (result !== undefined) items.push(result);
    });
    return items;
  };
}

/** A map from any name to what `read` reads. */
export function mapOf<T>(read: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, path, reading) => {
    if (!isMap(value)) {
      reading.complain(path, `expected a map from names, found ${showValue(value)}`);
      return undefined;
    }
    const entries: [string, T][] = [];
    for (const [name, entry] of Object.entries(value)) {
      if (name === '') reading.complainAboutKey([...path, name], 'expected a name, found an empty one');
      const result = read(entry, [...path, name], reading);
      if (result !== undefined) entries.push([name, result]);
    }
    return withoutPrototype(entries);
  };
}

/** A map in which a look-up by any name finds only what was put there: names such as `constructor` are names too. */
function withoutPrototype<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  const map: Record<string, T> = Object.fromEntries(entries);
  Object.setPrototypeOf(map, null);
  return map;
}

/** A map of known keys. Unknown keys are mistakes, with the nearest known one named. */
export function record<T extends object>(what: string, shape: Shape<T>): Reader<T> {
  const fields = new Map<string, Field<unknown>>(Object.entries<Field<unknown>>(shape));
  return (value, path, reading) => {
    if (!isMap(value)) {
      reading.complain(path, `expected ${what} (a map), found ${showValue(value)}`);
      return undefined;
    }
    const result: Record<string, unknown> = {};
    for (const [key, entry] of Object.entries(value)) {
      // A key whose value is `undefined` is only possible in an object, where it means the same as no key.
      if (entry === undefined) continue;
      const field = fields.get(key);
      if (field === undefined) {
        reading.complainAboutKey([...path, key], unknownKey(key, what, fields.keys()));
        continue;
      }
      const read = field.read(entry, [...path, key], reading);
      if (read !== undefined) result[key] = read;
    }
    for (const [key, field] of fields) {
      if (field.isRequired && value[key] === undefined) reading.complain(path, `${what} needs \`${key}\``);
    }
    // Each key was read by the reader that `Shape<T>` ties to it; what is missing has been complained about, and a
    // reading with complaints is never used.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return result as T;
  };
}

/** The words for a key that does not belong: the nearest known one, or all of them. */
export function unknownKey(key: string, what: string, known: Iterable<string>): string {
  const names = [...known];
  const suggestion = didYouMean(key, names);
  if (suggestion !== '') return `unknown key \`${key}\`${suggestion}`;
  return `unknown key \`${key}\`; ${what} has ${names.map((name) => `\`${name}\``).join(', ')}`;
}

/** Anything that JSON can hold. */
export const json: Reader<JsonValue> = (value, path, reading) => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return list(json)(value, path, reading);
  if (isMap(value)) return jsonObject(value, path, reading);
  reading.complain(path, `expected a value that JSON can hold, found ${showValue(value)}`);
  return undefined;
};

/** A map of JSON values. */
export const jsonObject: Reader<JsonObject> = (value, path, reading) => {
  if (isMap(value)) return mapOf(json)(value, path, reading);
  reading.complain(path, `expected a map of values, found ${showValue(value)}`);
  return undefined;
};

/** Whether a value is a plain map: neither a list nor `null`, nor an instance such as a `Date`. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
