import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { clientOptions } from './contestants.mjs';
import { allThreadsMs, mainThreadMs } from './cpu-clock.mjs';
import { userIdOf } from './event-tally.mjs';

/**
 * The process under load of `soak.mjs`, which sends the plan and gets what is measured. Each evaluation is of a user object of
 * its own, as in a server, and each leaves one exposure. Runs with `--expose-gc`.
 */

/** How often evaluations are made. Unit: milliseconds. */
const TICK_MS = 2;

/** What a busy machine held up is made up for to this extent; all of it at once would be a load of another kind. */
const LONGEST_TICK_MS = 20;

/** One custom event in so many evaluations. */
const EVALUATIONS_PER_CUSTOM_EVENT = 20;

const MB = 2 ** 20;

process.once('message', (plan) => {
  soak(plan).then(
    (result) => process.send({ result }, () => process.disconnect()),
    (error) => process.send({ failure: String(error?.stack ?? error) }, () => process.disconnect()),
  );
});
process.send({ isReady: true });

async function soak({ library, origin, perSecond, users, seconds, leastEvaluations, checkpointEvery }) {
  const { Statsig, StatsigUser } = await import(library);
  const client = new Statsig('secret-bench-soak', {
    ...clientOptions({ origin, project: 'small' }),
    specsSyncIntervalMs: 10_000,
  });
  const { isSuccess, error } = await client.initialize();
  if (!isSuccess) throw new Error(`${library} did not initialise: ${error}`);

  const evaluate = (number) => {
    const user = new StatsigUser({
      userID: userIdOf(number % users),
      email: 'someone@statsig.com',
      country: 'US',
      appVersion: '4.3.1',
      custom: { age: 33, plan: 'pro' },
    });
    const kind = number % 4;
    if (kind === 0) client.checkGate(user, 'half_gate');
    else if (kind === 1) client.checkGate(user, 'many_rules');
    else if (kind === 2) client.getExperiment(user, 'experiment').get('color', '');
    else client.getLayer(user, 'layer').get('color', '');
    if (number % EVALUATIONS_PER_CUSTOM_EVENT === 0) client.logEvent(user, 'purchase', number, { sku: 'a' });
  };

  let [evaluations, longestBlockMs, peakRss, pausedMs] = [0, 0, process.memoryUsage.rss(), 0];
  const [startedAt, cpuAtStart] = [performance.now(), allThreadsMs()];
  const runningMs = () => performance.now() - startedAt - pausedMs;

  /** Everything is sent and the garbage gone: what is left is what the client holds on to. */
  const checkpoint = async () => {
    const pausedAt = performance.now();
    const { memoryUsage } = process;
    const rss = memoryUsage.rss();
    await client.flushEvents();
    for (let round = 0; round < 3; round += 1) {
      globalThis.gc();
      // Connections, compression and finalizers let go in turns of their own.
      await sleep(30);
    }
    const { heapUsed, external } = memoryUsage();
    pausedMs += performance.now() - pausedAt;
    process.send({
      checkpoint: {
        evaluations,
        seconds: runningMs() / 1000,
        rssMB: rss / MB,
        peakRssMB: Math.max(peakRss, rss) / MB,
        heapMB: heapUsed / MB,
        externalMB: external / MB,
        longestBlockMs,
        cpuMs: allThreadsMs() - cpuAtStart,
      },
    });
    [longestBlockMs, peakRss] = [0, 0];
  };

  await checkpoint();
  let [tickAt, tickCpuMs, owed, ticks] = [performance.now(), mainThreadMs(), 0, 0];
  const isOver = () => runningMs() >= seconds * 1000 && evaluations >= leastEvaluations;
  while (!isOver() || evaluations % checkpointEvery !== 0) {
    const now = performance.now();
    owed = Math.min(owed + ((now - tickAt) * perSecond) / 1000, (LONGEST_TICK_MS * perSecond) / 1000);
    tickAt = now;
    const toCheckpoint = checkpointEvery - (evaluations % checkpointEvery);
    const count = Math.min(Math.floor(owed), toCheckpoint);
    for (let done = 0; done < count; done += 1) evaluate(evaluations++);
    owed -= count;
    if (++ticks % 100 === 0) peakRss = Math.max(peakRss, process.memoryUsage.rss());
    if (count === toCheckpoint) {
      await checkpoint();
      [tickAt, tickCpuMs] = [performance.now(), mainThreadMs()];
      continue;
    }
    await sleep(TICK_MS);
    // From one tick to the next; the load's own share is part of it.
    const cpuMs = mainThreadMs();
    longestBlockMs = Math.max(longestBlockMs, cpuMs - tickCpuMs);
    tickCpuMs = cpuMs;
  }
  const ending = await client.shutdown(60_000);
  return { evaluations, seconds: runningMs() / 1000, ending, customEvery: EVALUATIONS_PER_CUSTOM_EVENT };
}
