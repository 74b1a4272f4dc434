import type { Socket } from 'node:net';

/** An answer that a proxy gives before a connection is ready is no longer than this. Unit: bytes. */
const longestAnswerBytes = 16_384;

/** Reads the answers of a proxy from a socket that nobody else reads from yet, and no byte more than belongs to them. */
export class HandshakeReader {
  readonly #socket: Socket;
  #held: Buffer = Buffer.alloc(0);

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * The next bytes.
   * @throws when the connection ends before there are so many
   */
  async bytes(count: number): Promise<Buffer> {
    while (this.#held.byteLength < count) await this.#more();
    return this.#take(count);
  }

  /**
   * The next lines up to an empty one, which is not part of the result.
   * @throws when the connection ends before, or when there is no end to them
   */
  async lines(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf('\r\n\r\n');
      if (end >= 0)
        return this.#take(end + 4)
          .subarray(0, end)
          .toString('latin1');
      if (this.#held.byteLength > longestAnswerBytes) throw new Error('the answer has no end');
      await this.#more();
    }
  }

  /** Gives back what was read beyond the answers. Must be called at the end. */
  release(): void {
    if (this.#held.byteLength > 0) this.#socket.unshift(this.#held);
    this.#held = Buffer.alloc(0);
  }

  #take(count: number): Buffer {
    const taken = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return taken;
  }

  async #more(): Promise<void> {
    const chunk = readChunk(this.#socket) ?? (await this.#nextChunk());
    this.#held = Buffer.concat([this.#held, chunk]);
  }

  #nextChunk(): Promise<Buffer> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const finish = (error: Error | undefined, chunk: Buffer | undefined): void => {
        socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
        if (chunk === undefined) reject(error ?? new Error('the connection was closed'));
        else resolve(chunk);
      };
      const onReadable = (): void => {
        const chunk = readChunk(socket);
        if (chunk !== undefined) finish(undefined, chunk);
      };
      const onEnd = (): void => finish(undefined, undefined);
      const onError = (error: Error): void => finish(error, undefined);
      if (socket.destroyed) return reject(socket.errored ?? new Error('the connection was closed'));
      socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
    });
  }
}

function readChunk(socket: Socket): Buffer | undefined {
  const chunk: unknown = socket.read();
  return Buffer.isBuffer(chunk) ? chunk : undefined;
}
