import { RedisError } from './redis-error.js';
import { RefusedReply } from './refused-reply.js';
import type { RedisReply } from './redis-connection.js';

/** What Redis itself takes at most in one value. Unit: bytes. */
const longestValueBytes = 512 * 1024 * 1024;

/** A line without its end after so many bytes comes from something that is not Redis. */
const longestLineBytes = 64 * 1024;

const deepest = 16;
const lineFeed = 0x0a;

/** A reply as it was read: errors are values here, because each belongs to the command that waits for it. */
export type ReadReply = RedisReply | RefusedReply;

/** Where a reply ends; or how many bytes there must be, from its beginning, before another look makes sense. */
type Reading = { readonly reply: ReadReply; readonly end: number } | { readonly atLeast: number };

/**
 * Reads replies of the protocol RESP2, however they are cut into pieces (https://redis.io/docs/latest/develop/reference/protocol-spec/).
 * A long value is put together once, when all of it is there.
 */
export class ReplyReader {
  #pieces: Uint8Array[] = [];
  #size = 0;
  /** No reply can be complete before so many bytes are there. */
  #atLeast = 1;

  /**
   * Takes what arrives, and returns the replies that are complete by it.
   * @throws RedisError when it is not what Redis says; nothing can be read afterwards.
   */
  take(bytes: Uint8Array): ReadReply[] {
    this.#pieces.push(bytes);
    this.#size += bytes.byteLength;
    if (this.#size < this.#atLeast) return [];
    const all =
      this.#pieces.length === 1
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : Buffer.concat(this.#pieces);
    const replies: ReadReply[] = [];
    let start = 0;
    this.#atLeast = 1;
    while (start < all.length) {
      const reading = readReply(all, start, 0);
      if ('atLeast' in reading) {
        this.#atLeast = reading.atLeast - start;
        break;
      }
      replies.push(reading.reply);
      start = reading.end;
    }
    this.#pieces = start < all.length ? [all.subarray(start)] : [];
    this.#size = all.length - start;
    return replies;
  }
}

function readReply(all: Buffer, start: number, depth: number): Reading {
  const lineEnd = all.indexOf(lineFeed, start);
  if (lineEnd < 0) {
    if (all.length - start > longestLineBytes) throw notRedis();
    return { atLeast: all.length + 1 };
  }
  const line = all.toString('utf8', start + 1, lineEnd - 1);
  const end = lineEnd + 1;
  switch (all[start]) {
    case 0x2b: // +
      return { reply: Buffer.from(line), end };
    case 0x2d: // -
      return { reply: new RefusedReply(line), end };
    case 0x3a: // :
      return { reply: wholeNumber(line), end };
    case 0x24: // $
      return readValue(all, end, wholeNumber(line));
    case 0x2a: // *
      return readList(all, end, { length: wholeNumber(line), depth });
    default:
      throw notRedis();
  }
}

function readValue(all: Buffer, start: number, length: number): Reading {
  if (length < 0) return { reply: null, end: start };
  if (length > longestValueBytes) throw notRedis();
  const end = start + length + 2;
  if (all.length < end) return { atLeast: end };
  // Copied: a part of it would keep everything alive that arrived with it.
  return { reply: Buffer.from(all.subarray(start, start + length)), end };
}

function readList(
  all: Buffer,
  start: number,
  { length, depth }: { readonly length: number; readonly depth: number },
): Reading {
  if (length < 0) return { reply: null, end: start };
  if (depth >= deepest) throw notRedis();
  const items: RedisReply[] = [];
  let refused: RefusedReply | undefined;
  let at = start;
  for (let index = 0; index < length; index++) {
    if (at >= all.length) return { atLeast: at + 1 };
    const reading = readReply(all, at, depth + 1);
    if ('atLeast' in reading) return reading;
    if (reading.reply instanceof RefusedReply) refused ??= reading.reply;
    else items.push(reading.reply);
    at = reading.end;
  }
  return { reply: refused ?? items, end: at };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isInteger(value)) throw notRedis();
  return value;
}

function notRedis(): RedisError {
  return new RedisError('unusable', 'what answers does not speak the protocol of Redis');
}
