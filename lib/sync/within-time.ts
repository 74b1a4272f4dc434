import { DataStoreError } from '../errors/data-store-error.js';
import { errorText } from '../observability/error-name.js';
import { createRedactor } from '../observability/redact-secrets.js';
import type { Timers } from '../timing/timers.js';

/** Enough of what an error of the application's says. */
const longestDetail = 200;

const redact = createRedactor([]);

/**
 * What a step of the application's store of ID lists comes to, if that is in time. Rejects with DataStoreError otherwise. The step
 * itself goes on, and nobody waits for it any more.
 */
export async function withinTime<Result>(
  step: () => Promise<Result>,
  { limitMs, timers }: { readonly limitMs: number; readonly timers: Timers },
): Promise<Result> {
  let cancel: (() => void) | undefined;
  const expiry = new Promise<never>((_resolve, reject) => {
    cancel = timers.schedule(limitMs, () => {
      reject(new DataStoreError({ method: 'idLists', reason: 'timeout', detail: `no answer within ${limitMs} ms` }));
    });
  });
  try {
    return await Promise.race([step(), expiry]);
  } catch (error) {
    if (error instanceof DataStoreError) throw error;
    const detail = redact(errorText(error).slice(0, 2 * longestDetail))
      .slice(0, longestDetail)
      .replace(/\.$/, '');
    throw new DataStoreError({ method: 'idLists', reason: 'failed', detail, cause: error });
  } finally {
    cancel?.();
  }
}
