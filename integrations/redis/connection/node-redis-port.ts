import type { ClientPort } from './client-connection.js';
import type { HeardChannel, OpenChannel } from './hear-channel.js';
import type { NodeRedisClient } from './redis-source.js';
import type { WatchedClient } from './until-ready.js';

/** A client of `redis` with all that is used of it here; a cluster or sentinel has the same methods with other arguments. */
export interface UsedNodeRedisClient extends NodeRedisClient, WatchedClient {
  readonly options?: { readonly socket?: object } | undefined;
  withTypeMapping(mapping: Readonly<Record<number, unknown>>): { sendCommand(...parts: unknown[]): Promise<unknown> };
  duplicate(settings: object): UsedNodeRedisClient;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: (message: Buffer) => void, asBytes: true): Promise<unknown>;
  unsubscribe(channel: string, listener: (message: Buffer) => void, asBytes: true): Promise<unknown>;
  destroy(): void;
  unref(): void;
}

/** Values come as bytes (the types `$` and `+` of the protocol), and maps (`%`) as lists, as in the older form of the protocol. */
const asBytes = { 36: Buffer, 43: Buffer, 37: Array };

/** Said twice: version 5 goes by what a command says, and version 6 by what its client says. */
const options = { typeMapping: asBytes };

/** How a client of `redis` (node-redis) is used. */
export function nodeRedisPort(client: UsedNodeRedisClient): ClientPort {
  const isCluster = 'slots' in client;
  // One of `createSentinel()`: it wants to know first whether a command only reads, and has a connection for channels, too.
  const isSentinel = 'getSentinelNode' in client;
  const bytes = client.withTypeMapping(asBytes);
  return {
    name: `the ${isCluster ? 'cluster' : 'client'} of redis`,
    client,
    state: () => {
      if (!client.isOpen) return 'closed';
      if (client.isReady) return 'ready';
      return 'connecting';
    },
    send: (command, key) => {
      if (isCluster) return bytes.sendCommand(key, false, command, options);
      return isSentinel ? bytes.sendCommand(false, command, options) : bytes.sendCommand(command, options);
    },
    openChannel: (channel) => (isCluster || isSentinel ? onOwn(client, channel) : onDuplicate(client, channel)),
  };
}

/** A client of its own, which ends with its connection. */
function onDuplicate(client: UsedNodeRedisClient, channel: string): OpenChannel {
  return async (onMessage, onEnd): Promise<HeardChannel> => {
    const subscriber = client.duplicate({
      socket: { ...client.options?.socket, reconnectStrategy: false },
    });
    const end = once(() => subscriber.destroy());
    subscriber.on('error', () => undefined);
    try {
      await subscriber.connect();
      subscriber.unref();
      await subscriber.subscribe(channel, onMessage, true);
    } catch (error) {
      end();
      throw error;
    }
    subscriber.on('end', onEnd);
    return { end };
  };
}

/** A cluster or sentinel keeps a connection for channels apart by itself, and opens it again when it must. */
function onOwn(client: UsedNodeRedisClient, channel: string): OpenChannel {
  return async (onMessage): Promise<HeardChannel> => {
    const listener = (message: Buffer): void => onMessage(message);
    await client.subscribe(channel, listener, true);
    return { end: () => void client.unsubscribe(channel, listener, true).catch(() => undefined) };
  };
}

/** Ending a client of this library twice throws. */
function once(end: () => void): () => void {
  let isEnded = false;
  return () => {
    if (isEnded) return;
    isEnded = true;
    try {
      end();
    } catch {
      // It has ended by itself.
    }
  };
}
