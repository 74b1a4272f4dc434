import type { Oracle } from '../support/oracle/oracle.js';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';
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
    const found = new ComparisonTally();
    compareAnswers(found, job, { ours: ourAnswers, theirs: theirAnswers });
    // oxlint-disable-next-line no-await-in-loop -- see above
    tally.add(found.unexplained.length === 0 ? found : await confirm(found, { oracle, job, ours: ourAnswers, tally }));
  }
  return { tally, originOf: (job) => origins.get(job) ?? 'unknown job' };
}

/** More jobs than this may not have different answers of the official core: then something else is wrong. */
const mostUnsteadyJobs = 2;

/**
 * What is found when the official core is asked once more about events of the application and captured lines: on a busy machine it
 * loses some of them now and then (captured lines: in 11 of 3,840 answers to the same jobs; ours lost none). All else must be right
 * at once. Our answers stay those that were compared first, so that what we lose or add is still found.
 */
async function confirm(
  found: ComparisonTally,
  { oracle, job, ours, tally }: { oracle: Oracle; job: OracleJob; ours: PlanAnswers; tally: ComparisonTally },
): Promise<ComparisonTally> {
  const isAboutEvents = found.unexplained.every(({ difference }) => difference.api === 'custom event');
  if (!isAboutEvents || tally.unsteadyJobs >= mostUnsteadyJobs) return found;
  const again = new ComparisonTally();
  compareAnswers(again, job, { ours, theirs: await oracle.answer(job) });
  if (again.unexplained.length > 0) return found;
  tally.unsteadyJobs += 1;
  return again;
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
