import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { OtherEvents } from './event-plan.mjs';
import type { ExposureLog } from './exposure-log.mjs';
import type { OracleJob, PlanAnswers } from './oracle-job.js';
import type { NotedChange } from './sticky-plan.mjs';

/** Longest time one job may take before its process is replaced. */
const JOB_TIMEOUT_MS = 120_000;

/** What the child sends: answers are indexes into the list of distinct outcomes, which keeps messages small. */
interface ChildAnswers extends ExposureLog, OtherEvents {
  readonly isSuccess: boolean;
  readonly projectAnswers: readonly string[];
  readonly outcomes: readonly string[];
  readonly answers: readonly (readonly number[])[];
  readonly rejected: readonly (readonly [number, string])[];
  readonly stickyChanges: readonly NotedChange[];
}

interface ChildReply {
  readonly id: number;
  readonly answers?: ChildAnswers;
  readonly failure?: string;
}

/** Whether the official package and its native binary for this platform can be loaded here. */
export function isOracleInstalled(): boolean {
  try {
    createRequire(import.meta.url)('@statsig/statsig-node-core');
    return true;
  } catch {
    return false;
  }
}

/**
 * The official core as a black box in child processes. `answer` rejects with a message that says so when the core
 * aborts its process; the next job gets a new process. Call `close` when done.
 */
export class Oracle {
  readonly #idle: ChildProcess[] = [];
  readonly #waiting: ((child: ChildProcess) => void)[] = [];
  readonly #processes: number;
  #running = 0;
  #jobs = 0;

  /** @param processes - how many jobs may run at once. */
  constructor({ processes = 1 }: { readonly processes?: number } = {}) {
    this.#processes = processes;
  }

  /** Answers a job in the next free process. */
  async answer(job: OracleJob): Promise<PlanAnswers> {
    const child = await this.#acquire();
    try {
      const answers = await runJob(child, (this.#jobs += 1), job);
      this.#release(child);
      return answers;
    } catch (error) {
      this.#discard(child);
      throw error;
    }
  }

  /** Ends the child processes. */
  async close(): Promise<void> {
    await Promise.all(
      this.#idle.splice(0).map(async (child) => {
        const ended = once(child, 'exit');
        child.disconnect();
        await ended;
      }),
    );
    this.#running = 0;
  }

  async #acquire(): Promise<ChildProcess> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#running < this.#processes) {
      this.#running += 1;
      return startChild();
    }
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #release(child: ChildProcess): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(child);
    else next(child);
  }

  #discard(child: ChildProcess): void {
    child.kill('SIGKILL');
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next(startChild());
  }
}

function startChild(): ChildProcess {
  const child = fork(fileURLToPath(new URL('./oracle-child.mjs', import.meta.url)), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
  });
  // One listener per waiting job and the ones below; the default limit is for leaks, which `once` cannot cause.
  child.setMaxListeners(50);
  return child;
}

async function runJob(child: ChildProcess, id: number, job: OracleJob): Promise<PlanAnswers> {
  let complaint = '';
  const listen = (chunk: Buffer): void => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2000);
  };
  child.stderr?.on('data', listen);
  const settled = new AbortController();
  try {
    const reply = await Promise.race([
      nextReply(child, settled.signal),
      nextExit(child, settled.signal),
      expiry(settled.signal),
      sendJob(child, id, job),
    ]);
    if (typeof reply === 'string') throw new Error(`The official core ${reply}. ${complaint}`.trim());
    if (reply.answers === undefined) throw new Error(`The official core could not run a job: ${reply.failure}`);
    return unpack(reply.answers);
  } finally {
    settled.abort();
    child.stderr?.off('data', listen);
  }
}

function unpack({
  isSuccess,
  projectAnswers,
  outcomes,
  answers,
  rejected,
  exposures,
  users,
  stickyChanges,
  customEvents,
  quietChecks,
}: ChildAnswers): PlanAnswers {
  return {
    isSuccess,
    projectAnswers,
    answers: answers.map((indexes) => indexes.map((index) => outcomes[index] ?? 'missing')),
    rejected: new Map(rejected),
    exposures,
    loggedUsers: new Map(users),
    stickyChanges,
    customEvents,
    quietChecks: new Map(quietChecks),
  };
}

async function nextReply(child: ChildProcess, signal: AbortSignal): Promise<ChildReply> {
  const [reply]: ChildReply[] = await once(child, 'message', { signal });
  return reply ?? { id: 0, failure: 'an empty message' };
}

async function nextExit(child: ChildProcess, signal: AbortSignal): Promise<string> {
  const [code, signalName]: (number | string | null)[] = await once(child, 'exit', { signal });
  return `ended its process (${signalName ?? `exit status ${code}`})`;
}

async function expiry(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(`did not answer within ${JOB_TIMEOUT_MS} ms`), JOB_TIMEOUT_MS);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}

/** Settles only when sending fails: the answer comes as a message. */
async function sendJob(child: ChildProcess, id: number, job: OracleJob): Promise<never> {
  return new Promise((_resolve, reject) => {
    child.send({ id, job }, (error) => {
      if (error !== null) reject(error);
    });
  });
}
