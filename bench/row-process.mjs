import process from 'node:process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { clientOptions, contestants } from './contestants.mjs';
import { mainThreadMs } from './cpu-clock.mjs';
import { largeProject } from './project.mjs';
import { rows } from './rows.mjs';

/**
 * One contestant's process: measures the rows that it is asked for. Started with `--expose-gc` as
 * `row-process.mjs <contestant> <origin>`.
 */

/** Events wait in a queue of limited length: they are sent, unmeasured, before it can overflow. */
const LOGGED_PER_STRETCH = 1000;

const [, , name, origin] = process.argv;
const { Statsig, StatsigUser } = await contestants[name].load();

const clients = new Map();
async function clientFor(project) {
  const known = clients.get(project);
  if (known !== undefined) return known;
  const client = new Statsig(`secret-bench-${name}-${project}`, clientOptions({ origin, project }));
  const { isSuccess, error } = await client.initialize();
  if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);
  clients.set(project, client);
  return client;
}

const gateNames = Object.keys(largeProject(2000).feature_gates);
const prepared = new Map();

async function prepare(row) {
  const known = prepared.get(row);
  if (known !== undefined) return known;
  const client = await clientFor(row.project ?? 'small');
  const entry = { client, run: row.prepare({ client, StatsigUser, gateNames }) };
  prepared.set(row, entry);
  return entry;
}

/** Does the operations in stretches; measured is the main thread, with the garbage that the operations leave. */
async function measure(row, operations) {
  const { client, run } = await prepare(row);
  const longest = row.logs ? LOGGED_PER_STRETCH : operations;
  let spentMs = 0;
  globalThis.gc();
  for (let done = 0; done < operations; done += longest) {
    const from = mainThreadMs();
    run(Math.min(longest, operations - done));
    spentMs += mainThreadMs() - from;
    if (row.logs) await client.flushEvents();
  }
  const from = mainThreadMs();
  globalThis.gc({ type: 'minor' });
  // Native objects are released by finalizers, which run in a turn of their own.
  await nextTurn();
  await nextTurn();
  return spentMs + mainThreadMs() - from;
}

/** How many operations take about this long; also warms the code up. */
async function calibrate(row, batchMs) {
  let operations = 200;
  for (;;) {
    const spentMs = await measure(row, operations);
    if (spentMs > batchMs / 2 || operations >= 4_000_000) {
      return Math.max(200, Math.round((operations * batchMs) / Math.max(spentMs, 0.01)));
    }
    operations *= 4;
  }
}

process.on('message', ({ command, rowName, operations, batchMs }) => {
  const row = rows.find((candidate) => candidate.name === rowName);
  const work =
    command === 'calibrate'
      ? calibrate(row, batchMs).then((count) => ({ operations: count }))
      : measure(row, operations).then((spentMs) => ({ microseconds: (spentMs * 1000) / operations }));
  work.then(
    (result) => process.send(result),
    (error) => process.send({ failure: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send({ isReady: true });
