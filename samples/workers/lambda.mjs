/**
 * A function of AWS Lambda or of another platform that freezes the process between two requests.
 */
// @ts-check
import { Statsig } from 'statsig-nodekit';
import { options, sdkKey } from './settings.mjs';

// Outside of the handler: once for each process, and not for each request.
const statsig = new Statsig(sdkKey, {
  ...options,
  // A cold start waits for the service no longer than this, and then has no specs or those of the directory.
  initTimeoutMs: 1000,
  // The one place that can be written to. It outlives a process that crashed, not the machine.
  specsCacheDirectory: options.specsCacheDirectory ?? '/tmp/statsig',
});
const ready = statsig.initialize();

/** The longest that a request waits for its events. What is not delivered by then goes with the next request. */
const flushTimeoutMs = 500;

/** @param {{ userID: string }} event */
export async function handler({ userID }) {
  await ready;
  const user = { userID };
  const isNew = statsig.checkGate(user, 'new_checkout');
  statsig.logEvent(user, 'page_viewed');
  // Before the answer: afterwards the process may be frozen, and never be thawed again.
  await Promise.race([statsig.flushEvents(), new Promise((resolve) => setTimeout(resolve, flushTimeoutMs).unref())]);
  return { statusCode: 200, body: JSON.stringify({ isNew }) };
}
