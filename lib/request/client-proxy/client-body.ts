import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RefusedRequest } from './refused-request.js';

/** How much is read of a request, and for how long. */
export interface BodyLimits {
  /** Of the body as it arrives, and of what it holds when it is unpacked. Unit: bytes. */
  readonly maxBodyBytes: number;
  /** From the first byte asked for to the last. Unit: milliseconds. */
  readonly bodyTimeoutMs: number;
}

/** What browsers give their bodies out for: `sendBeacon` and `fetch` say `text/plain`, and nothing for compressed bodies. */
const contentTypes = new Set(['', 'text/plain', 'application/json', 'application/octet-stream', 'application/gzip']);

const decompress = promisify(gunzip);

/**
 * The JSON value in the body of a browser SDK's request: plain, compressed with gzip, or in the SDK's own encoding (`se=1` in
 * the address), which is the base64 text of the JSON from its end to its beginning.
 * @throws {RefusedRequest} for a body that is too large, too slow, broken off, or in no such form
 */
export async function readClientBody(request: Request, limits: BodyLimits): Promise<unknown> {
  const [contentType = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (!contentTypes.has(contentType.trim().toLowerCase())) {
    throw new RefusedRequest({ status: 415 }, 'The content type is not one of a browser SDK; send JSON as text/plain.');
  }
  const coding = (request.headers.get('content-encoding') ?? '').trim().toLowerCase();
  if (!['', 'identity', 'gzip'].includes(coding)) {
    throw new RefusedRequest({ status: 415 }, 'The content encoding is unknown; gzip and none are read.');
  }
  const bytes = await unpacked(await readBytes(request, limits), limits);
  const isEncoded = new URL(request.url).searchParams.get('se') === '1';
  return parseJson(isEncoded ? fromReversedBase64(bytes) : bytes.toString());
}

async function readBytes(request: Request, { maxBodyBytes, bodyTimeoutMs }: BodyLimits): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge(maxBodyBytes);
  if (request.bodyUsed) {
    throw new RefusedRequest(
      { status: 500 },
      'The body was read before the proxy could; mount it before body parsers.',
    );
  }
  if (request.body === null) return Buffer.alloc(0);
  const reader: ReadableStreamDefaultReader<Uint8Array> = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isLate = false;
  const giveUp = (): void => {
    // A stream that has failed cannot be cancelled, and need not be.
    reader.cancel().catch(() => undefined);
  };
  const timer = setTimeout(() => {
    isLate = true;
    giveUp();
  }, bodyTimeoutMs).unref();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new RefusedRequest({ status: 408 }, `The body did not arrive within ${bodyTimeoutMs} ms.`);
      if (done) return Buffer.concat(chunks);
      size += value.byteLength;
      if (size > maxBodyBytes) throw tooLarge(maxBodyBytes);
      chunks.push(value);
    }
  } catch (error) {
    giveUp();
    if (error instanceof RefusedRequest) throw error;
    throw new RefusedRequest({ status: 400 }, 'The body did not arrive whole.', { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Tells by the first bytes, which JSON cannot begin with: what stands before the application may have unpacked the body. */
async function unpacked(bytes: Buffer, { maxBodyBytes }: BodyLimits): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await decompress(bytes, { maxOutputLength: maxBodyBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBodyBytes);
    throw new RefusedRequest({ status: 400 }, 'The body is not valid gzip.', { cause: error });
  }
}

/** Browsers encode with `btoa`, so that each byte stands for one character of Latin-1; other texts they send plain. */
function fromReversedBase64(bytes: Buffer): string {
  const base64 = Buffer.from(bytes.toReversed()).toString('latin1');
  return Buffer.from(base64, 'base64').toString('latin1');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const found = text.trim() === '' ? 'The body is empty' : 'The body is not JSON';
    throw new RefusedRequest({ status: 400 }, `${found}.`, { cause: error });
  }
}

function tooLarge(maxBodyBytes: number): RefusedRequest {
  return new RefusedRequest({ status: 413 }, `The body is larger than ${maxBodyBytes} bytes, packed or unpacked.`);
}
