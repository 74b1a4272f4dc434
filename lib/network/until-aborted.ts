/**
 * Settles as the work does, or rejects as soon as the signal is aborted. For work that itself notices an abort too late; what
 * comes of it then is handed to `discard`.
 */
export function untilAborted<Result>(
  work: Promise<Result>,
  { signal, discard }: { readonly signal: AbortSignal; readonly discard: (late: Result) => void },
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      work.then(discard, () => undefined);
      reject(new Error('aborted'));
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => signal.removeEventListener('abort', onAbort);
    work.then(resolve, reject).finally(settle);
  });
}
