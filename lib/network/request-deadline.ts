/** The time limit of one request. */
export interface RequestDeadline {
  /** Aborted when the time is over or the caller gives up. */
  readonly signal: AbortSignal;
  /** Which of the two happened. */
  readonly ending: () => 'timeout' | 'aborted' | undefined;
  /** Must be called when the request is over: removes the timer and the listener. */
  readonly dispose: () => void;
}

/**
 * Starts the time limit of a request, from its first to its last byte. Made by hand because `AbortSignal.any` keeps the
 * signals it was made from in memory on Node 20, and the caller's signal may live as long as the client.
 */
export function startDeadline(timeoutMs: number, callerSignal: AbortSignal | undefined): RequestDeadline {
  const controller = new AbortController();
  let ending: 'timeout' | 'aborted' | undefined;
  const end = (how: 'timeout' | 'aborted'): void => {
    ending ??= how;
    controller.abort();
  };
  const onCallerAbort = (): void => end('aborted');
  const timer = setTimeout(() => end('timeout'), timeoutMs).unref();
  if (callerSignal?.aborted === true) end('aborted');
  callerSignal?.addEventListener('abort', onCallerAbort, { once: true });
  return {
    signal: controller.signal,
    ending: () => ending,
    dispose: () => {
      clearTimeout(timer);
      callerSignal?.removeEventListener('abort', onCallerAbort);
    },
  };
}
