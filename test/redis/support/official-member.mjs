// The official SDK in a process of its own, with a store of texts in Redis as applications write it: what a key holds is what the SDK
// gave. Prints what came of its start as one line of JSON. Its one argument is JSON: { url, sdkKey, options, untilWritten }.
import { Statsig, StatsigUser } from '@statsig/statsig-node-core';
import { Redis } from 'ioredis';

const { url, sdkKey, options, untilWritten } = JSON.parse(process.argv[2]);
const redis = new Redis(url);
const written = [];
let noteWrite;
const firstWrite = new Promise((resolve) => (noteWrite = resolve));
const dataStore = {
  initialize: async () => undefined,
  shutdown: async () => undefined,
  get: async (key) => ({ result: (await redis.get(key)) ?? undefined, time: Date.now() }),
  set: async (key, value) => {
    await redis.set(key, value);
    written.push(key);
    noteWrite();
  },
  supportPollingUpdatesFor: async () => false,
};
const statsig = new Statsig(sdkKey, { ...options, dataStore, outputLogLevel: 'none' });
const { isSuccess } = await statsig.initialize();
if (untilWritten) await firstWrite;
const { value, details } = statsig.getFeatureGate(new StatsigUser({ userID: 'ann' }), 'open');
console.log(JSON.stringify({ isSuccess, isOpen: value, reason: details.reason, lcut: details.lcut, written }));
process.exit(0);
