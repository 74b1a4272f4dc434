/** One of the threads of `threads.mjs`. */
// @ts-check
/* oxlint-disable unicorn/require-post-message-target-origin -- of windows, not of threads */
import { parentPort, threadId } from 'node:worker_threads';
import { Statsig } from 'statsig-nodekit';
import { options, sdkKey } from './settings.mjs';

/** @import { StatsigUserArgs } from 'statsig-nodekit' */

const statsig = new Statsig(sdkKey, options);
await statsig.initialize();

// Messages wait until somebody listens, so none is lost that came during the start.
parentPort?.on('message', (message) => void receive(message));

/** @param {StatsigUserArgs | 'stop'} message */
async function receive(message) {
  if (message === 'stop') {
    await statsig.shutdown();
    // The port is what keeps the thread alive.
    parentPort?.close();
  } else {
    const isOpen = statsig.checkGate(message, 'new_checkout');
    parentPort?.postMessage(`Thread ${threadId}: new_checkout is ${isOpen ? 'open' : 'closed'} for ${message.userID}`);
  }
}
