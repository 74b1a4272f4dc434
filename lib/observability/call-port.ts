/**
 * Calls into an object of the application's own, such as its logger, and waits for a promise that it returns. Never throws and
 * never rejects: what the call throws, or rejects with, goes to `onFailure`, which must not throw.
 *
 * @returns when the call is over; whoever has nothing to do then need not wait
 */
export async function callPort(call: () => unknown, onFailure: (error: unknown) => void): Promise<void> {
  try {
    // An async method fits types that say void as well, and its rejection would otherwise end the process.
    await call();
  } catch (error) {
    onFailure(error);
  }
}
