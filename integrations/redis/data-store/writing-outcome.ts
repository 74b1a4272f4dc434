import { RedisError } from '../connection/redis-error.js';
import type { RedisReply } from '../connection/redis-connection.js';
import type { KeepingOutcome } from './specs-layout.js';

/** What a script that writes has answered. @throws RedisError when it is something else */
export function writingOutcome(reply: RedisReply): KeepingOutcome {
  if (reply === 1) return 'written';
  if (reply === 2) return 'same';
  if (reply === 0) return 'older';
  throw new RedisError('unusable', 'it answered in another form than it should');
}
