import process from 'node:process';
import { mainThreadMs } from '../../bench/cpu-clock.mjs';

/**
 * Downloads ID lists in a process of its own, and prints what that cost. The arguments are the address of the overview and
 * the addresses of the modules that take part.
 */
const [, , idListsUrl, ...addresses] = process.argv;
const parts = Object.assign({}, ...(await Promise.all(addresses.map((address) => import(address)))));

const logger = parts.createLogger({ level: 'warn', sdkKey: '' });
const client = new parts.HttpClient({
  sdkKey: 'secret-cost',
  sessionID: 'session',
  serviceName: undefined,
  environment: {},
});
const source = new parts.IdListSource({
  client,
  idListsUrl,
  downloadIdListFileApi: undefined,
  fallbackToStatsigApi: false,
  configuredUrls: [],
  timeoutMs: 100_000,
});
const lists = new parts.IdLists();
const reporter = new parts.IdListReporter(logger);
const metrics = parts.silentMetrics;
const sync = new parts.IdListSync({ source, lists, onChange: () => undefined, reporter, metrics });
const { signal } = new AbortController();
const membersNow = () => lists.names.reduce((sum, name) => sum + lists.get(name).size, 0);

const used = () => {
  globalThis.gc();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

// Nothing of what is measured keeps the process alive.
const hold = setInterval(() => undefined, 1000);
// The first look has an empty list: what connecting and the first request take is not the members'.
await sync.run(signal);
const before = used();

/** The most CPU time between two turns of the event loop, and the most memory held at the end of one. */
let longestTurnMs = 0;
let peakBuffers = 0;
let isMeasuring = true;
let lastMs = mainThreadMs();
const startedAtMs = lastMs;
const measureTurn = () => {
  const nowMs = mainThreadMs();
  longestTurnMs = Math.max(longestTurnMs, nowMs - lastMs);
  peakBuffers = Math.max(peakBuffers, process.memoryUsage().arrayBuffers);
  lastMs = mainThreadMs();
  if (isMeasuring) setImmediate(measureTurn);
};
setImmediate(measureTurn);
await sync.run(signal);
isMeasuring = false;
clearInterval(hold);
const cpuMs = mainThreadMs() - startedAtMs;

console.log(
  JSON.stringify({
    members: membersNow(),
    addedBytes: used() - before,
    peakBufferBytes: peakBuffers,
    longestTurnMs: Math.round(longestTurnMs * 10) / 10,
    cpuMs: Math.round(cpuMs),
  }),
);
await client.close();
