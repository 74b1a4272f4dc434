import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { contestants } from './contestants.mjs';
import { clockName } from './cpu-clock.mjs';
import { httpApps } from './http-apps.mjs';
import { askFor, askMany } from './http-load.mjs';
import { rows } from './rows.mjs';
import { startServer } from './server.mjs';
import { summarise } from './statistics.mjs';

/**
 * `npm run bench`: this package and the official core, each in a process of its own, in turns, on the same machine and
 * project. Compare ratios, which are formed within a round; absolute times are for scale only.
 */

const USAGE = `npm run bench -- [--quick] [--filter TEXT] [--rounds N] [--json FILE]
  --quick        fewer and shorter rounds: two minutes, for a first look
  --filter TEXT  only the rows whose names contain TEXT
  --rounds N     rounds per row (default 9; with --quick 3)
  --json FILE    also write the figures to FILE`;

const names = Object.keys(contestants);
const here = (file) => fileURLToPath(new URL(file, import.meta.url));

async function main() {
  const options = readOptions();
  const server = await startServer();
  const figures = [];
  try {
    printHeader(options);
    await measureRows({ ...options, origin: server.origin, report: (figure) => figures.push(printFigure(figure)) });
    await measureProcesses({
      ...options,
      origin: server.origin,
      report: (figure) => figures.push(printFigure(figure)),
    });
    await measureHttp({ ...options, origin: server.origin, report: (figure) => figures.push(printFigure(figure)) });
  } finally {
    await server.close();
  }
  if (figures.length === 0) throw new Error(`No row's name contains "${options.filter}".`);
  process.stdout.write(
    '\nRatio: ours to official, median over rounds (lowest–highest). Below 1, ours is faster; within 15 % of 1 is noise.\n' +
      'Requests per second are shares of what the bare framework answers, which is 1: more is better. By the clock they depend on\n' +
      'what else the machine does; by CPU time (of all threads) less so.\n',
  );
  if (options.json !== undefined) {
    writeFileSync(options.json, `${JSON.stringify({ machine: describeMachine(), figures }, null, 2)}\n`);
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      filter: { type: 'string', default: '' },
      rounds: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    process.exit(0);
  }
  const rounds = values.rounds === undefined ? (values.quick ? 3 : 9) : Number(values.rounds);
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new Error(`--rounds is "${values.rounds}"; expected an integer of 1 or more.`);
  }
  return { filter: values.filter, rounds, batchMs: values.quick ? 15 : 80, json: values.json };
}

/** Each row: calibrate both, then in each round measure both, the order changing from round to round. */
async function measureRows({ origin, filter, rounds, batchMs, report }) {
  const wanted = rows.filter(({ name }) => name.includes(filter));
  if (wanted.length === 0) return;
  const processes = new Map();
  for (const name of names) processes.set(name, await startRowProcess(name, origin));
  try {
    for (const { name: rowName } of wanted) {
      const operations = new Map();
      for (const name of names) {
        const calibrated = await ask(processes.get(name), { command: 'calibrate', rowName, batchMs });
        operations.set(name, calibrated.operations);
      }
      const results = [];
      for (let round = 0; round < rounds; round += 1) {
        const result = {};
        for (const name of round % 2 === 0 ? names : names.toReversed()) {
          const request = { command: 'measure', rowName, operations: operations.get(name) };
          result[name] = (await ask(processes.get(name), request)).microseconds;
        }
        results.push(result);
      }
      report({ name: rowName, unit: 'µs', ...summarise(results) });
    }
  } finally {
    for (const child of processes.values()) child.disconnect();
  }
}

