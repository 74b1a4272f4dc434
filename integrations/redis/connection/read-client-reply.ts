import type { RedisReply } from './redis-connection.js';
import { RedisError } from './redis-error.js';
import { RefusedReply } from './refused-reply.js';

/**
 * A reply as a client of the application's hands it out, in the form of this package: libraries differ in whether they give texts or
 * bytes.
 * @throws RedisError when it is an error, or of a form that no command here has
 */
export function readClientReply(reply: unknown): RedisReply {
  if (reply === undefined || reply === null) return null;
  if (typeof reply === 'number') return reply;
  if (typeof reply === 'string') return Buffer.from(reply);
  if (reply instanceof Uint8Array) return reply;
  if (reply instanceof Error) throw readClientError(reply);
  if (Array.isArray(reply)) return reply.map(readClientReply);
  throw new RedisError('unusable', `the client answered with a ${typeof reply}`);
}

/**
 * Errors of Redis itself begin with a word in capitals; those of a library are about the connection. What a library throws is not
 * handed on as the cause: it holds the command with its arguments, which are specs, IDs of users or a password.
 */
export function readClientError(error: unknown): RedisError {
  if (error instanceof RedisError) return error;
  const text = error instanceof Error ? error.message : '';
  if (/^[A-Z]{3,} /.test(text)) return new RefusedReply(text).toError();
  const name = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : name;
  return new RedisError('unreachable', `the client has no connection (${code})`);
}
