import cluster from 'node:cluster';
import process from 'node:process';

/**
 * One process of the fleet that `fleet.mjs` measures; its plan is JSON in `FLEET_PLAN`. It tells its parent of specs as soon as they
 * are in use. As the primary of a cluster it forks the others, and passes on what they tell.
 */
const plan = JSON.parse(process.env['FLEET_PLAN']);
const { arrangement, library, redisLibrary, sdkKey, redisUrl, workers, options, store } = plan;
const { ClusterDataStore, ClusterPoller, Statsig } = await import(library);

const tell = (message) => {
  if (process.connected) process.send(message);
};

async function dataStoreOf() {
  if (!arrangement.endsWith('redis')) return undefined;
  const { redisDataStore } = await import(redisLibrary);
  return redisDataStore({ redis: redisUrl, sdkKey, ...store });
}

/** Ends with the parent's word, whatever is under way: the measurement is over. */
const endWith = (close) =>
  process.on('message', (message) => message === 'end' && void close().then(() => process.exit(0)));

if (arrangement.startsWith('cluster') && cluster.isPrimary) {
  const poller = new ClusterPoller(sdkKey, { ...options, dataStore: await dataStoreOf() });
  await poller.start();
  cluster.on('message', (_worker, message) => message.seen !== undefined && tell(message));
  for (let count = 0; count < workers; count += 1) cluster.fork();
  endWith(async () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill('SIGKILL');
    await poller.stop();
  });
} else {
  const dataStore = arrangement.startsWith('cluster') ? new ClusterDataStore(sdkKey) : await dataStoreOf();
  const statsig = new Statsig(sdkKey, { ...options, dataStore });
  const tellSpecs = () => tell({ seen: { pid: process.pid, time: statsig.getSpecsDetails().lcut, atMs: Date.now() } });
  statsig.subscribe('specs_updated', tellSpecs);
  await statsig.initialize();
  tellSpecs();
  endWith(() => statsig.shutdown());
}