/** What happens once per process, in a new process for each round: programs, and what their figures are called. */
const programs = [
  {
    args: ['./start-process.mjs'],
    rows: {
      import: 'importMs',
      'initialize, 2,000 gates, wall': 'initializeMs',
      'initialize, 2,000 gates, CPU of all threads': 'initializeCpuMs',
      'first checkGate after it': 'firstCheckMs',
      'first checkGate of each of the 2,000 gates': 'firstPassMs',
    },
  },
  ...[
    ['0.4 MB', 'whole1'],
    ['4 MB', 'whole10'],
    ['21 MB', 'whole50'],
  ].flatMap(([size, project]) => [
    {
      args: ['--expose-gc', './initialize-process.mjs', project, 'costs'],
      rows: {
        [`initialize, project of ${size}, wall`]: 'initializeMs',
        [`initialize, project of ${size}, CPU of all threads`]: 'initializeCpuMs',
        [`initialize, project of ${size}, memory added`]: 'addedMB',
      },
    },
    {
      args: ['--expose-gc', './initialize-process.mjs', project, 'blocks'],
      rows: { [`initialize, project of ${size}, longest block of the loop`]: 'longestBlockMs' },
    },
  ]),
  ...[
    ['0.4 MB', 'whole1'],
    ['4 MB', 'whole10'],
  ].map(([size, project]) => ({
    args: ['./first-response-process.mjs', project],
    rows: { [`first client response, project of ${size}, wall`]: 'firstResponseMs' },
  })),
  {
    args: ['--expose-gc', './drain-process.mjs'],
    rows: {
      'event drained, logEvent, same user, CPU of all threads': 'customSameUserUs',
      'event drained, logEvent, fresh user, CPU of all threads': 'customFreshUserUs',
      'event drained, exposure, fresh user of an id, CPU of all threads': 'exposurePlainUserUs',
      'event drained, exposure, fresh full user, CPU of all threads': 'exposureFullUserUs',
    },
  },
  {
    args: ['./sync-process.mjs'],
    rows: { 'sync of 4 MB, one gate changed, under load, longest block': 'longestBlockMs' },
  },
];

async function measureProcesses({ origin, filter, rounds, report }) {
  for (const { args, rows: figures } of programs) {
    const wanted = Object.entries(figures).filter(([name]) => name.includes(filter));
    if (wanted.length === 0) continue;
    const results = [];
    for (let round = 0; round < rounds; round += 1) {
      const result = {};
      for (const name of round % 2 === 0 ? names : names.toReversed())
        result[name] = await runProgram(args, name, origin);
      results.push(result);
    }
    for (const [name, measure] of wanted) {
      const perRound = results.map(({ ours, official }) => ({ ours: ours[measure], official: official[measure] }));
      report({ name, unit: unitOf(measure), ...summarise(perRound) });
    }
  }
}

/** How many requests warm an application up: with fewer, the compiler is still at work on a busy machine. */
const WARM_REQUESTS = 10_000;

/** How often applications take turns within a round, and for how much longer than a batch of the other rows each time. */
const [TURNS, TURN_PER_BATCH] = [8, 4];

/**
 * Frameworks with one gate check per request: bare, with this package, and with the official core, each in a process of its own.
 * New ones in each round: one and the same application, started several times, differs by up to 8 % between processes, and that
 * stays with a process. Within a round they take turns of a fraction of a second, because the machine is not equally busy for long.
 */
async function measureHttp({ origin, filter, rounds, batchMs, report }) {
  for (const [framework, apps] of Object.entries(httpApps)) {
    const wanted = Object.entries({
      [`requests per second, ${framework}, one gate check`]: 'perSecond',
      [`requests per second of CPU, ${framework}, one gate check`]: 'perCpuSecond',
    }).filter(([name]) => name.includes(filter));
    if (wanted.length === 0) continue;
    const results = [];
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? Object.keys(apps) : Object.keys(apps).toReversed();
      results.push(await measureApps(framework, { order, origin, turnMs: batchMs * TURN_PER_BATCH }));
    }
    for (const [name, measure] of wanted) {
      const perRound = results.map(({ bare, ours, official }) => ({
        ours: ours[measure] / bare[measure],
        official: official[measure] / bare[measure],
      }));
      report({ name, unit: '', ...summarise(perRound) });
    }
  }
}

