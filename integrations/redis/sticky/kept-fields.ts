import type { UserPersistedValues } from 'statsig-nodekit';

import type { RedisReply } from '../connection/redis-connection.js';
import { RedisError } from '../connection/redis-error.js';
import { touchedField } from './write-script.js';

/** A user's hash, read. */
export interface KeptFields {
  /** By experiment or layer. What is no JSON is there as a text, so that it is told of where decisions are checked. */
  readonly values: UserPersistedValues;
  readonly isEmpty: boolean;
  /** When the hash was last given its time to live. Unit: milliseconds since the Unix epoch; NaN when that is not known. */
  readonly touchedAtMs: number;
}

/** What Redis answered to `HGETALL`. @throws RedisError when it has another form */
export function readKeptFields(reply: RedisReply): KeptFields {
  if (!Array.isArray(reply)) throw unusable();
  const parts: readonly RedisReply[] = reply;
  const texts = parts.map((part) => {
    if (!(part instanceof Uint8Array)) throw unusable();
    return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString();
  });
  const fields = new Map<string, string>();
  for (let index = 0; index + 1 < texts.length; index += 2) fields.set(texts[index] ?? '', texts[index + 1] ?? '');
  const touched = fields.get(touchedField);
  fields.delete(touchedField);
  const values: UserPersistedValues = Object.fromEntries([...fields].map(([name, text]) => [name, parse(text)]));
  return { values, isEmpty: fields.size === 0, touchedAtMs: Number(touched ?? NaN) };
}

function parse(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unusable(): RedisError {
  return new RedisError('unusable', 'what is kept for a user has another form');
}
