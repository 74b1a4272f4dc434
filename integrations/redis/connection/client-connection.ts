import { hearChannel, type OpenChannel } from './hear-channel.js';
import { readClientError, readClientReply } from './read-client-reply.js';
import type { RedisCommand, RedisConnection, RedisListener, RedisReply } from './redis-connection.js';
import { RedisError } from './redis-error.js';
import { type ClientState, untilReady, type WatchedClient } from './until-ready.js';
import { withinLimits } from './within-limits.js';

/** What differs between the libraries. */
export interface ClientPort {
  readonly name: string;
  readonly client: WatchedClient;
  readonly state: () => ClientState;
  /** Sends a command; what it answers is read by `readClientReply`. */
  readonly send: (command: readonly (string | Buffer)[], key: string | undefined) => Promise<unknown>;
  /** Opens a channel on a connection of its own. */
  readonly openChannel: (channel: string) => OpenChannel;
}

/**
 * A way to Redis through a client that the application has made, and closes. One listener for its errors is added while it is in
 * use here: without any, a client of `redis` ends the process when its connection breaks off.
 */
export class ClientConnection implements RedisConnection {
  readonly #port: ClientPort;
  readonly #endings = new Set<() => void>();
  readonly #noteFailure = (): void => void (this.#isFailing = true);
  readonly #noteReady = (): void => void (this.#isFailing = false);
  /** Whether the last thing heard of its connection was an error. */
  #isFailing = false;
  #isClosed = false;

  constructor(port: ClientPort) {
    this.#port = port;
    port.client.on('error', this.#noteFailure);
    port.client.on('ready', this.#noteReady);
  }

  get name(): string {
    return this.#port.name;
  }

  async send({ command, key, timeoutMs, signal }: RedisCommand): Promise<RedisReply> {
    const { client, state, send } = this.#port;
    const waiting = new AbortController();
    try {
      return await withinLimits(
        async () => {
          if (this.#isClosed) throw new RedisError('aborted', 'the connection was closed from this side');
          await untilReady(client, () => this.#stateOf(state()), waiting.signal);
          return readClientReply(await send(command.map(toBytes), key));
        },
        { timeoutMs, signal },
      );
    } catch (error) {
      throw readClientError(error);
    } finally {
      waiting.abort();
    }
  }

  subscribe(channel: string, listener: RedisListener): () => void {
    if (this.#isClosed) return () => undefined;
    const end = hearChannel(this.#port.openChannel(channel), listener);
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
    this.#port.client.off('error', this.#noteFailure);
    this.#port.client.off('ready', this.#noteReady);
  }

  /** A client that tries again after a failure is not waited for: that may take long. */
  #stateOf(state: ClientState): ClientState {
    return state === 'connecting' && this.#isFailing ? 'down' : state;
  }
}

function toBytes(argument: string | Uint8Array): string | Buffer {
  if (typeof argument === 'string') return argument;
  return Buffer.from(argument.buffer, argument.byteOffset, argument.byteLength);
}
