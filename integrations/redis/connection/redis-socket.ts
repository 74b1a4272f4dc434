import { connect, type Socket } from 'node:net';
import { connect as connectEncrypted } from 'node:tls';

import type { RedisAddress } from './redis-address.js';
import type { RedisReply } from './redis-connection.js';
import { RedisError } from './redis-error.js';
import { RefusedReply } from './refused-reply.js';
import { type ReadReply, ReplyReader } from './reply-reader.js';
import { writeCommand } from './write-command.js';

/** What waits for a reply. */
interface Waiting {
  readonly resolve: (reply: RedisReply) => void;
  readonly reject: (error: RedisError) => void;
}

/** After this silence the system asks whether the other side is still there. Unit: milliseconds. */
const keepAliveMs = 10_000;

/**
 * One connection to a server of Redis, from its beginning to its end. Replies come in the order of commands. Never keeps the
 * process alive, beyond the opening of the connection.
 */
export class RedisSocket {
  readonly #socket: Socket;
  readonly #reader = new ReplyReader();
  readonly #waiting: Waiting[] = [];
  readonly #onPush: ((message: RedisReply) => void) | undefined;
  readonly #onEnd: () => void;
  #failure: RedisError | undefined;

  private constructor(
    socket: Socket,
    { onPush, onEnd }: { readonly onPush: ((message: RedisReply) => void) | undefined; readonly onEnd: () => void },
  ) {
    this.#socket = socket;
    this.#onPush = onPush;
    this.#onEnd = onEnd;
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('error', (error) => this.end(unreachable(error)));
    socket.on('close', () => this.end(new RedisError('unreachable', 'the connection was closed by the other side')));
  }

  /**
   * Opens a connection and signs in.
   * @param settings.onPush gets what arrives without having been asked for; a connection that hears channels has no other use
   * @param settings.onEnd called once, when an open connection has ended; not when opening it fails
   */
  static async open(
    address: RedisAddress,
    settings: {
      readonly timeoutMs: number;
      readonly onPush?: ((message: RedisReply) => void) | undefined;
      readonly onEnd: () => void;
    },
  ): Promise<RedisSocket> {
    let isOpen = false;
    const raw = openSocket(address);
    raw.unref();
    raw.setNoDelay(true);
    raw.setKeepAlive(true, keepAliveMs);
    const socket = new RedisSocket(raw, {
      onPush: settings.onPush,
      onEnd: () => {
        if (isOpen) settings.onEnd();
      },
    });
    const timer = setTimeout(
      () => socket.end(new RedisError('timeout', `no connection to ${address.name} within ${settings.timeoutMs} ms`)),
      settings.timeoutMs,
    ).unref();
    try {
      await socket.#greet(address);
    } finally {
      clearTimeout(timer);
    }
    isOpen = true;
    return socket;
  }

  /** Sends a command. Rejects with RedisError when it is refused, or when the connection ends before its reply. */
  send(command: readonly (string | Uint8Array)[]): Promise<RedisReply> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#waiting.push({ resolve, reject });
      this.#socket.write(writeCommand(command));
    });
  }

  /** Ends the connection at once. Whoever waits for a reply gets the failure. */
  end(failure: RedisError): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#socket.destroy();
    for (const { reject } of this.#waiting.splice(0)) reject(failure);
    this.#onEnd();
  }

  /** Sent at once, before there is a connection even; a refusal ends it. */
  async #greet({ username, password, database }: RedisAddress): Promise<void> {
    const steps = [
      ...(password === undefined ? [] : [['AUTH', ...(username === undefined ? [] : [username]), password]]),
      ...(database === 0 ? [] : [['SELECT', String(database)]]),
      // Also a server that needs no password shows by it that it is there, and that it is Redis.
      ['PING'],
    ];
    try {
      await Promise.all(steps.map((step) => this.send(step)));
    } catch (error) {
      this.end(error instanceof RedisError ? error : unreachable(error));
      throw error;
    }
  }

  #take(bytes: Uint8Array): void {
    let replies: ReadReply[];
    try {
      replies = this.#reader.take(bytes);
    } catch (error) {
      this.end(error instanceof RedisError ? error : unreachable(error));
      return;
    }
    for (const reply of replies) this.#deliver(reply);
  }

  #deliver(reply: ReadReply): void {
    const isPush = this.#onPush !== undefined && this.#waiting.length === 0;
    if (isPush || isMessage(reply)) {
      if (!(reply instanceof RefusedReply)) this.#onPush?.(reply);
      return;
    }
    const waiting = this.#waiting.shift();
    if (reply instanceof RefusedReply) waiting?.reject(reply.toError());
    else waiting?.resolve(reply);
  }
}

/** A message of a channel may come between a command and its reply. */
function isMessage(reply: ReadReply): boolean {
  if (!Array.isArray(reply)) return false;
  const [kind]: readonly unknown[] = reply;
  return reply.length === 3 && kind instanceof Uint8Array && Buffer.from(kind).toString() === 'message';
}

function openSocket({ target, isEncrypted }: RedisAddress): Socket {
  if ('path' in target) return connect(target.path);
  return isEncrypted ? connectEncrypted({ ...target, servername: serverName(target.host) }) : connect(target);
}

/** Addresses are no names (RFC 6066 §3). */
function serverName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? '' : host;
}

function unreachable(error: unknown): RedisError {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return new RedisError('unreachable', `there is no connection${code}`, error);
}
