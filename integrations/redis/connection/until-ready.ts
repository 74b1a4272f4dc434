import { RedisError } from './redis-error.js';

/** Events by which clients of both libraries tell that their state has changed. */
const changes = ['ready', 'close', 'end', 'reconnecting', 'error'] as const;

/** What a client is like for somebody who wants to send a command. `connecting`: for the first time. */
export type ClientState = 'ready' | 'connecting' | 'down' | 'closed';

/** What is used of a client here. */
export interface WatchedClient {
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
}

/**
 * Resolves when a client can take commands, and waits while it connects for the first time. Rejects at once when its connection is
 * lost: commands would wait in the library's queue, and be carried out when nobody counts on them any more.
 */
export async function untilReady(
  client: WatchedClient,
  stateOf: () => ClientState,
  signal: AbortSignal,
): Promise<void> {
  while (stateOf() === 'connecting' && !signal.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- each change is looked at before the next
    await nextChange(client, signal);
  }
  const state = stateOf();
  if (state === 'down') throw new RedisError('unreachable', 'the client has lost its connection');
  if (state === 'closed') throw new RedisError('unreachable', 'the client is not open; connect it, and close it last');
  signal.throwIfAborted();
}

function nextChange(client: WatchedClient, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      for (const event of changes) client.off(event, finish);
      signal.removeEventListener('abort', finish);
      resolve();
    };
    for (const event of changes) client.on(event, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
