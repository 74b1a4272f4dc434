import type { Oracle } from '../support/oracle/oracle.js';
import type { OracleJob } from '../support/oracle/oracle-job.js';
import { ComparisonTally, compareAnswers } from './compare-answers.js';
import type { Kit } from './kit-answers.js';

/** A job that is made when its turn comes, and how to make it again. */
export interface PlannedJob {
  /** Names the job in reports: a fixture's file, or the seed to repeat it with. */
  readonly origin: string;
  readonly make: () => OracleJob;
}

/** The outcome of a differential run. */
export interface DifferentialRun {
  readonly tally: ComparisonTally;
  readonly originOf: (job: OracleJob) => string;
}

/**
 * Runs jobs through our client and the official core, which works ahead in its own processes, and compares.
 * Rejects when the official core aborts: a generated project must not make it do so.
 */
export async function runDifferential(
  { kit, oracle }: { readonly kit: Kit; readonly oracle: Oracle },
  plannedJobs: readonly PlannedJob[],
): Promise<DifferentialRun> {
  const tally = new ComparisonTally();
  const origins = new Map<OracleJob, string>();
  const begun = plannedJobs.slice(0, 2).map((planned) => begin(oracle, planned));
  for (let index = 0; index < plannedJobs.length; index += 1) {
    const later = plannedJobs[index + 2];
    if (later !== undefined) begun.push(begin(oracle, later));
    const current = begun.shift();
    if (current === undefined) break;
    const { job, origin, theirs } = current;
    origins.set(job, origin);
    // oxlint-disable-next-line no-await-in-loop -- two jobs ahead is as much as memory and two cores allow
    const [ourAnswers, theirAnswers] = await Promise.all([kit.answer(job), theirs]);
    compareAnswers(tally, job, { ours: ourAnswers, theirs: theirAnswers });
  }
  return { tally, originOf: (job) => origins.get(job) ?? 'unknown job' };
}

function begin(oracle: Oracle, { origin, make }: PlannedJob) {
  const job = make();
  const theirs = oracle.answer(job).catch((error: unknown) => {
    throw new Error(`No answers for ${origin}.`, { cause: error });
  });
  // Awaited some jobs later: until then a failure must not count as unhandled.
  theirs.catch(() => undefined);
  return { origin, job, theirs };
}