/** One round: what each application answers in a second, and in a second of CPU time of all its threads. */
async function measureApps(framework, { order, origin, turnMs }) {
  const servers = new Map();
  try {
    for (const app of order) {
      const child = fork(here('./http-process.mjs'), [framework, app, origin]);
      servers.set(app, { child, port: (await reply(child)).port, answered: 0, elapsedMs: 0, cpuMs: 0 });
    }
    for (const { port } of servers.values()) await askMany(port, WARM_REQUESTS);
    for (let turn = 0; turn < TURNS; turn += 1) {
      for (const app of turn % 2 === 0 ? order : order.toReversed()) await addTurn(servers.get(app), turnMs);
    }
    return Object.fromEntries(
      [...servers].map(([app, { answered, elapsedMs, cpuMs }]) => [
        app,
        { perSecond: (answered / elapsedMs) * 1000, perCpuSecond: (answered / cpuMs) * 1000 },
      ]),
    );
  } finally {
    for (const { child } of servers.values()) child.disconnect();
  }
}

async function addTurn(server, turnMs) {
  const { spentMs: before } = await ask(server.child, {});
  const { answered, elapsedMs } = await askFor(server.port, turnMs);
  const { spentMs: after } = await ask(server.child, {});
  server.answered += answered;
  server.elapsedMs += elapsedMs;
  server.cpuMs += after - before;
}

/** Figures end in their unit. */
const unitOf = (measure) => (measure.endsWith('MB') ? 'MB' : measure.endsWith('Us') ? 'µs' : 'ms');

/** The figures that a program prints of a contestant. Flags of Node come before the program, its own arguments after it. */
async function runProgram(args, name, origin) {
  const flags = args.filter((argument) => argument.startsWith('--'));
  const [program, ...rest] = args.filter((argument) => !argument.startsWith('--'));
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, here(program), name, origin, ...rest]);
  return JSON.parse(stdout);
}

async function startRowProcess(name, origin) {
  const child = fork(here('./row-process.mjs'), [name, origin], { execArgv: ['--expose-gc'] });
  await reply(child);
  return child;
}

async function ask(child, request) {
  const answer = reply(child);
  child.send(request);
  return answer;
}

async function reply(child) {
  const settled = new AbortController();
  try {
    const [message] = await Promise.race([
      once(child, 'message', { signal: settled.signal }),
      once(child, 'exit', { signal: settled.signal }).then(([code]) => {
        throw new Error(`A contestant's process ended with status ${code}.`);
      }),
    ]);
    if (message.failure !== undefined) throw new Error(message.failure);
    return message;
  } finally {
    settled.abort();
  }
}

function describeMachine() {
  const [cpu] = os.cpus();
  return {
    cpu: `${os.cpus().length} × ${cpu?.model ?? 'unknown'}`,
    memoryGB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.arch()}`,
    node: process.version,
    official: createRequire(import.meta.url)('@statsig/statsig-node-core/package.json').version,
  };
}

function printHeader({ rounds, batchMs }) {
  const { cpu, memoryGB, system, node, official } = describeMachine();
  process.stdout.write(
    `${cpu}, ${memoryGB} GB, ${system}, Node ${node}; @statsig/statsig-node-core ${official}\n` +
      `${rounds} rounds of about ${batchMs} ms; ${clockName}, garbage collection included\n\n` +
      `${'operation'.padEnd(62)}${'ours'.padStart(11)}${'official'.padStart(12)}${'ratio'.padStart(9)}\n`,
  );
}

function printFigure(figure) {
  const { name, unit, ours, official, ratio, lowestRatio, highestRatio } = figure;
  const time = (value) => `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ${unit}`;
  process.stdout.write(
    `${name.padEnd(62)}${time(ours).padStart(11)}${time(official).padStart(12)}${ratio.toFixed(3).padStart(9)}` +
      `  (${lowestRatio.toFixed(2)}–${highestRatio.toFixed(2)})\n`,
  );
  return figure;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
