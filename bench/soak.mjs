import { fork } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contestants } from './contestants.mjs';
import { createEventTally } from './event-tally.mjs';
import { startServer } from './server.mjs';
import { median } from './statistics.mjs';

/**
 * `npm run bench:soak`: a server's load for ten minutes. Shows whether memory is flat after warm-up, how long the event loop is
 * held up, and that of each user every event arrived, once.
 */

const USAGE = `npm run bench:soak -- [--seconds N] [--per-second N] [--users N] [--evaluations N] [--package ours|official] [--json]
  --seconds N      how long, beside the checkpoints (default 600)
  --per-second N   evaluations (default 20000); a machine that is too slow makes fewer, and the figures say how many
  --users N        users, each of whom is new after all others (default 1000000)
  --evaluations N  at least so many, however long that takes (default enough for a warm-up and what comes after it)
  --package NAME   whose package (default ours)
  --library URL    the address of a module to load in place of the package
  --json           prints the figures as JSON alone
Ends with status 1 when events of ours were lost or came twice, or when memory grew.`;

/**
 * Live memory that may be added after warm-up. The keys of exposures that were logged are forgotten by halves: checkpoints lie
 * at the same phase, so that little else than compiled code remains to vary. Unit: MB.
 */
const MOST_GROWTH_MB = 4;

/** Shorter runs have more checkpoints, longer ones are left alone for longer. */
const SHORT_SECONDS = 60;

/** How many evaluations fill what is bounded: twice the default of `exposureDedupeMaxKeys`. */
const WARM_UP_EVALUATIONS = 200_000;

async function main() {
  const plan = readPlan();
  const tally = createEventTally(plan.users);
  const server = await startServer({ projects: ['small'], onEvents: (request, body) => tally.add(request, body) });
  const checkpoints = [];
  try {
    if (!plan.isJson) printHeader(plan);
    const result = await runProcess({ ...plan, origin: server.origin }, (checkpoint) => {
      checkpoints.push(checkpoint);
      if (!plan.isJson) printCheckpoint(checkpoint, checkpoints.at(-2));
    });
    report(plan, summarise({ plan, result, checkpoints, tally }));
  } finally {
    await server.close();
  }
}

function readPlan() {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '600' },
      'per-second': { type: 'string', default: '20000' },
      users: { type: 'string', default: '1000000' },
      evaluations: { type: 'string' },
      package: { type: 'string', default: 'ours' },
      library: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const seconds = wholeNumber('--seconds', values.seconds, 1);
  const checkpointEvery = seconds <= SHORT_SECONDS ? 50_000 : 500_000;
  const leastEvaluations = WARM_UP_EVALUATIONS + 4 * checkpointEvery;
  return {
    seconds,
    perSecond: wholeNumber('--per-second', values['per-second'], 1000),
    // Fewer would come again while their exposure still counts as logged.
    users: wholeNumber('--users', values.users, 200_000),
    library: values.library ?? packageOf(values.package),
    isOurs: values.package === 'ours',
    isJson: values.json,
    checkpointEvery,
    leastEvaluations: wholeNumber('--evaluations', values.evaluations ?? String(leastEvaluations), leastEvaluations),
  };
}

function packageOf(name) {
  if (Object.hasOwn(contestants, name)) return contestants[name].package;
  throw new Error(`--package is "${name}"; expected ${Object.keys(contestants).join(' or ')}.`);
}

function wholeNumber(name, text, least) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`${name} is "${text}"; expected an integer of ${least} or more.`);
}

async function runProcess(plan, takeCheckpoint) {
  const child = fork(fileURLToPath(new URL('./soak-process.mjs', import.meta.url)), { execArgv: ['--expose-gc'] });
  return new Promise((resolve, reject) => {
    child.on('message', ({ isReady, checkpoint, result, failure }) => {
      if (isReady) child.send(plan);
      else if (checkpoint !== undefined) takeCheckpoint(checkpoint);
      else if (failure !== undefined) reject(new Error(failure));
      else resolve(result);
    });
    child.once('exit', (code) => reject(new Error(`The process under load ended with status ${code}.`)));
  });
}

