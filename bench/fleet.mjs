import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ARRANGEMENTS, fleetRequests } from './fleet-requests.mjs';
import { smallProject } from './project.mjs';
import { startRedis } from './redis-process.mjs';
import { countCommands } from './redis-monitor.mjs';
import { median } from './statistics.mjs';

/**
 * `npm run bench:fleet`: how long a change takes from its publication to the last of eight processes, and what they ask of the
 * network and of Redis, beside the arithmetic of `docs/scale-out.md`.
 */

const USAGE = `npm run bench:fleet -- [--arrangement NAME] [--processes N] [--rounds N] [--interval MS] [--seconds N] [--json]
  --arrangement NAME  one of ${ARRANGEMENTS.join(', ')} (default all)
  --processes N       how many (default 8); in a cluster its workers
  --rounds N          changes of the project (default 20)
  --interval MS       the option specsSyncIntervalMs (default 1000)
  --lease MS          the option leaseTtlMs (default 10000)
  --seconds N         how long requests are counted while nothing changes (default 20)
  --library URL, --redis-library URL   modules in place of the package
  --json              prints the figures as JSON alone`;

const SDK_KEY = 'secret-bench-fleet-0123456789';

async function main() {
  const plan = readPlan();
  const redis = plan.arrangements.some((name) => name.endsWith('redis')) ? await startRedis() : undefined;
  try {
    const figures = [];
    if (!plan.isJson) process.stdout.write(`${headline(plan)}\n`);
    for (const arrangement of plan.arrangements) {
      const figure = await measure({ ...plan, arrangement, redis });
      figures.push(figure);
      if (!plan.isJson) process.stdout.write(`${describe(figure)}\n`);
    }
    if (plan.isJson) process.stdout.write(`${JSON.stringify({ figures })}\n`);
  } finally {
    await redis?.stop();
  }
}

