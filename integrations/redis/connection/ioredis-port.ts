import type { ClientPort } from './client-connection.js';
import type { HeardChannel } from './hear-channel.js';
import type { IoredisClient } from './redis-source.js';
import type { ClientState, WatchedClient } from './until-ready.js';

/** A client of `ioredis` with all that is used of it here. */
export interface UsedIoredisClient extends IoredisClient, WatchedClient {
  duplicate(settings: object): UsedIoredisClient;
  connect(): Promise<unknown>;
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  disconnect(): void;
  pipeline(commands: readonly (readonly (string | Buffer)[])[]): { exec(): Promise<unknown> };
  readonly options?: { readonly enableAutoPipelining?: boolean | undefined } | undefined;
  readonly stream?: { unref?(): unknown };
}

const states: Readonly<Record<string, ClientState>> = {
  ready: 'ready',
  // Made with `lazyConnect`: the first command connects it.
  wait: 'ready',
  connecting: 'connecting',
  connect: 'connecting',
  end: 'closed',
};

/** How a client of `ioredis` is used. */
export function ioredisPort(client: UsedIoredisClient): ClientPort {
  return {
    name: 'the client of ioredis',
    client,
    state: () => states[client.status] ?? 'down',
    send: async (command) => {
      const [name, ...rest] = command;
      if (client.options?.enableAutoPipelining !== true) return numbersIn(await client.callBuffer(String(name), rest));
      // With this option the library loses the name of such a command, and throws where nobody can catch it.
      const results = await client.pipeline([['callBuffer', ...command]]).exec();
      const [result]: readonly unknown[] = Array.isArray(results) ? results : [];
      const [failure, reply]: readonly unknown[] = Array.isArray(result) ? result : [];
      if (failure instanceof Error) throw failure;
      return numbersIn(reply);
    },
    openChannel: (channel) => (onMessage, onEnd) =>
      client.isCluster
        ? openOnCluster(client, { channel, onMessage })
        : openOnDuplicate(client, { channel, onMessage, onEnd }),
  };
}

/** Where bytes are asked for, the only texts are numbers: those of a client with `stringNumbers`. */
function numbersIn(reply: unknown): unknown {
  if (Array.isArray(reply)) return reply.map(numbersIn);
  return typeof reply === 'string' ? Number(reply) : reply;
}

interface Opening {
  readonly channel: string;
  readonly onMessage: (message: Uint8Array) => void;
}

/** A client that hears channels takes no other commands, so this is another one, which ends with its connection. */
async function openOnDuplicate(
  client: UsedIoredisClient,
  { channel, onMessage, onEnd }: Opening & { readonly onEnd: () => void },
): Promise<HeardChannel> {
  const subscriber = client.duplicate({
    lazyConnect: true,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    reconnectOnError: null,
    enableOfflineQueue: false,
  });
  const end = (): void => subscriber.disconnect();
  subscriber.on('error', () => undefined);
  try {
    await subscriber.connect();
    subscriber.stream?.unref?.();
    subscriber.on('messageBuffer', (_channel: Buffer, message: Buffer) => onMessage(message));
    await subscriber.subscribe(channel);
  } catch (error) {
    end();
    throw error;
  }
  subscriber.on('end', onEnd);
  if (subscriber.status === 'end') onEnd();
  return { end };
}

/** A cluster keeps a connection for channels apart by itself, and opens it again when it must. */
async function openOnCluster(client: UsedIoredisClient, { channel, onMessage }: Opening): Promise<HeardChannel> {
  const hear = (from: Buffer, message: Buffer): void => {
    if (from.toString() === channel) onMessage(message);
  };
  client.on('messageBuffer', hear);
  try {
    await client.subscribe(channel);
  } catch (error) {
    client.off('messageBuffer', hear);
    throw error;
  }
  return {
    end: () => {
      client.off('messageBuffer', hear);
      client.unsubscribe(channel).catch(() => undefined);
    },
  };
}
