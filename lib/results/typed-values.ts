import type { EvaluationDetails } from '../evaluation/evaluation-details.js';
import type { Evaluation, SecondaryExposure } from '../evaluation/evaluation.js';
import type { JsonObject } from '../specs/json-value.js';
import type { KeyOfType, ReadValue, TypedKey, UntypedKey, UntypedValues } from '../types/typed-names.js';
import { ownValue } from '../users/user-value.js';
import { BaseEvaluation } from './base-evaluation.js';
import { cloneObject } from './clone-json.js';

/** Accepts the values that a caller can use. */
export type TypeGuard<T> = (value: unknown) => value is T | null;

/** Told when a value had another type than its fallback, in words that hold neither. */
export type MismatchReporter = (message: string) => void;

/**
 * Named values with typed getters: what dynamic configs, experiments and layers have in common.
 *
 * Every getter returns the fallback when the value is missing, null or of another type, and never throws. What is
 * returned belongs to the caller: objects and arrays are copies, made when first asked for.
 */
export abstract class TypedValues<Values extends object = UntypedValues> extends BaseEvaluation {
  readonly #json: JsonObject;
  readonly #onMismatch: MismatchReporter;
  #copy: Record<string, unknown> | undefined;

  constructor(
    evaluation: Evaluation,
    details: EvaluationDetails,
    onMismatch: MismatchReporter,
    secondaryExposures?: readonly SecondaryExposure[],
  ) {
    super(evaluation, details, secondaryExposures);
    this.#json = evaluation.json;
    this.#onMismatch = onMismatch;
  }

  /**
   * The value under `key`, if it has the fallback's type (array, object, string, number or boolean) or, when a type guard
   * is given, if the guard accepts it; otherwise the fallback. With a null fallback any type is returned.
   */
  get<Key extends TypedKey<Values>, Fallback extends NonNullable<Values[Key]> | null>(
    key: Key,
    fallback: Fallback,
    typeGuard?: TypeGuard<Values[Key]> | null,
  ): ReadValue<Values[Key], Fallback>;
  get<T = unknown>(key: UntypedKey<Values>, fallback: T, typeGuard?: TypeGuard<T> | null): T;
  get<T = unknown>(key: string, fallback: T, typeGuard?: TypeGuard<T> | null): T {
    // oxlint-disable-next-line no-unsafe-type-assertion -- the official package's signature promises T for a missing fallback too
    const otherwise = (fallback ?? null) as T;
    // A name that a caller does not have: there is nothing to read, and nothing that a layer could expose.
    if (key === undefined || key === null) return otherwise;
    const value: unknown = this.ownCopy(key) ?? otherwise;
    if (value === null) return otherwise;
    if (typeof typeGuard === 'function') {
      if (!typeGuard(value)) return otherwise;
    } else if (otherwise !== null && typeName(otherwise) !== typeName(value)) {
      this.#reportMismatch(key, typeName(otherwise), value);
      return otherwise;
    }
    this.onRead(key);
    // oxlint-disable-next-line no-unsafe-type-assertion -- of the fallback's JSON type; what lies within is the caller's claim
    return value as T;
  }

  /** The value under `key` whatever its type, or the fallback (null when none is given). */
  getValue<Key extends TypedKey<Values>>(key: Key): ReadValue<Values[Key], null>;
  getValue<Key extends TypedKey<Values>, Fallback extends NonNullable<Values[Key]> | null>(
    key: Key,
    fallback: Fallback,
  ): ReadValue<Values[Key], Fallback>;
  getValue(key?: UntypedKey<Values> | null, fallback?: boolean | number | string | object | null): unknown;
  getValue(key?: string | null, fallback?: boolean | number | string | object | null): unknown {
    if (key === undefined || key === null) return fallback ?? null;
    const value = this.ownCopy(key);
    if (value === undefined || value === null) return fallback ?? null;
    this.onRead(key);
    return value;
  }

  /** The text under `key`, or the fallback. */
  getString(key: KeyOfType<Values, string>): string | null;
  getString<T>(key: KeyOfType<Values, string>, fallback: T): string | T;
  getString(key: string, fallback: unknown = null): unknown {
    return this.#typed(key, fallback, 'a string', (value): value is string => typeof value === 'string');
  }

