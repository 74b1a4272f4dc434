import { RedisError } from '../connection/redis-error.js';
import type { RedisArgument, RedisConnection, RedisReply } from '../connection/redis-connection.js';

/** What a script is run with. */
export interface ScriptCall {
  readonly script: string;
  readonly keys: readonly [string, ...string[]];
  readonly args: readonly RedisArgument[];
}

/** Runs scripts in Redis, each within one time limit. */
export class RedisScripts {
  readonly #connection: RedisConnection;
  readonly #timeoutMs: number;

  constructor(connection: RedisConnection, timeoutMs: number) {
    this.#connection = connection;
    this.#timeoutMs = timeoutMs;
  }

  run({ script, keys, args }: ScriptCall): Promise<RedisReply> {
    return this.send(keys[0], ['EVAL', script, String(keys.length), ...keys, ...args]);
  }

  send(key: string, command: readonly [string, ...RedisArgument[]]): Promise<RedisReply> {
    return this.#connection.send({ command, key, timeoutMs: this.#timeoutMs });
  }
}

/** A value in an answer; undefined where there is none. @throws RedisError when it is none */
export function readValue(reply: RedisReply | undefined): Buffer | undefined {
  if (reply === null || reply === undefined) return undefined;
  if (reply instanceof Uint8Array) return Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength);
  throw unexpected();
}

/** The parts of an answer. @throws RedisError when it has none */
export function readList(reply: RedisReply): readonly RedisReply[] {
  if (typeof reply === 'object' && reply !== null && !(reply instanceof Uint8Array)) return reply;
  throw unexpected();
}

function unexpected(): RedisError {
  return new RedisError('unusable', 'it answered in another form than it should');
}
