/**
 * `connection/` is the way to Redis: one small interface, and what makes it of an address or of a client that the application has.
 * Nothing here knows what is kept in Redis. No library is imported: clients are taken for what they can do.
 */

/** A part of a command: texts are sent as UTF-8. */
export type RedisArgument = string | Uint8Array;

/** What Redis answers; texts and bytes alike come as bytes, because values may be compressed. */
export type RedisReply = Uint8Array | number | null | readonly RedisReply[];

/** Bounds of one command. */
export interface RedisLimits {
  /** For the whole of it, waiting for a connection included. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Gives up waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** One command for Redis. */
export interface RedisCommand extends RedisLimits {
  /** Its name and its arguments: `['GET', 'a']`. */
  readonly command: readonly [string, ...RedisArgument[]];
  /** A key that it is about, by which a cluster is told where it belongs. Several keys must share a `{hash tag}`. */
  readonly key?: string | undefined;
}

/** What hears of a channel. Neither may throw. */
export interface RedisListener {
  readonly onMessage: (message: Uint8Array) => void;
  /** The channel is heard, for the first time or again: what was said meanwhile was missed. */
  readonly onListening?: (() => void) | undefined;
}

/** A way to Redis; made by `openRedis()`. It connects by itself, and again after each failure. */
export interface RedisConnection {
  /** Where it leads, without credentials, for messages: `redis://cache:6379`, `the client of ioredis`. */
  readonly name: string;
  /**
   * Sends a command, once: one that fails is not sent again, because it may have been carried out. Nothing is kept in a queue
   * for later: without a connection within the limit it is rejected, and never sent.
   * Rejects with `RedisError` and nothing else.
   */
  send(command: RedisCommand): Promise<RedisReply>;
  /** Hears a channel, on a connection of its own, from now on and again after each failure. Returns what ends it. Never throws. */
  subscribe(channel: string, listener: RedisListener): () => void;
  /** Ends what was opened here; a client of the application's stays open. Never rejects. */
  close(): Promise<void>;
}
