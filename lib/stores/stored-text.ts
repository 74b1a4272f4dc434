import { DataStoreError, type DataStoreMethod } from '../errors/data-store-error.js';

/**
 * The text in an answer of a data store; undefined when the store holds nothing, which an empty value counts as. Bytes are
 * taken in every form that stores hand out: `Buffer`, `Uint8Array`, or a plain array of numbers.
 * @throws DataStoreError when the answer is of another form. What it holds is not told, because it may be anybody's.
 */
export function readStoredText(method: DataStoreMethod, response: unknown): string | undefined {
  if (response === undefined || response === null) return undefined;
  if (typeof response !== 'object') throw unusable(method, `${typeof response} in place of an object with "result"`);
  const result: unknown = Reflect.get(response, 'result');
  if (result === undefined || result === null) return undefined;
  const text = typeof result === 'string' ? result : decode(result);
  if (text === undefined) throw unusable(method, `"result" is neither a text nor bytes, but ${typeof result}`);
  return text === '' ? undefined : text;
}

function decode(value: unknown): string | undefined {
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (!Array.isArray(value)) return undefined;
  const numbers: readonly unknown[] = value;
  return numbers.every(isByte) ? new TextDecoder().decode(Uint8Array.from(numbers)) : undefined;
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function unusable(method: DataStoreMethod, detail: string): DataStoreError {
  return new DataStoreError({ method, reason: 'unusable', detail });
}
