/** Any value that JSON can say. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export type JsonObject = { readonly [key: string]: JsonValue };

/** Whether a JSON value is an object: not an array, not null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Takes a value for JSON. What `JSON.parse` made is; of an object that a caller handed over as specs it is their word, and
 * a part that is not JSON then behaves as some other value would.
 */
export function asJson(value: unknown): JsonValue {
  // oxlint-disable-next-line no-unsafe-type-assertion -- checking every value of a document would double its parse time
  return value as JsonValue;
}