function summarise({ plan, result, checkpoints, tally }) {
  const { evaluations, seconds, ending, customEvery } = result;
  const warm = checkpoints.filter((checkpoint) => checkpoint.evaluations >= WARM_UP_EVALUATIONS);
  const third = Math.max(1, Math.floor(warm.length / 3));
  const growthOf = (measure) => median(warm.slice(-third).map(measure)) - median(warm.slice(0, third).map(measure));
  const events = tally.compare((number) => countUpTo(evaluations, number, plan.users, customEvery));
  return {
    evaluations,
    seconds,
    perSecond: evaluations / seconds,
    events,
    ending,
    liveGrowthMB: growthOf(({ heapMB, externalMB }) => heapMB + externalMB),
    rssGrowthMB: growthOf(({ rssMB }) => rssMB),
    rssAtStartMB: checkpoints[0].rssMB,
    peakRssMB: Math.max(...checkpoints.map(({ peakRssMB }) => peakRssMB)),
    longestBlockMs: Math.max(...warm.map(({ longestBlockMs }) => longestBlockMs)),
    cpuPerEvaluationUs: (checkpoints.at(-1).cpuMs * 1000) / evaluations,
    checkpoints,
  };
}

/** How many events of this user there are among so many evaluations. */
function countUpTo(evaluations, number, users, customEvery) {
  let count = 0;
  for (let evaluation = number; evaluation < evaluations; evaluation += users) {
    count += evaluation % customEvery === 0 ? 2 : 1;
  }
  return count;
}

function printHeader({ library, seconds, perSecond, users }) {
  process.stdout.write(
    `${library}: ${perSecond} evaluations a second of ${users} users for ${seconds} s. Memory in MB; heap and external when all is sent and collected.\n\n` +
      `${'s'.padStart(6)}${'evaluations'.padStart(13)}${'per s'.padStart(8)}${'RSS'.padStart(8)}${'peak'.padStart(8)}${'heap'.padStart(8)}${'external'.padStart(10)}${'longest block'.padStart(16)}\n`,
  );
}

function printCheckpoint(now, before = { evaluations: 0, seconds: 0 }) {
  const { evaluations, seconds, rssMB, peakRssMB, heapMB, externalMB, longestBlockMs } = now;
  const perSecond = evaluations === 0 ? 0 : (evaluations - before.evaluations) / (seconds - before.seconds);
  const columns = [
    [seconds.toFixed(0), 6],
    [evaluations, 13],
    [perSecond.toFixed(0), 8],
    [rssMB.toFixed(1), 8],
    [peakRssMB.toFixed(1), 8],
    [heapMB.toFixed(2), 8],
    [externalMB.toFixed(2), 10],
    [`${longestBlockMs.toFixed(1)} ms`, 16],
  ];
  process.stdout.write(`${columns.map(([text, width]) => String(text).padStart(width)).join('')}\n`);
}

function report({ isOurs, isJson }, summary) {
  const { events, liveGrowthMB } = summary;
  const complaints = [
    events.missing > 0 && `${events.missing} events did not arrive.`,
    events.surplus > 0 && `${events.surplus} events arrived that should not, or twice.`,
    liveGrowthMB > MOST_GROWTH_MB && `Memory grew by ${liveGrowthMB.toFixed(1)} MB after warm-up.`,
  ].filter((complaint) => complaint !== false);
  if (isJson) process.stdout.write(`${JSON.stringify({ ...summary, complaints })}\n`);
  else process.stdout.write(`\n${describe(summary)}\n${complaints.join('\n')}\n`);
  if (isOurs && complaints.length > 0) process.exitCode = 1;
}

function describe(summary) {
  const { evaluations, seconds, perSecond, events, ending, longestBlockMs, cpuPerEvaluationUs } = summary;
  const { liveGrowthMB, rssGrowthMB, rssAtStartMB, peakRssMB } = summary;
  return [
    `${evaluations} evaluations in ${seconds.toFixed(0)} s, ${perSecond.toFixed(0)} a second; ${cpuPerEvaluationUs.toFixed(1)} µs of CPU each, all threads.`,
    `${events.arrived} events arrived: ${events.missing} missing, ${events.surplus} too many. The shutdown said ${JSON.stringify(ending)}.`,
    `Memory after warm-up: live ${signed(liveGrowthMB)} MB, RSS ${signed(rssGrowthMB)} MB. RSS at the start ${rssAtStartMB.toFixed(1)} MB, highest ${peakRssMB.toFixed(1)} MB.`,
    `Longest block of the event loop after warm-up: ${longestBlockMs.toFixed(1)} ms of CPU time.`,
  ].join('\n');
}

const signed = (number) => `${number < 0 ? '−' : '+'}${Math.abs(number).toFixed(1)}`;

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
