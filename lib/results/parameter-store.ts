import type { EvaluationDetails } from '../evaluation/evaluation-details.js';
import type { JsonObject, JsonValue } from '../specs/json-value.js';
import type { ParameterSpec } from '../specs/spec-snapshot.js';
import type { KeyOfType, ReadValue, TypedKey, UntypedKey, UntypedValues } from '../types/typed-names.js';
import { ownValue } from '../users/user-value.js';
import { cloneJson } from './clone-json.js';

/** Looks up, for the store's user, what parameters refer to; each look-up but that of layers logs its own exposure. */
export interface ParameterSources {
  checkGate(name: string): boolean;
  configValues(name: string): JsonObject;
  experimentValues(name: string): JsonObject;
  layerValues(name: string): LayerValues;
}

/** The parameters of a layer, and how to say that one was read. */
export interface LayerValues {
  readonly values: JsonObject;
  readonly expose: (parameter: string) => void;
}

/**
 * Parameters whose values the console decides: static ones, or aliases of a gate, dynamic config, experiment or layer.
 * Getting a store logs nothing; reading a parameter logs the exposure of what it refers to.
 */
export class ParameterStore<Values extends object = UntypedValues> {
  /** The name that was asked for. */
  readonly name: string;
  /** Whether the store exists, and where the specs came from. */
  readonly details: EvaluationDetails;
  readonly #parameters: ReadonlyMap<string, ParameterSpec> | undefined;
  readonly #sources: ParameterSources;

  constructor(
    name: string,
    parameters: ReadonlyMap<string, ParameterSpec> | undefined,
    details: EvaluationDetails,
    sources: ParameterSources,
  ) {
    this.name = name;
    this.details = details;
    this.#parameters = parameters;
    this.#sources = sources;
  }

  /**
   * The value of a parameter, if it has the fallback's type (array, object, string, number or boolean), else the fallback.
   * Without a fallback the value is returned whatever its type, and null when there is none.
   */
  getValue<Key extends TypedKey<Values>>(parameter: Key): ReadValue<Values[Key], null>;
  getValue<Key extends TypedKey<Values>, Fallback extends NonNullable<Values[Key]> | null>(
    parameter: Key,
    fallback: Fallback,
  ): ReadValue<Values[Key], Fallback>;
  getValue<T = unknown>(parameter: UntypedKey<Values>, fallback?: T): T;
  getValue<T = unknown>(parameter: string, fallback?: T): T {
    return this.#valueOr(parameter, fallback);
  }

  /** The same as `getValue`. */
  get<Key extends TypedKey<Values>>(parameter: Key): ReadValue<Values[Key], null>;
  get<Key extends TypedKey<Values>, Fallback extends NonNullable<Values[Key]> | null>(
    parameter: Key,
    fallback: Fallback,
  ): ReadValue<Values[Key], Fallback>;
  get<T = unknown>(parameter: UntypedKey<Values>, fallback?: T): T;
  get<T = unknown>(parameter: string, fallback?: T): T {
    return this.#valueOr(parameter, fallback);
  }

  /** The text of a parameter, or the fallback. */
  getString(parameter: KeyOfType<Values, string>): string | null;
  getString<T>(parameter: KeyOfType<Values, string>, fallback: T): string | T;
  getString(parameter: string, fallback: unknown = null): unknown {
    return this.#typed(parameter, fallback, (value): value is string => typeof value === 'string');
  }

  /** The number of a parameter, or the fallback. */
  getNumber(parameter: KeyOfType<Values, number>): number | null;
  getNumber<T>(parameter: KeyOfType<Values, number>, fallback: T): number | T;
  getNumber(parameter: string, fallback: unknown = null): unknown {
    return this.#typed(parameter, fallback, (value): value is number => typeof value === 'number');
  }

  /** The same as `getNumber`. */
  getFloat(parameter: KeyOfType<Values, number>): number | null;
  getFloat<T>(parameter: KeyOfType<Values, number>, fallback: T): number | T;
  getFloat(parameter: KeyOfType<Values, number>, fallback: unknown = null): unknown {
    return this.getNumber(parameter, fallback);
  }

  /** The whole number of a parameter, or the fallback; also for numbers beyond 2^53. */
  getInteger(parameter: KeyOfType<Values, number>): number | null;
  getInteger<T>(parameter: KeyOfType<Values, number>, fallback: T): number | T;
  getInteger(parameter: string, fallback: unknown = null): unknown {
    return this.#typed(parameter, fallback, (value): value is number => Number.isSafeInteger(value));
  }

