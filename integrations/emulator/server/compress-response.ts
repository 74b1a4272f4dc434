import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressors = {
  // Quality 4 is about as fast as gzip, and smaller; the default of 11 takes seconds for a large project.
  br: (bytes: Uint8Array): Promise<Buffer> =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (bytes: Uint8Array): Promise<Buffer> => promisify(gzip)(bytes),
};

/** A content coding that the emulator can send. */
export type ContentCoding = 'br' | 'gzip' | 'identity';

/** The best coding that a request's `accept-encoding` allows. A coding with `q=0` is refused by the client. */
export function chooseCoding(acceptEncoding: string | null): ContentCoding {
  const accepted = new Set<string>();
  for (const part of (acceptEncoding ?? '').toLowerCase().split(',')) {
    const [coding = '', quality = ''] = part.trim().split(/\s*;\s*/);
    if (!/^q=0(\.0*)?$/.test(quality)) accepted.add(coding);
  }
  if (accepted.has('br')) return 'br';
  return accepted.has('gzip') ? 'gzip' : 'identity';
}

/** Compresses one text in each coding at most once. */
export class CompressedText {
  readonly #bytes: Buffer;
  readonly #compressed = new Map<ContentCoding, Promise<Buffer>>();

  constructor(text: string) {
    this.#bytes = Buffer.from(text);
  }

  /** The text in a coding. */
  in(coding: ContentCoding): Promise<Buffer> {
    const known = this.#compressed.get(coding);
    if (known !== undefined) return known;
    const bytes = coding === 'identity' ? Promise.resolve(this.#bytes) : compressors[coding](this.#bytes);
    this.#compressed.set(coding, bytes);
    return bytes;
  }
}
