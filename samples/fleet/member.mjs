/**
 * One process of the fleet that `fleet.mjs` starts; in earnest, a pod of your service. Its specs are in Redis: of all such processes
 * one asks the service, and the others read what it has written. Decisions of experiments are in Redis, too.
 */
// @ts-check
import { Statsig } from 'statsig-nodekit';
import { openRedis, redisDataStore, redisPersistentStorage } from 'statsig-nodekit/redis';

const sdkKey = process.env['STATSIG_SERVER_KEY'] ?? '';
// One connection for both.
const redis = openRedis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
const dataStore = redisDataStore({ redis, sdkKey, leaseTtlMs: Number(process.env['LEASE_TTL_MS'] ?? 10_000) });
const statsig = new Statsig(sdkKey, {
  specsUrl: process.env['STATSIG_SPECS_URL'],
  logEventUrl: process.env['STATSIG_LOG_EVENT_URL'],
  specsSyncIntervalMs: Number(process.env['STATSIG_SPECS_SYNC_INTERVAL_MS'] ?? 10_000),
  dataStore,
  persistentStorage: redisPersistentStorage({ redis }),
  outputLogLevel: 'error',
});

/** What `fleet.mjs` prints. */
function tell() {
  const { source } = statsig.getSpecsDetails();
  const isOpen = statsig.checkGate({ userID: 'ann' }, 'new_checkout', { disableExposureLogging: true });
  process.send?.({ isOpen, source, isHolder: dataStore.details().isHolder });
}

/** The group of a user, who keeps it when the experiment changes. */
async function tellGroup() {
  const user = { userID: 'ann' };
  // No request waits for it, so that it may take longer than the usual second: eight processes share this machine.
  const userPersistedValues = await statsig.loadPersistedValues(user, undefined, { timeoutMs: 10_000 });
  process.send?.({ color: statsig.getExperiment(user, 'button_color', { userPersistedValues }).get('color', 'none') });
}

process.on('message', (message) => {
  if (message === 'group') void tellGroup();
  if (message === 'stop') {
    void statsig.shutdown().then(async () => {
      await redis.close();
      // The channel to the process that started this one would keep it alive.
      process.disconnect();
    });
  }
});

await statsig.initialize();
statsig.subscribe('specs_updated', tell);
tell();

// Who asks the service is for the curious alone: nothing depends on knowing it.
let wasHolder = dataStore.details().isHolder;
setInterval(() => {
  const { isHolder } = dataStore.details();
  if (isHolder !== wasHolder) tell();
  wasHolder = isHolder;
}, 50).unref();
