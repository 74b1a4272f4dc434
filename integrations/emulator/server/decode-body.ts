import { promisify } from 'node:util';
import * as zlib from 'node:zlib';

/** Bodies above this size are refused, compressed or not: an emulator shares the developer's machine. */
export const maxBodyBytes = 64 * 1024 * 1024;

/** A request body that could not be read, with the HTTP status that says so. */
export class UnreadableBodyError extends Error {
  override readonly name = 'UnreadableBodyError';
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

type Decoder = (bytes: Uint8Array) => Promise<Uint8Array>;

const limits = { maxOutputLength: maxBodyBytes };

const decoders: Readonly<Record<string, Decoder>> = {
  identity: async (bytes) => bytes,
  gzip: (bytes) => promisify(zlib.gunzip)(bytes, limits),
  br: (bytes) => promisify(zlib.brotliDecompress)(bytes, limits),
  deflate: (bytes) => promisify(zlib.inflate)(bytes, limits),
  zstd: decompressZstd,
};

/**
 * The text of a request's body, after whatever `content-encoding` it has.
 * @throws {UnreadableBodyError} for an unknown coding (415), a body that is not what its coding says (400), and one that
 * is too large (413).
 */
export async function readBody(request: Request): Promise<string> {
  const coding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  const decode = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
  if (decode === undefined) {
    const known = Object.keys(decoders).join(', ');
    throw new UnreadableBodyError(415, `unknown content-encoding "${coding}"; the emulator reads ${known}`);
  }
  const bytes = await readBytes(request);
  try {
    return Buffer.from(await decode(bytes)).toString('utf8');
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge({ cause: error });
    throw new UnreadableBodyError(400, `the body is not valid ${coding}`, { cause: error });
  }
}

async function readBytes(request: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    size += value.byteLength;
    if (size > maxBodyBytes) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
}

function tooLarge(options?: ErrorOptions): UnreadableBodyError {
  return new UnreadableBodyError(413, `the body is larger than ${maxBodyBytes / 1024 / 1024} MB`, options);
}

/** Node 20 has no zstd of its own; what the official SDK sends is then decoded in JavaScript. */
async function decompressZstd(bytes: Uint8Array): Promise<Uint8Array> {
  const native: unknown = Reflect.get(zlib, 'zstdDecompressSync');
  if (typeof native === 'function') {
    const result: unknown = native(bytes, limits);
    if (result instanceof Uint8Array) return result;
  }
  const { Decompress } = await import('fzstd');
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw new RangeError('too large');
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  return Buffer.concat(chunks);
}