  /** The number under `key`, or the fallback. */
  getNumber(key: KeyOfType<Values, number>): number | null;
  getNumber<T>(key: KeyOfType<Values, number>, fallback: T): number | T;
  getNumber(key: string, fallback: unknown = null): unknown {
    return this.#typed(key, fallback, 'a number', (value): value is number => typeof value === 'number');
  }

  /** The same as `getNumber`. */
  getFloat(key: KeyOfType<Values, number>): number | null;
  getFloat<T>(key: KeyOfType<Values, number>, fallback: T): number | T;
  getFloat(key: KeyOfType<Values, number>, fallback: unknown = null): unknown {
    return this.getNumber(key, fallback);
  }

  /** The whole number under `key`, or the fallback; also for numbers beyond 2^53, which a double cannot hold exactly. */
  getInteger(key: KeyOfType<Values, number>): number | null;
  getInteger<T>(key: KeyOfType<Values, number>, fallback: T): number | T;
  getInteger(key: string, fallback: unknown = null): unknown {
    return this.#typed(key, fallback, 'a whole number', (value): value is number => Number.isSafeInteger(value));
  }

  /** The boolean under `key`, or the fallback. */
  getBool(key: KeyOfType<Values, boolean>): boolean | null;
  getBool<T>(key: KeyOfType<Values, boolean>, fallback: T): boolean | T;
  getBool(key: string, fallback: unknown = null): unknown {
    return this.#typed(key, fallback, 'a boolean', (value): value is boolean => typeof value === 'boolean');
  }

  /** The same as `getBool`. */
  getBoolean(key: KeyOfType<Values, boolean>): boolean | null;
  getBoolean<T>(key: KeyOfType<Values, boolean>, fallback: T): boolean | T;
  getBoolean(key: KeyOfType<Values, boolean>, fallback: unknown = null): unknown {
    return this.getBool(key, fallback);
  }

  /** The array under `key`, or the fallback. */
  getArray(key: KeyOfType<Values, readonly unknown[]>): unknown[] | null;
  getArray<T>(key: KeyOfType<Values, readonly unknown[]>, fallback: T): unknown[] | T;
  getArray(key: string, fallback: unknown = null): unknown {
    return this.#typed(key, fallback, 'an array', (value): value is unknown[] => Array.isArray(value));
  }

  /** The object under `key`, or the fallback. */
  getObject(key: KeyOfType<Values, object>): Record<string, unknown> | null;
  getObject<T>(key: KeyOfType<Values, object>, fallback: T): Record<string, unknown> | T;
  getObject(key: string, fallback: unknown = null): unknown {
    return this.#typed(
      key,
      fallback,
      'an object',
      (value): value is Record<string, unknown> => typeName(value) === 'object',
    );
  }

  /** The same as `getObject`. */
  getMap(key: KeyOfType<Values, object>): Record<string, unknown> | null;
  getMap<T>(key: KeyOfType<Values, object>, fallback: T): Record<string, unknown> | T;
  getMap(key: KeyOfType<Values, object>, fallback: unknown = null): unknown {
    return this.getObject(key, fallback);
  }

  /** Called when a getter returns a value for `key`; a layer logs its exposure here. */
  protected onRead(_key: string): void {}

  /** All values, as a copy that belongs to the caller. */
  protected copyAll(): Record<string, unknown> {
    return (this.#copy ??= cloneObject(this.#json));
  }

  #typed<Value, Fallback>(
    key: string,
    fallback: Fallback,
    expected: string,
    isWanted: (value: unknown) => value is Value,
  ): Value | Fallback {
    const value = this.ownCopy(key);
    if (value === undefined || value === null) return fallback;
    if (!isWanted(value)) {
      this.#reportMismatch(key, expected, value);
      return fallback;
    }
    this.onRead(key);
    return value;
  }

  /** The stored value: scalars as they are, objects and arrays from the caller's copy. Own keys only. */
  protected ownCopy(key: string): unknown {
    const value = ownValue(this.#json, key);
    if (typeof value !== 'object' || value === null) return value;
    return ownValue(this.copyAll(), key);
  }

  #reportMismatch(key: string, expected: string, value: unknown): void {
    this.#onMismatch(
      `${this.name}: the value of "${key}" is ${withArticle(typeName(value))} where ${withArticle(expected)} is wanted, ` +
        'so the fallback was returned. Change the value in the console, or ask for its type.',
    );
  }
}

/** The type of a value, with arrays and null told apart from objects. */
function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function withArticle(type: string): string {
  if (type.includes(' ')) return type;
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}