function readPlan() {
  const { values } = parseArgs({
    options: {
      arrangement: { type: 'string' },
      processes: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '20' },
      interval: { type: 'string', default: '1000' },
      lease: { type: 'string', default: '10000' },
      seconds: { type: 'string', default: '20' },
      library: { type: 'string', default: 'statsig-nodekit' },
      'redis-library': { type: 'string', default: 'statsig-nodekit/redis' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const { arrangement } = values;
  if (arrangement !== undefined && !ARRANGEMENTS.includes(arrangement)) {
    throw new Error(`--arrangement is "${arrangement}"; expected one of ${ARRANGEMENTS.join(', ')}.`);
  }
  return {
    arrangements: arrangement === undefined ? ARRANGEMENTS : [arrangement],
    processes: wholeNumber('--processes', values.processes),
    rounds: wholeNumber('--rounds', values.rounds),
    intervalMs: wholeNumber('--interval', values.interval),
    leaseTtlMs: wholeNumber('--lease', values.lease),
    seconds: wholeNumber('--seconds', values.seconds),
    library: values.library,
    redisLibrary: values['redis-library'],
    isJson: values.json,
  };
}

function wholeNumber(name, text) {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new Error(`${name} is "${text}"; expected an integer of 1 or more.`);
}

/** The service: the same project with another time after each change. */
async function startService() {
  const project = smallProject();
  const state = { time: 1_700_000_000_000, requests: 0, downloads: 0 };
  const answer = (address) => {
    const { pathname, searchParams } = new URL(address, 'http://service');
    if (!pathname.startsWith('/specs')) return '{"success":true}';
    state.requests += 1;
    if (Number(searchParams.get('sinceTime')) >= state.time) return '{"has_updates":false}';
    state.downloads += 1;
    return JSON.stringify({ ...project, time: state.time });
  };
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(answer(request.url));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, state, origin: `http://127.0.0.1:${server.address().port}` };
}

/** Starts the processes, and knows when each has which specs. */
function startProcesses({ arrangement, processes, intervalMs, leaseTtlMs, library, redisLibrary, redis, origin }) {
  const isCluster = arrangement.startsWith('cluster');
  const plan = {
    arrangement,
    library,
    redisLibrary,
    sdkKey: `${SDK_KEY}-${arrangement}`,
    redisUrl: redis?.url,
    workers: processes,
    store: { leaseTtlMs },
    options: {
      specsUrl: `${origin}/specs`,
      logEventUrl: `${origin}/log_event`,
      specsSyncIntervalMs: intervalMs,
      initTimeoutMs: 30_000,
      outputLogLevel: 'none',
      disableAllLogging: true,
    },
  };
  const env = { ...process.env, FLEET_PLAN: JSON.stringify(plan) };
  const children = Array.from({ length: isCluster ? 1 : processes }, () =>
    fork(fileURLToPath(new URL('fleet-process.mjs', import.meta.url)), { env }),
  );
  /** By process, and by the time of the specs. */
  const seenAtMs = new Map();
  for (const child of children) {
    child.on('message', ({ seen: { pid, time, atMs } }) => {
      const known = seenAtMs.get(pid) ?? new Map();
      seenAtMs.set(pid, known.has(time) ? known : known.set(time, atMs));
    });
  }
  /** When each of them had these specs, in order. */
  const untilAllHave = async (time) => {
    const endMs = performance.now() + 120_000;
    for (;;) {
      const instants = [...seenAtMs.values()].flatMap((known) => known.get(time) ?? []);
      if (instants.length === processes) return instants.toSorted((left, right) => left - right);
      if (children.some(({ exitCode }) => exitCode !== null)) throw new Error('A process has ended by itself.');
      if (performance.now() > endMs) throw new Error(`Only ${instants.length} of ${processes} processes had a change.`);
      await pause(5);
    }
  };
  const end = async () => {
    const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) if (child.connected) child.send('end');
    await Promise.all(ended);
  };
  return { untilAllHave, end };
}

async function measure(plan) {
  const { arrangement, processes, rounds, intervalMs, leaseTtlMs, seconds, redis } = plan;
  const { server, state, origin } = await startService();
  const commands = arrangement.endsWith('redis') ? await countCommands(redis.port) : undefined;
  const fleet = startProcesses({ ...plan, origin });
  try {
    await fleet.untilAllHave(state.time);
    // Until each has found its pace.
    await pause(2 * intervalMs);
    const before = { requests: state.requests, commands: commands?.count() ?? 0, atMs: performance.now() };
    await pause(seconds * 1000);
    const minutes = (performance.now() - before.atMs) / 60_000;
    const counted = {
      network: (state.requests - before.requests) / minutes,
      redis: ((commands?.count() ?? 0) - before.commands) / minutes,
    };

    const delays = [];
    const changing = { downloads: state.downloads, commands: commands?.count() ?? 0, atMs: performance.now() };
    for (let round = 0; round < rounds; round += 1) {
      // Changes come when they like, and not in step with looks.
      await pause(Math.random() * intervalMs);
      state.time += 1;
      const publishedAtMs = Date.now();
      const instants = await fleet.untilAllHave(state.time);
      delays.push({ first: instants[0] - publishedAtMs, last: instants.at(-1) - publishedAtMs });
    }
    // Those that the last change causes come a moment later; those without a change went on meanwhile.
    await pause(intervalMs);
    const usual = (counted.redis * (performance.now() - changing.atMs)) / 60_000;
    counted.networkPerChange = (state.downloads - changing.downloads) / rounds;
    counted.redisPerChange = ((commands?.count() ?? 0) - changing.commands - usual) / rounds;
    return {
      arrangement,
      processes,
      expected: fleetRequests({ arrangement, processes, perHost: processes, intervalMs, leaseTtlMs }),
      counted,
      firstMs: median(delays.map(({ first }) => first)),
      lastMs: median(delays.map(({ last }) => last)),
      slowestMs: Math.max(...delays.map(({ last }) => last)),
      spreadMs: median(delays.map(({ first, last }) => last - first)),
    };
  } finally {
    await fleet.end();
    commands?.close();
    server.closeAllConnections();
    server.close();
  }
}

const pause = (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs));

function headline({ processes, rounds, intervalMs, seconds }) {
  return (
    `${processes} processes, each of which looks every ${intervalMs} ms; ${rounds} changes. From publication, in ms, medians; and the slowest of all.\n` +
    `Requests in a minute without changes, counted over ${seconds} s, beside the arithmetic.\n\n` +
    `${'arrangement'.padEnd(20)}${'first'.padStart(8)}${'last'.padStart(8)}${'slowest'.padStart(9)}${'between'.padStart(9)}${'network/min'.padStart(20)}${'Redis/min'.padStart(20)}${'downloads/change'.padStart(18)}${'Redis/change'.padStart(15)}`
  );
}

function describe({ arrangement, firstMs, lastMs, slowestMs, spreadMs, counted, expected }) {
  const beside = (name) => `${counted[name].toFixed(0)} (${expected[name].toFixed(0)})`;
  const columns = [firstMs.toFixed(0), lastMs.toFixed(0)].map((text) => text.padStart(8));
  return [
    arrangement.padEnd(20),
    ...columns,
    slowestMs.toFixed(0).padStart(9),
    spreadMs.toFixed(0).padStart(9),
    beside('network').padStart(20),
    beside('redis').padStart(20),
    `${counted.networkPerChange.toFixed(1)} (${expected.networkPerChange})`.padStart(18),
    `${counted.redisPerChange.toFixed(0)} (${expected.redisPerChange})`.padStart(15),
  ].join('');
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
