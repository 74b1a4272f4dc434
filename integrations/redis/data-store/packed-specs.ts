import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

import { RedisError } from '../connection/redis-error.js';

const compress = promisify(brotliCompress);
const decompress = promisify(brotliDecompress);

/** No project is as large: 256 MiB, as for answers of the service. Unit: bytes. */
export const longestTextBytes = 256 * 1024 * 1024;

/** Specs are full of hashes, which more effort makes no smaller. 3.6 MB of JSON take some 50 ms, beside the main thread. */
const quality = 3;

const lineFeed = 0x0a;

/** What a value says of itself, in its first line. Scripts of Redis read it, too. */
export interface PackedHeader {
  /** The form of the value. */
  readonly form: 1;
  /** When the project last changed. Unit: milliseconds since the Unix epoch. */
  readonly time: number;
  /** Of the text. */
  readonly sha256: string;
  /** Whose specs they are: a hash of the SDK key. */
  readonly owner: string;
  /** Unit: milliseconds since the Unix epoch. */
  readonly writtenAt: number;
}

/** Makes a value of specs: a line of JSON that describes it, and the text, compressed with brotli. */
export async function packSpecs(
  text: string,
  facts: Pick<PackedHeader, 'time' | 'owner' | 'writtenAt'>,
): Promise<Buffer> {
  const header: PackedHeader = { form: 1, ...facts, sha256: digestOf(text) };
  const body = await compress(Buffer.from(text), {
    params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
  });
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/**
 * The text of a value.
 * @throws RedisError when it is of another form, of another SDK key, or damaged
 */
export async function unpackSpecs(value: Buffer, owner: string): Promise<string> {
  const header = readHeader(value);
  if (header.owner !== owner) throw unusable('they are those of another SDK key');
  let text: string;
  try {
    const body = await decompress(value.subarray(value.indexOf(lineFeed) + 1), { maxOutputLength: longestTextBytes });
    text = body.toString();
  } catch (error) {
    throw unusable('they cannot be decompressed', error);
  }
  if (digestOf(text) !== header.sha256) throw unusable('their checksum is another one');
  return text;
}

/** What a value says of itself. @throws RedisError when it is not of this form */
export function readHeader(value: Uint8Array): PackedHeader {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  const lineEnd = bytes.indexOf(lineFeed);
  const line = bytes.toString('utf8', 0, lineEnd < 0 ? bytes.length : lineEnd);
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch (error) {
    throw unusable('they do not begin with a description', error);
  }
  if (isHeader(header)) return header;
  throw unusable('they are of a form that this version does not know');
}

function isHeader(value: unknown): value is PackedHeader {
  if (typeof value !== 'object' || value === null) return false;
  const { form, time, sha256, owner, writtenAt }: Partial<Record<keyof PackedHeader, unknown>> = value;
  const hasTimes = Number.isFinite(time) && Number.isFinite(writtenAt);
  return form === 1 && hasTimes && typeof sha256 === 'string' && typeof owner === 'string';
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

function unusable(detail: string, cause?: unknown): RedisError {
  return new RedisError('unusable', `the specs in it cannot be used, because ${detail}`, cause);
}
