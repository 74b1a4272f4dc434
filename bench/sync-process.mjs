import process from 'node:process';
import { clientOptions, contestants } from './contestants.mjs';
import { watchLoop } from './loop-watch.mjs';
import { median } from './statistics.mjs';

/**
 * Measures how long the event loop is held up while a ten-fold project of which one gate has changed is taken into use, and
 * evaluations go on. Runs as `sync-process.mjs <contestant> <origin>` and prints one line of JSON.
 */
const [, , name, origin] = process.argv;

/** Changes that are measured, after the first, in which code is still being compiled. */
const MEASURED_CHANGES = 4;

/** The shortest interval that both take. */
const SYNC_INTERVAL_MS = 1000;

/** Evaluations in each turn of the event loop. */
const EVALUATIONS_PER_TURN = 20;

const { Statsig, StatsigUser } = await contestants[name].load();
const client = new Statsig(`secret-bench-sync-${name}`, {
  ...clientOptions({ origin, project: 'changing' }),
  specsSyncIntervalMs: SYNC_INTERVAL_MS,
});
const { isSuccess, error } = await client.initialize();
if (!isSuccess) throw new Error(`${contestants[name].package} did not initialise: ${error}`);

const quiet = { disableExposureLogging: true };
const gateNames = Array.from({ length: 800 }, (_gate, index) => `gate_${Math.floor(index / 80)}_${index % 80}`);
const revision = () => client.getFeatureGate(new StatsigUser({ userID: 'watch' }), 'changing', quiet).ruleID;

const longestBlocks = [];
const watch = watchLoop();
let [evaluated, seen] = [0, revision()];
await new Promise((resolve) => {
  const turn = () => {
    const found = revision();
    if (found !== seen) {
      seen = found;
      longestBlocks.push(watch.takeLongestMs());
      if (longestBlocks.length > MEASURED_CHANGES) return resolve();
    }
    for (let count = 0; count < EVALUATIONS_PER_TURN; count += 1) {
      evaluated += 1;
      const user = new StatsigUser({
        userID: `user-${evaluated}`,
        email: `person-3-20-${evaluated % 200}@example.com`,
      });
      client.checkGate(user, gateNames[evaluated % gateNames.length], quiet);
    }
    setImmediate(turn);
  };
  setImmediate(turn);
});
watch.stop();
await client.shutdown();
process.stdout.write(`${JSON.stringify({ longestBlockMs: median(longestBlocks.slice(1)) })}\n`);
