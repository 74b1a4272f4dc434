import type { LoggedExposure } from '../support/oracle/exposure-log.mjs';
import type { OracleJob, PlanAnswers } from '../support/oracle/oracle-job.js';

/** A job and the official core's answers to it, as committed: each distinct answer is written once. */
export interface Recording {
  readonly job: Omit<OracleJob, 'specs'> & { readonly specs: unknown };
  readonly projectAnswers: readonly unknown[];
  readonly outcomes: readonly unknown[];
  /** For each user, indexes into `outcomes`. */
  readonly answers: readonly (readonly number[])[];
  readonly exposures: readonly (Omit<LoggedExposure, 'text'> & { readonly event: unknown })[];
  readonly loggedUsers: readonly (readonly [serial: string, user: unknown])[];
}

/** The form in which answers are committed. Users must be of what JSON can carry. */
export function packRecording(
  job: OracleJob,
  { projectAnswers, answers, exposures, loggedUsers }: PlanAnswers,
): Recording {
  const outcomes = [...new Set(answers.flat())];
  const indexByOutcome = new Map(outcomes.map((outcome, index) => [outcome, index]));
  return {
    job: { ...job, specs: JSON.parse(job.specs) },
    projectAnswers: projectAnswers.map((answer): unknown => JSON.parse(answer)),
    outcomes: outcomes.map((outcome): unknown => JSON.parse(outcome)),
    answers: answers.map((ofUser) => ofUser.map((outcome) => indexByOutcome.get(outcome) ?? -1)),
    exposures: exposures.map(({ text, ...rest }) => ({ ...rest, event: JSON.parse(text) })),
    loggedUsers: [...loggedUsers].map(([serial, user]) => [serial, JSON.parse(user)] as const),
  };
}

/** The job and the answers of a recording, as a live oracle would have given them. */
export function unpackRecording(
  recording: Recording,
  canonicalJson: (value: unknown) => string,
): { readonly job: OracleJob; readonly theirs: PlanAnswers } {
  const outcomes = recording.outcomes.map(canonicalJson);
  return {
    job: { ...recording.job, specs: JSON.stringify(recording.job.specs) },
    theirs: {
      isSuccess: true,
      projectAnswers: recording.projectAnswers.map(canonicalJson),
      answers: recording.answers.map((indexes) => indexes.map((index) => outcomes[index] ?? 'missing')),
      rejected: new Map(),
      exposures: recording.exposures.map(({ event, ...rest }) => ({ ...rest, text: canonicalJson(event) })),
      loggedUsers: new Map(recording.loggedUsers.map(([serial, user]) => [serial, canonicalJson(user)])),
      stickyChanges: [],
      customEvents: [],
      quietChecks: new Map(),
    },
  };
}
