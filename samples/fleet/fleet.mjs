/**
 * A fleet of eight processes with one Redis: a change of the project spreads, the process that asks the service for all is killed, and
 * another takes its place. Prints what it sees, and ends by itself. No account is needed: the service is an emulator.
 *
 *     npm run build && node samples/fleet/fleet.mjs
 *
 * `REDIS_URL` names a Redis; without it a `redis-server` of its own is started.
 */
// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startEmulator } from 'statsig-nodekit/emulator';
import { startRedis } from './start-redis.mjs';

/** @import { Project } from 'statsig-nodekit/emulator' */

/** @typedef {{ isOpen: boolean, source: string, isHolder: boolean }} State */

const processCount = 8;

/** How often the service is asked, and how long nobody asks after the one who did has died. Units: milliseconds. */
const specsSyncIntervalMs = 1000;
const leaseTtlMs = 5000;

/** @type {(what: { isOpen: boolean, isRed: boolean }) => Project} */
const projectOf = ({ isOpen, isRed }) => ({
  gates: { new_checkout: { enabled: isOpen, rules: [{ name: 'everyone' }] } },
  experiments: {
    button_color: {
      groups: [
        { name: 'blue', weight: isRed ? 0 : 100, value: { color: 'blue' } },
        { name: 'red', weight: isRed ? 100 : 0, value: { color: 'red' } },
      ],
    },
  },
});

/** One process, and the latest that it has said. */
class Member {
  /** @param {number} number @param {NodeJS.ProcessEnv} env */
  constructor(number, env) {
    this.number = number;
    this.child = fork(fileURLToPath(new URL('member.mjs', import.meta.url)), { env });
    /** @type {State | undefined} */
    this.state = undefined;
    /** @type {string | undefined} */
    this.color = undefined;
    this.child.on('message', (/** @type {State | { color: string }} */ message) => {
      if ('color' in message) this.color = message.color;
      else this.state = message;
    });
  }

  get isAlive() {
    return this.child.exitCode === null && this.child.signalCode === null;
  }
}

/** @type {(startedAtMs: number) => string} */
const since = (startedAtMs) => `${((performance.now() - startedAtMs) / 1000).toFixed(2)} s`;

/** @param {() => boolean} condition @param {string} what */
async function until(condition, what) {
  const endMs = performance.now() + 60_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`Waited for a minute: ${what}.`);
    // oxlint-disable-next-line no-await-in-loop -- looks again and again
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const redis = await startRedis();
const emulator = await startEmulator({ project: projectOf({ isOpen: false, isRed: false }) });
console.log(`The service is an emulator at ${emulator.url}; each process looks once in ${specsSyncIntervalMs} ms.`);

/** @type {NodeJS.ProcessEnv} */
const environment = {
  ...process.env,
  // Another one each time, because what an earlier run has left in Redis would be newer or older.
  STATSIG_SERVER_KEY: `secret-fleet-${Date.now()}`,
  STATSIG_SPECS_URL: emulator.specsUrl,
  STATSIG_LOG_EVENT_URL: emulator.logEventUrl,
  STATSIG_SPECS_SYNC_INTERVAL_MS: String(specsSyncIntervalMs),
  REDIS_URL: redis.url,
  LEASE_TTL_MS: String(leaseTtlMs),
};
const startedAtMs = performance.now();
const members = Array.from({ length: processCount }, (_, index) => new Member(index + 1, environment));
const alive = () => members.filter(({ isAlive }) => isAlive);
const holder = () => alive().find(({ state }) => state?.isHolder === true);

/** Changes the project, and tells who has the change when, and from where. @param {boolean} isOpen @param {boolean} isRed */
async function change(isOpen, isRed) {
  await emulator.update(projectOf({ isOpen, isRed }));
  const changedAtMs = performance.now();
  console.log(
    `\nChanged: new_checkout is ${isOpen ? 'open' : 'closed'}, and button_color is ${isRed ? 'red' : 'blue'} for newcomers.`,
  );
  const seen = new Set();
  await until(() => {
    for (const { number, state } of alive()) {
      if (state?.isOpen !== isOpen || seen.has(number)) continue;
      seen.add(number);
      console.log(
        `  ${since(changedAtMs)}  process ${number} has it, from ${state.source === 'Network' ? 'the service' : 'Redis'}`,
      );
    }
    return seen.size === alive().length;
  }, 'for all to have the change');
  const fetched = alive().filter(({ state }) => state?.source === 'Network').length;
  console.log(`All ${seen.size} processes have it after ${since(changedAtMs)}; ${fetched} fetched it.`);
}

/** What every process says of one user. */
async function tellColors() {
  for (const member of alive()) {
    member.color = undefined;
    member.child.send('group');
  }
  await until(() => alive().every(({ color }) => color !== undefined), 'for the group of a user');
  console.log(`Ann’s button is ${[...new Set(alive().map(({ color }) => color))].join(' and ')} in all processes.`);
}

try {
  await until(() => members.every(({ state }) => state !== undefined), 'for all to start');
  await until(() => holder() !== undefined, 'for one to ask the service');
  console.log(
    `${processCount} processes are ready after ${since(startedAtMs)}. Process ${holder()?.number} asks the service for all.`,
  );
  await tellColors();
  await change(true, true);
  await tellColors();

  const victim = holder();
  if (victim === undefined) throw new Error('Nobody asks the service.');
  const killedAtMs = performance.now();
  victim.child.kill('SIGKILL');
  await until(() => !victim.isAlive, 'for the end of a process');
  console.log(`\nKilled process ${victim.number}, which asked the service for all.`);
  await until(() => holder() !== undefined, 'for another one to ask the service');
  console.log(`Process ${holder()?.number} asks the service now, ${since(killedAtMs)} later.`);
  await change(false, true);
  await tellColors();
} finally {
  for (const { child } of alive()) child.send('stop');
  await Promise.all(alive().map(({ child }) => once(child, 'exit')));
  console.log('\nAll processes have ended.');
  await emulator.close();
  await redis.stop();
}
