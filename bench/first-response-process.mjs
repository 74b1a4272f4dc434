import process from 'node:process';
import { clientOptions, contestants } from './contestants.mjs';

/**
 * Measures the first client initialize response of a process, read to the end. Runs as
 * `first-response-process.mjs <contestant> <origin> <project>` and prints one line of JSON.
 */
const [, , name, origin, project] = process.argv;

const { Statsig, StatsigUser } = await contestants[name].load();
const client = new Statsig(`secret-bench-first-response-${name}`, clientOptions({ origin, project }));
const { isSuccess, error } = await client.initialize();
if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);

const user = new StatsigUser({ userID: 'first', email: 'someone@statsig.com', country: 'US', custom: { age: 33 } });
const askedAt = performance.now();
const text = client.getClientInitializeResponse(user);
// A text may be put together only when a character of it is read.
if (text.charCodeAt(text.length >> 1) === 0) throw new Error('The response has a character that JSON has not.');
const firstResponseMs = performance.now() - askedAt;

await client.shutdown();
process.stdout.write(`${JSON.stringify({ firstResponseMs })}\n`);
