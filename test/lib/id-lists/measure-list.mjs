import process from 'node:process';

/**
 * Fills an ID list with as many members as the second argument says, in a process of its own, and prints what that cost.
 * The first argument is the address of the module that exports `IdList`.
 */
const [, , address, count] = process.argv;
const { IdList } = await import(address);
const members = Number(count);
const linesAtOnce = 10_000;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Seeded, so that the figures repeat. The multiplier and the increment are those of Knuth's MMIX. */
let state = 42n;
function nextKey() {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  let bits = Number(state >> 16n);
  let key = '';
  for (let at = 0; at < 8; at += 1) {
    key += alphabet[bits % 64];
    bits = Math.floor(bits / 64);
  }
  return key;
}

const used = () => {
  globalThis.gc();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { rss, heapUsed, arrayBuffers };
};

function nextLines() {
  let lines = '';
  for (let line = 0; line < linesAtOnce; line += 1) lines += `+${(sample = nextKey())}\n`;
  return lines;
}

let sample = '';
// The first texts let the heap grow to what making them takes; what comes on top is the list's.
for (let round = 0; round < 100; round += 1) new IdList().apply(nextLines());
const before = used();
const list = new IdList();
let peakRss = before.rss;
let applyMs = 0;
let longestMs = 0;
for (let done = 0; done < members; done += linesAtOnce) {
  const lines = nextLines();
  const startedAt = performance.now();
  list.apply(lines);
  const took = performance.now() - startedAt;
  applyMs += took;
  longestMs = Math.max(longestMs, took);
  peakRss = Math.max(peakRss, process.memoryUsage().rss);
}
const after = used();

const startedAt = performance.now();
const lookups = 1_000_000;
let found = 0;
for (let lookup = 0; lookup < lookups; lookup += 1) if (list.has(sample)) found += 1;

console.log(
  JSON.stringify({
    members: list.size,
    hasLast: found === lookups,
    tableBytes: list.memoryBytes,
    addedRss: after.rss - before.rss,
    addedPeakRss: peakRss - before.rss,
    addedHeapAndBuffers: after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers,
    applyMs: Math.round(applyMs),
    longestMs: Math.round(longestMs * 10) / 10,
    lookupNs: Math.round(((performance.now() - startedAt) / lookups) * 1e6),
  }),
);
