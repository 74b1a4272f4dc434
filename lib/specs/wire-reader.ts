import { InvalidSpecsError } from '../errors/invalid-specs-error.js';
import { type JsonObject, type JsonValue, asJson, isJsonObject } from './json-value.js';
import type { ReturnValue } from './spec-snapshot.js';

/**
 * Checked reading of a JSON document: each function gives the value in the type asked for, or throws an
 * `InvalidSpecsError` that names the path. Paths are only put together when something is wrong or an object is entered,
 * because a project has tens of thousands of values and nearly all are right.
 */

/** A JSON object being read, with the path that leads to it. */
export interface WireObject {
  readonly path: string;
  readonly fields: { readonly [key: string]: unknown };
}

/** A JSON object (not an array, not null). */
export function asObject(value: unknown, path: string): WireObject {
  return isRecord(value) ? { path, fields: value } : wrongAt(path, 'an object', value);
}

/** An entry that is a text, as the values of some objects must be. */
export function asString(value: unknown, path: string): string {
  return typeof value === 'string' ? value : wrongAt(path, 'a string', value);
}

/** An entry that is a number. */
export function asNumber(value: unknown, path: string): number {
  return typeof value === 'number' ? value : wrongAt(path, 'a number', value);
}

/** An entry that is a boolean. */
export function asBoolean(value: unknown, path: string): boolean {
  return typeof value === 'boolean' ? value : wrongAt(path, 'a boolean', value);
}

/** An entry that is an array. */
export function asArray(value: unknown, path: string): readonly unknown[] {
  return Array.isArray(value) ? value : wrongAt(path, 'an array', value);
}

/** The value of a field; undefined when it is absent. Own properties only. */
export function field(from: WireObject, name: string): unknown {
  return Object.hasOwn(from.fields, name) ? from.fields[name] : undefined;
}

export function requireString(from: WireObject, name: string): string {
  const value = field(from, name);
  return typeof value === 'string' ? value : wrong(from, name, 'a string', value);
}

/** Absent and null both read as undefined, in this and every `optional…` function. */
export function optionalString(from: WireObject, name: string): string | undefined {
  const value = field(from, name) ?? undefined;
  return value === undefined || typeof value === 'string' ? value : wrong(from, name, 'a string', value);
}

export function requireBoolean(from: WireObject, name: string): boolean {
  const value = field(from, name);
  return typeof value === 'boolean' ? value : wrong(from, name, 'a boolean', value);
}

export function optionalBoolean(from: WireObject, name: string): boolean | undefined {
  const value = field(from, name) ?? undefined;
  return value === undefined || typeof value === 'boolean' ? value : wrong(from, name, 'a boolean', value);
}

export function requireNumber(from: WireObject, name: string): number {
  const value = field(from, name);
  return typeof value === 'number' ? value : wrong(from, name, 'a number', value);
}

/** A whole number that is not negative. */
export function requireWholeNumber(from: WireObject, name: string): number {
  const value = field(from, name);
  return isWholeNumber(value) ? value : wrong(from, name, 'a non-negative whole number', value);
}

export function optionalWholeNumber(from: WireObject, name: string, below = Infinity): number | undefined {
  const value = field(from, name) ?? undefined;
  if (value === undefined || (isWholeNumber(value) && value < below)) return value;
  return wrong(from, name, 'a non-negative whole number', value);
}

/** A whole number of either sign. */
export function optionalInteger(from: WireObject, name: string): number | undefined {
  const value = field(from, name) ?? undefined;
  if (value === undefined || (typeof value === 'number' && Number.isInteger(value))) return value;
  return wrong(from, name, 'a whole number', value);
}

export function requireArray(from: WireObject, name: string): readonly unknown[] {
  const value = field(from, name);
  return Array.isArray(value) ? value : wrong(from, name, 'an array', value);
}

export function requireStrings(from: WireObject, name: string): readonly string[] {
  const value = field(from, name);
  return isStrings(value) ? value : wrong(from, name, 'an array of strings', value);
}

export function optionalStrings(from: WireObject, name: string): readonly string[] | undefined {
  const value = field(from, name) ?? undefined;
  return value === undefined || isStrings(value) ? value : wrong(from, name, 'an array of strings', value);
}

export function requireObject(from: WireObject, name: string): WireObject {
  return asObject(field(from, name), joinPath(from.path, name));
}

export function optionalObject(from: WireObject, name: string): WireObject | undefined {
  return (field(from, name) ?? undefined) === undefined ? undefined : requireObject(from, name);
}

/** The value of a key that must exist; any JSON value, null included. */
function requirePresent(from: WireObject, name: string): JsonValue {
  const value = field(from, name);
  return value === undefined ? wrong(from, name, 'a value', value) : asJson(value);
}

/** A rule's or spec's value: booleans, objects and null as they are, anything else as `{}`. The key must exist. */
export function requireReturnValue(from: WireObject, name: string): ReturnValue {
  const value = requirePresent(from, name);
  return typeof value === 'boolean' || value === null || isJsonObject(value) ? value : emptyObject;
}

/** Reads every entry of an object into a map, with the path to each. */
export function toMap<T>(object: WireObject, read: (value: unknown, path: string) => T): Map<string, T> {
  const map = new Map<string, T>();
  for (const key of Object.keys(object.fields)) map.set(key, read(object.fields[key], joinPath(object.path, key)));
  return map;
}

/** One step further along a path: `path.name`, or `path["odd name"]` when the name would not read as one step. */
export function joinPath(path: string, name: string): string {
  if (!/^[\w$:-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}

const emptyObject: JsonObject = Object.freeze({});

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWholeNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function wrong(from: WireObject, name: string, expected: string, found: unknown): never {
  wrongAt(joinPath(from.path, name), expected, found);
}

function wrongAt(path: string, expected: string, found: unknown): never {
  throw new InvalidSpecsError({ path, expected, found: describe(found) });
}

/** The type of a value in words, with short scalars quoted. */
function describe(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'an array' : 'an object';
    case 'string':
    case 'number':
    case 'boolean': {
      const text = JSON.stringify(value);
      return `${typeof value} ${text.length > 40 ? `${text.slice(0, 40)}…` : text}`;
    }
    default:
      // Not of JSON: from specs that a caller handed over as an object.
      return `a ${typeof value}`;
  }
}
