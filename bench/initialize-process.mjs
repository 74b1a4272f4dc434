import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientOptions, contestants } from './contestants.mjs';
import { allThreadsMs } from './cpu-clock.mjs';
import { watchLoop } from './loop-watch.mjs';

/**
 * Measures `initialize` on a project: how long it takes, on how much CPU, and how much memory stays; or else how long it holds up
 * the event loop, because watching that takes CPU. Runs with `--expose-gc` as
 * `initialize-process.mjs <contestant> <origin> <project> costs|blocks` and prints one line of JSON.
 */
const [, , name, origin, project, measured] = process.argv;

const { Statsig } = await contestants[name].load();
const client = new Statsig(`secret-bench-initialize-${name}`, clientOptions({ origin, project }));
globalThis.gc();
// The import is over, and its garbage is gone.
await sleep(100);

async function initialize() {
  const { isSuccess, error } = await client.initialize();
  if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);
}

async function measureCosts() {
  const rssBefore = process.memoryUsage.rss();
  const [startedAt, cpuAtStart] = [performance.now(), allThreadsMs()];
  await initialize();
  const [initializeMs, initializeCpuMs] = [performance.now() - startedAt, allThreadsMs() - cpuAtStart];
  globalThis.gc();
  // Freed memory goes back to the system in the background.
  await sleep(200);
  globalThis.gc();
  return { initializeMs, initializeCpuMs, addedMB: (process.memoryUsage.rss() - rssBefore) / 2 ** 20 };
}

async function measureBlocks() {
  const watch = watchLoop();
  await initialize();
  watch.stop();
  return { longestBlockMs: watch.takeLongestMs() };
}

const figures = await (measured === 'blocks' ? measureBlocks() : measureCosts());
await client.shutdown();
process.stdout.write(`${JSON.stringify(figures)}\n`);