  /** The boolean of a parameter, or the fallback. */
  getBool(parameter: KeyOfType<Values, boolean>): boolean | null;
  getBool<T>(parameter: KeyOfType<Values, boolean>, fallback: T): boolean | T;
  getBool(parameter: string, fallback: unknown = null): unknown {
    return this.#typed(parameter, fallback, (value): value is boolean => typeof value === 'boolean');
  }

  /** The same as `getBool`. */
  getBoolean(parameter: KeyOfType<Values, boolean>): boolean | null;
  getBoolean<T>(parameter: KeyOfType<Values, boolean>, fallback: T): boolean | T;
  getBoolean(parameter: KeyOfType<Values, boolean>, fallback: unknown = null): unknown {
    return this.getBool(parameter, fallback);
  }

  /** The array of a parameter, or the fallback. */
  getArray(parameter: KeyOfType<Values, readonly unknown[]>): unknown[] | null;
  getArray<T>(parameter: KeyOfType<Values, readonly unknown[]>, fallback: T): unknown[] | T;
  getArray(parameter: string, fallback: unknown = null): unknown {
    return this.#typed(parameter, fallback, (value): value is unknown[] => Array.isArray(value));
  }

  /** The object of a parameter, or the fallback. */
  getObject(parameter: KeyOfType<Values, object>): Record<string, unknown> | null;
  getObject<T>(parameter: KeyOfType<Values, object>, fallback: T): Record<string, unknown> | T;
  getObject(parameter: string, fallback: unknown = null): unknown {
    return this.#typed(parameter, fallback, (value): value is Record<string, unknown> => jsonType(value) === 'object');
  }

  /** The same as `getObject`. */
  getMap(parameter: KeyOfType<Values, object>): Record<string, unknown> | null;
  getMap<T>(parameter: KeyOfType<Values, object>, fallback: T): Record<string, unknown> | T;
  getMap(parameter: KeyOfType<Values, object>, fallback: unknown = null): unknown {
    return this.getObject(parameter, fallback);
  }

  /** The same as `details`. */
  getEvaluationDetails(): EvaluationDetails {
    return this.details;
  }

  /** Name and details; values are left out, because reading one is an exposure. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, details: this.details };
  }

  #valueOr<T>(parameter: string, fallback: T | undefined): T {
    const wanted = jsonType(fallback ?? null);
    const value = this.#read(parameter, (found) => wanted === 'null' || found === null || jsonType(found) === wanted);
    // oxlint-disable-next-line no-unsafe-type-assertion -- of the fallback's JSON type; what lies within is the caller's claim
    return (value ?? fallback ?? null) as T;
  }

  #typed<Value, Fallback>(
    parameter: string,
    fallback: Fallback,
    isWanted: (value: unknown) => value is Value,
  ): Value | Fallback {
    const value = this.#read(parameter, isWanted);
    return isWanted(value) ? value : fallback;
  }

  /**
   * The value of a parameter, or undefined when there is none that is accepted. Gates, configs and experiments are exposed
   * whatever they gave; a layer only when its value is used, a null among them (evaluation §12).
   */
  #read(parameter: string, isAccepted: (value: unknown) => boolean): unknown {
    const spec = this.#parameters?.get(parameter);
    if (spec === undefined) return undefined;
    const { value, expose } = this.#find(spec);
    if (value === undefined || !isAccepted(value)) return undefined;
    expose?.();
    // What is kept belongs to the specs; the caller gets a copy.
    return cloneJson(value);
  }

  // oxlint-disable-next-line consistent-return -- every kind returns
  #find(spec: ParameterSpec): { readonly value: JsonValue | undefined; readonly expose?: () => void } {
    switch (spec.kind) {
      case 'static':
        return { value: spec.value };
      case 'gate':
        return { value: this.#sources.checkGate(spec.gate) ? spec.passValue : spec.failValue };
      case 'dynamic-config':
        return { value: ownValue(this.#sources.configValues(spec.source), spec.param) };
      case 'experiment':
        return { value: ownValue(this.#sources.experimentValues(spec.source), spec.param) };
      case 'layer': {
        const { values, expose } = this.#sources.layerValues(spec.source);
        return { value: ownValue(values, spec.param), expose: () => expose(spec.param) };
      }
    }
  }
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
