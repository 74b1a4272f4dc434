import process from 'node:process';
import { clientOptions, contestants } from './contestants.mjs';
import { allThreadsMs } from './cpu-clock.mjs';

/**
 * Measures what happens once per process: the import, and `initialize` on the large project. Runs as
 * `start-process.mjs <contestant> <origin>` and prints one line of JSON.
 */
const [, , name, origin] = process.argv;

const importedFrom = performance.now();
const { Statsig, StatsigUser } = await contestants[name].load();
const importMs = performance.now() - importedFrom;

const client = new Statsig(`secret-bench-start-${name}`, clientOptions({ origin, project: 'large' }));
const [startedAt, cpuAtStart] = [performance.now(), allThreadsMs()];
const { isSuccess, error } = await client.initialize();
const [initializeMs, initializeCpuMs] = [performance.now() - startedAt, allThreadsMs() - cpuAtStart];
if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);

const askedAt = performance.now();
client.checkGate(new StatsigUser({ userID: 'first' }), 'gate_0', { disableExposureLogging: true });
const firstCheckMs = performance.now() - askedAt;

await client.shutdown();
process.stdout.write(`${JSON.stringify({ importMs, initializeMs, initializeCpuMs, firstCheckMs })}\n`);
