import type { EvaluationPlan } from './evaluation-plan.mjs';
import type { LoggedExposure } from './exposure-log.mjs';

/** One user as a plain object. Unchecked on purpose: odd values are what the suite is about. */
export type UserFields = Readonly<Record<string, unknown>>;

/** Client options that change answers. */
export interface OracleOptions {
  readonly environment?: string;
  readonly globalCustomFields?: Readonly<Record<string, string | number | boolean>>;
  readonly disableCountryLookup?: boolean;
}

/** One project, the users, and what to evaluate. */
export interface OracleJob {
  /** JSON text of a specs payload. */
  readonly specs: string;
  readonly options: OracleOptions;
  readonly users: readonly UserFields[];
  readonly plan: EvaluationPlan;
  /** For how many of the first users exposures are logged and read back. */
  readonly exposedUsers: number;
}

/** The answers to a job, in the form in which two contestants are compared. */
export interface PlanAnswers {
  /** Whether the client says that it initialised. */
  readonly isSuccess: boolean;
  /** For each user, the answers in the order of `planLabels`; empty for a rejected user. */
  readonly answers: readonly (readonly string[])[];
  /** Users that the client refused to construct, with the message. */
  readonly rejected: ReadonlyMap<number, string>;
  readonly exposures: readonly LoggedExposure[];
  /** Canonical JSON of the user in the exposure events, by serial. */
  readonly loggedUsers: ReadonlyMap<string, string>;
}
