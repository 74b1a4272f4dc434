import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientOptions, contestants } from './contestants.mjs';
import { allThreadsMs } from './cpu-clock.mjs';

/**
 * Measures `initialize` on a project: how long it takes, on how much CPU, how long it holds up the event loop, and how much
 * memory stays. Runs with `--expose-gc` as `initialize-process.mjs <contestant> <origin> <project>` and prints one line of JSON.
 */
const [, , name, origin, project] = process.argv;

const { Statsig } = await contestants[name].load();
const client = new Statsig(`secret-bench-initialize-${name}`, clientOptions({ origin, project }));
globalThis.gc();
// The import is over, and its garbage is gone.
await sleep(100);
const rssBefore = process.memoryUsage.rss();

const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
// The first measured delay begins with the second tick of its timer.
await sleep(20);
delay.reset();
const [startedAt, cpuAtStart] = [performance.now(), allThreadsMs()];
const { isSuccess, error } = await client.initialize();
const [initializeMs, initializeCpuMs] = [performance.now() - startedAt, allThreadsMs() - cpuAtStart];
await sleep(20);
delay.disable();
if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);

globalThis.gc();
await sleep(200);
globalThis.gc();
const addedMB = (process.memoryUsage.rss() - rssBefore) / 2 ** 20;
await client.shutdown();
process.stdout.write(
  `${JSON.stringify({ initializeMs, initializeCpuMs, longestBlockMs: delay.max / 1e6, addedMB })}\n`,
);
