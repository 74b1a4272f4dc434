import process from 'node:process';
import { clientOptions, contestants } from './contestants.mjs';
import { allThreadsMs } from './cpu-clock.mjs';
import { largeProject } from './project.mjs';

/**
 * Measures what happens once per process: the import, `initialize` on the large project, and the
 * first checks after it. Runs as
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

const gateNames = Object.keys(largeProject(2000).feature_gates);
const user = new StatsigUser({ userID: 'first', country: 'US', custom: { age: 33, plan: 'pro' } });
const askedAt = performance.now();
client.checkGate(user, gateNames[0], { disableExposureLogging: true });
const firstCheckMs = performance.now() - askedAt;
for (const gate of gateNames) client.checkGate(user, gate, { disableExposureLogging: true });
const firstPassMs = performance.now() - askedAt;

await client.shutdown();
process.stdout.write(`${JSON.stringify({ importMs, initializeMs, initializeCpuMs, firstCheckMs, firstPassMs })}\n`);
