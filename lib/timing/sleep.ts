import type { Timers } from './timers.js';

/** Resolves after the delay, or at once when the signal is or becomes aborted; never rejects. Does not keep the process alive. */
export function sleep(
  delayMs: number,
  { timers, signal }: { timers: Timers; signal?: AbortSignal | undefined },
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = timers.schedule(delayMs, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
