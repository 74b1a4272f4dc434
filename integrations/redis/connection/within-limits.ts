import type { RedisLimits } from './redis-connection.js';
import { RedisError } from './redis-error.js';

/**
 * What the work comes to, if that is within the limits; rejects with RedisError otherwise. The work itself goes on, and what
 * becomes of it afterwards is nobody's concern. The timer does not keep the process alive.
 */
export async function withinLimits<Result>(
  work: () => Promise<Result>,
  { timeoutMs, signal }: RedisLimits,
): Promise<Result> {
  let dispose: (() => void) | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(new RedisError('aborted', 'nobody waits for the answer any more'));
    if (signal?.aborted === true) return giveUp();
    const timer = setTimeout(
      () => reject(new RedisError('timeout', `no answer within ${timeoutMs} ms`)),
      timeoutMs,
    ).unref();
    signal?.addEventListener('abort', giveUp, { once: true });
    dispose = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
  });
  // Without it, an abort before the work would have nobody who hears of it.
  expiry.catch(() => undefined);
  try {
    if (signal?.aborted === true) return await expiry;
    return await Promise.race([work(), expiry]);
  } finally {
    dispose?.();
  }
}
