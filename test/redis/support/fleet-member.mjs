// One process of a fleet: a client whose specs are in Redis. It tells its parent of all specs that it takes into use, and does what the
// parent asks. Its one argument is JSON: see `MemberPlan` in fleet.ts.
const { core, integration, sdkKey, way, store, options } = JSON.parse(process.argv[2]);
const { Statsig } = await import(core);
const { redisDataStore } = await import(integration);

process.on('unhandledRejection', (error) => process.send({ kind: 'fault', text: String(error) }));

async function openClient({ library, url }) {
  if (library === 'ioredis') {
    const { Redis } = await import('ioredis');
    const client = new Redis(url);
    client.on('error', () => undefined);
    return client;
  }
  const { createClient } = await import('redis');
  const client = createClient({ url });
  client.on('error', () => undefined);
  // It goes on trying by itself.
  client.connect().catch(() => undefined);
  return client;
}

const redis = way.library === 'address' ? way.url : await openClient(way);
const dataStore = redisDataStore({ redis, sdkKey, ...store });
const statsig = new Statsig(sdkKey, { ...options, dataStore, outputLogLevel: 'none' });
const lcut = () => statsig.getSpecsDetails().lcut;
statsig.subscribe('specs_updated', () => process.send({ kind: 'specs', lcut: lcut(), atMs: Date.now() }));

const answers = {
  state: () => ({ lcut: lcut(), source: statsig.getSpecsDetails().source, ...dataStore.details() }),
  check: () => statsig.checkGate({ userID: 'ann' }, 'open'),
  versions: () => dataStore.versions(),
  rollBack: (time) => dataStore.rollBack({ time }),
  endRollback: () => dataStore.endRollback(),
  shutdown: async () => {
    const { isSuccess } = await statsig.shutdown();
    // Still open: it is ours.
    const isClientUsable = typeof redis === 'string' ? null : (await redis.ping()) === 'PONG';
    if (way.library === 'ioredis') redis.disconnect();
    if (way.library === 'redis') redis.destroy();
    return { isSuccess, isClientUsable };
  },
};
async function answer({ id, question, argument }) {
  const given = await Promise.resolve(answers[question](argument)).catch((error) => ({ error: String(error) }));
  process.send({ kind: 'answer', id, answer: given });
  if (question === 'shutdown') process.disconnect();
}
process.on('message', (message) => void answer(message));

const { isSuccess } = await statsig.initialize();
process.send({ kind: 'ready', isSuccess, lcut: lcut(), source: statsig.getSpecsDetails().source });
