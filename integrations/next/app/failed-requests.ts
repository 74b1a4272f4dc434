import { headers } from 'next/headers.js';

/** Requests whose pages could not be rendered. One for all copies of this module, of which one hears of errors. */
const registryKey = Symbol.for('statsig-nodekit.next.failed-requests');

/**
 * Has the exposures of a request dropped that are logged when it is answered (policy `server`), because its page could not be
 * rendered, for `onRequestError` of `instrumentation.ts`. Without this call they are logged all the same. Never rejects.
 *
 * @example
 * ```ts
 * export async function onRequestError(): Promise<void> {
 *   if (process.env.NEXT_RUNTIME !== 'nodejs') return;
 *   const { dropExposures } = await import('statsig-nodekit/next');
 *   await dropExposures();
 * }
 * ```
 */
export async function dropExposures(): Promise<void> {
  try {
    failed().add(await headers());
  } catch {
    // The error was not one of a request of the App Router.
  }
}

/** Whether that was said of a request, by its headers as Next gives them. */
export function hasFailed(requestHeaders: object): boolean {
  return failed().has(requestHeaders);
}

function failed(): WeakSet<object> {
  const known: unknown = Reflect.get(globalThis, registryKey);
  if (known instanceof WeakSet) return known;
  const requests = new WeakSet<object>();
  Reflect.set(globalThis, registryKey, requests);
  return requests;
}
