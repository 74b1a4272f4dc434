import { Writable, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate, type BrotliDecompress, type Gunzip } from 'node:zlib';

/** Takes the next bytes of a body, in order. What comes after waits until a returned promise is resolved. */
export type BodyReceiver = (bytes: Uint8Array) => void | Promise<void>;

/** How reading a body ended: all of it was handed over, or why it could not be. */
export type BodyReading =
  | { readonly kind: 'complete' }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'undecodable'; readonly detail: string; readonly cause?: unknown };

/** How a body is to be read. */
export interface BodyReadingRules {
  /** The header of that name. */
  readonly contentEncoding: string | undefined;
  /** Longest body, decompressed, so that a small answer cannot fill the memory. */
  readonly maxBytes: number;
  readonly receive: BodyReceiver;
}

/**
 * Reads and decompresses a body and hands it over piece by piece, at most `maxBytes` of it.
 * @throws what the connection throws when it breaks off or is aborted; a damaged body is a result.
 */
export async function readBody(
  body: Readable,
  { contentEncoding, maxBytes, receive }: BodyReadingRules,
): Promise<BodyReading> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const decoders: Decoder[] = [];
  // The last coding was applied last, so it comes off first (RFC 9110 §8.4).
  for (const coding of codings.toReversed()) {
    const decoder = createDecoder(coding);
    if (decoder === undefined) {
      // Destroying it raises an error on it, which only says that it was destroyed.
      body.once('error', () => undefined).destroy();
      return { kind: 'undecodable', detail: describeUnknown(coding) };
    }
    decoders.push(decoder);
  }
  return readThrough(body, decoders, { maxBytes, receive });
}

type Decoder = Gunzip | BrotliDecompress;

function createDecoder(coding: string): Decoder | undefined {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'br') return createBrotliDecompress();
  return coding === 'deflate' ? createInflate() : undefined;
}

function describeUnknown(coding: string): string {
  // Sent to the official SDK, which asks for it; a cache in between may not tell the two apart.
  if (coding === 'statsig-br') return 'it came in the binary form (statsig-br), although JSON was asked for';
  return `its content-encoding ${JSON.stringify(coding.slice(0, 30))} is not supported`;
}

async function readThrough(
  body: Readable,
  decoders: Decoder[],
  { maxBytes, receive }: Pick<BodyReadingRules, 'maxBytes' | 'receive'>,
): Promise<BodyReading> {
  let size = 0;
  const take = async (chunk: Uint8Array, done: (error?: Error) => void): Promise<void> => {
    size += chunk.byteLength;
    if (size > maxBytes) return done(new RangeError('body too large'));
    try {
      await receive(chunk);
    } catch (error) {
      return done(error instanceof Error ? error : new Error('the receiver failed', { cause: error }));
    }
    done();
  };
  const collector = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => void take(chunk, done),
  });
  let connectionError: unknown;
  body.once('error', (error) => (connectionError = error));
  try {
    await pipeline([body, ...decoders, collector]);
  } catch (error) {
    if (size > maxBytes) return { kind: 'too_large' };
    // An error that did not come from the connection came from a decoder.
    if (connectionError !== undefined || decoders.length === 0) throw error;
    return { kind: 'undecodable', detail: 'its compressed body is damaged or cut short', cause: error };
  }
  return { kind: 'complete' };
}
