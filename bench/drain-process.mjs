import process from 'node:process';
import { setTimeout as sleep, setImmediate as nextTurn } from 'node:timers/promises';
import { clientOptions, contestants } from './contestants.mjs';
import { allThreadsMs } from './cpu-clock.mjs';

/**
 * Measures what an event costs from the call until the server has it: CPU of all threads. Runs with `--expose-gc` as
 * `drain-process.mjs <contestant> <origin>` and prints one line of JSON.
 */
const [, , name, origin] = process.argv;

/** Enough to warm up every part of the way, measured or not. */
const WARM_UP_EVENTS = 20_000;
const MEASURED_EVENTS = 40_000;

/** Events in one turn of the event loop. */
const EVENTS_PER_TURN = 100;

const key = `secret-bench-drain-${name}`;
const { Statsig, StatsigUser } = await contestants[name].load();
const client = new Statsig(key, clientOptions({ origin, project: 'small' }));
const { isSuccess, error } = await client.initialize();
if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);

/** Numbers go on from run to run: every user is new, but for the one who is meant to be the same. */
let lastNumber = 0;
const fullUser = (number) =>
  new StatsigUser({
    userID: `1c9a2f60-0d3e-4b4f-8a55-${String(number).padStart(12, '0')}`,
    customIDs: { companyID: 'acme' },
    email: 'someone@statsig.com',
    country: 'US',
    locale: 'en_US',
    appVersion: '4.3.1',
    custom: { age: 33, plan: 'pro', tags: ['beta', 'x'], signup: '2023-06-01T00:00:00Z', score: 1.5, isStaff: false },
    privateAttributes: { phone: '555-0100' },
  });
const plainUser = (number) =>
  new StatsigUser({ userID: `1c9a2f60-0d3e-4b4f-8a55-${String(number).padStart(12, '0')}` });
const sameUser = fullUser(0);
const purchase = { sku: 'a', currency: 'USD' };

/** What logs one event each. */
const kinds = {
  customSameUserUs: (number) => client.logEvent(sameUser, 'purchase', number, purchase),
  customFreshUserUs: (number) => client.logEvent(fullUser(number), 'purchase', number, purchase),
  exposurePlainUserUs: (number) => client.checkGate(plainUser(number), 'half_gate'),
  exposureFullUserUs: (number) => client.checkGate(fullUser(number), 'half_gate'),
};

async function receivedCount() {
  const response = await fetch(`${origin}/events_received/${key}`);
  return Number(await response.text());
}

async function drain(logOne, count) {
  const expected = (await receivedCount()) + count;
  const startedAt = allThreadsMs();
  for (let logged = 0; logged < count; logged += 1) {
    logOne(++lastNumber);
    if (logged % EVENTS_PER_TURN === 0) await nextTurn();
  }
  await client.flushEvents();
  while ((await receivedCount()) < expected) await sleep(20);
  return allThreadsMs() - startedAt;
}

const figures = {};
for (const [kind, logOne] of Object.entries(kinds)) {
  await drain(logOne, WARM_UP_EVENTS);
  globalThis.gc();
  figures[kind] = ((await drain(logOne, MEASURED_EVENTS)) * 1000) / MEASURED_EVENTS;
}
await client.shutdown();
process.stdout.write(`${JSON.stringify(figures)}\n`);
