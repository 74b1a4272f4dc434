import { hearChannel, type HeardChannel } from './hear-channel.js';
import type { RedisAddress } from './redis-address.js';
import type { RedisCommand, RedisConnection, RedisListener, RedisReply } from './redis-connection.js';
import { RedisError } from './redis-error.js';
import { RedisSocket } from './redis-socket.js';
import { withinLimits } from './within-limits.js';

/** How long opening a connection may take. It is the longest that a process is kept alive by one. Unit: milliseconds. */
const connectTimeoutMs = 2000;

/** How often a connection that only listens is asked whether it is still there, and how soon it must answer. Unit: milliseconds. */
const pingPauseMs = 30_000;
const pingTimeoutMs = 5000;

/**
 * A way to the server at an address. It is opened with the first command, and anew with the first one after it has ended.
 * Neither waiting nor open connections keep the process alive.
 */
export class AddressConnection implements RedisConnection {
  readonly #address: RedisAddress;
  #opening: Promise<RedisSocket> | undefined;
  readonly #endings = new Set<() => void>();
  #isClosed = false;

  constructor(address: RedisAddress) {
    this.#address = address;
  }

  get name(): string {
    return this.#address.name;
  }

  async send({ command, timeoutMs, signal }: RedisCommand): Promise<RedisReply> {
    if (this.#isClosed) throw closed();
    let socket: RedisSocket | undefined;
    try {
      return await withinLimits(
        async () => {
          socket = await (this.#opening ??= this.#open());
          signal?.throwIfAborted();
          return socket.send(command);
        },
        { timeoutMs, signal },
      );
    } catch (error) {
      // What does not answer in time may be gone without a word, and replies that come late would hold up the next ones.
      if (error instanceof RedisError && error.reason === 'timeout') {
        if (socket === undefined) throw new RedisError('timeout', 'the connection could not be opened in time', error);
        socket.end(error);
      }
      throw error instanceof RedisError
        ? error
        : new RedisError('aborted', 'nobody waits for the answer any more', error);
    }
  }

  subscribe(channel: string, listener: RedisListener): () => void {
    if (this.#isClosed) return () => undefined;
    const end = hearChannel((onMessage, onEnd) => this.#openChannel(channel, { onMessage, onEnd }), listener);
    this.#endings.add(end);
    return () => {
      this.#endings.delete(end);
      end();
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const end of this.#endings) end();
    this.#endings.clear();
    // Nobody waits for what is being opened: alone it keeps no process alive, which would end before its last steps.
    this.#opening?.then(
      (socket) => socket.end(closed()),
      () => undefined,
    );
  }

  #open(): Promise<RedisSocket> {
    const opening = RedisSocket.open(this.#address, {
      timeoutMs: connectTimeoutMs,
      onEnd: () => {
        if (this.#opening === opening) this.#opening = undefined;
      },
    });
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined;
    });
    return opening;
  }

  async #openChannel(
    channel: string,
    { onMessage, onEnd }: { readonly onMessage: (message: Uint8Array) => void; readonly onEnd: () => void },
  ): Promise<HeardChannel> {
    const socket = await RedisSocket.open(this.#address, {
      timeoutMs: connectTimeoutMs,
      onPush: (reply) => {
        const message = messageOf(reply);
        if (message !== undefined) onMessage(message);
      },
      onEnd,
    });
    try {
      await withinLimits(() => socket.send(['SUBSCRIBE', channel]), { timeoutMs: connectTimeoutMs });
    } catch (error) {
      socket.end(error instanceof RedisError ? error : closed());
      throw error;
    }
    // One that has ended refuses the next question, and with it the questions end.
    const pings = setInterval(() => {
      withinLimits(() => socket.send(['PING']), { timeoutMs: pingTimeoutMs }).catch((error: unknown) => {
        clearInterval(pings);
        socket.end(error instanceof RedisError ? error : closed());
      });
    }, pingPauseMs).unref();
    return { end: () => socket.end(closed()) };
  }
}

/** What a channel was told, if this is that: `['message', channel, message]`. */
function messageOf(reply: RedisReply): Uint8Array | undefined {
  if (!Array.isArray(reply)) return undefined;
  const [kind, , message]: readonly unknown[] = reply;
  if (!(kind instanceof Uint8Array) || Buffer.from(kind).toString() !== 'message') return undefined;
  return message instanceof Uint8Array ? message : undefined;
}

function closed(): RedisError {
  return new RedisError('aborted', 'the connection was closed from this side');
}
