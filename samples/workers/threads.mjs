/**
 * Worker threads with a client each: prints what the gate `new_checkout` says of some users.
 *
 *     STATSIG_SERVER_KEY=secret-… node samples/workers/threads.mjs ann bob cleo
 */
// @ts-check
/* oxlint-disable unicorn/require-post-message-target-origin -- of windows, not of threads */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const threads = Array.from({ length: 2 }, () => new Worker(new URL('thread.mjs', import.meta.url)));
for (const thread of threads) thread.on('message', console.log);

for (const [index, userID] of process.argv.slice(2).entries()) {
  // A plain object: instances of classes, such as StatsigUser, lose their class on the way to a thread.
  threads[index % threads.length]?.postMessage({ userID, custom: { plan: 'pro' } });
}

// Not `terminate()`: it would take along what is still to be done and to be delivered.
for (const thread of threads) thread.postMessage('stop');
await Promise.all(threads.map((thread) => once(thread, 'exit')));
