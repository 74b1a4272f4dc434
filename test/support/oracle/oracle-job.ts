import type { EvaluationPlan } from './evaluation-plan.mjs';
import type { EventCall, LoggedCustomEvent } from './event-plan.mjs';
import type { LoggedExposure } from './exposure-log.mjs';
import type { NotedChange, StickyCall } from './sticky-plan.mjs';

/** One user as a plain object. Unchecked on purpose: odd values are what the suite is about. */
export type UserFields = Readonly<Record<string, unknown>>;

/** Client options that change answers. */
export interface OracleOptions {
  readonly environment?: string;
  readonly globalCustomFields?: Readonly<Record<string, string | number | boolean>>;
  readonly disableCountryLookup?: boolean;
  readonly disableAllLogging?: boolean;
  readonly experimentalFlags?: ReadonlySet<string>;
  /** With it the console is mute while the job is answered. */
  readonly consoleCaptureOptions?: {
    readonly enabled: boolean;
    readonly logLevels: readonly ('trace' | 'debug' | 'log' | 'info' | 'warn' | 'error')[];
    readonly user?: { readonly userID: string };
  };
}

/** A call that sets or removes an override: the method, then its arguments. */
export type OverrideStep =
  | readonly ['overrideGate', name: string, value: boolean, id?: string]
  | readonly [
      'overrideDynamicConfig' | 'overrideExperiment' | 'overrideLayer' | 'overrideParameterStore',
      name: string,
      value: Readonly<Record<string, unknown>>,
      id?: string,
    ]
  | readonly ['overrideExperimentByGroupName', name: string, groupName: string, id?: string]
  | readonly [
      (
        | 'removeGateOverride'
        | 'removeDynamicConfigOverride'
        | 'removeExperimentOverride'
        | 'removeLayerOverride'
        | 'removeParameterStoreOverride'
      ),
      name: string,
      id?: string,
    ]
  | readonly ['removeAllOverrides'];

/** One project, the users, and what to evaluate. */
export interface OracleJob {
  /** JSON text of a specs payload. */
  readonly specs: string;
  readonly options: OracleOptions;
  readonly users: readonly UserFields[];
  readonly plan: EvaluationPlan;
  /** For how many of the first users exposures are logged and read back. */
  readonly exposedUsers: number;
  /** The files of the project's ID lists by name: lines of `+key` and `-key`. */
  readonly idLists?: Readonly<Record<string, string>>;
  /** Made before anything is evaluated; the first half of them before the client is initialised. */
  readonly overrides?: readonly OverrideStep[];
  /** For each user the calls with kept decisions, after those of the plan. With them the client has a storage. */
  readonly stickyCalls?: readonly (readonly StickyCall[])[];
  /** For each user the calls that only log something, before those of the plan. With them all events are compared. */
  readonly eventCalls?: readonly (readonly EventCall[])[];
}

/** The answers to a job, in the form in which two contestants are compared. */
export interface PlanAnswers {
  /** Whether the client says that it initialised. */
  readonly isSuccess: boolean;
  /** What `answerProject` gave. */
  readonly projectAnswers: readonly string[];
  /** For each user, the answers in the order of `planLabels`, then of `stickyLabels`; empty for a rejected user. */
  readonly answers: readonly (readonly string[])[];
  /** Users that the client refused to construct, with the message. */
  readonly rejected: ReadonlyMap<number, string>;
  readonly exposures: readonly LoggedExposure[];
  /** Canonical JSON of the user in the exposure events, by serial. */
  readonly loggedUsers: ReadonlyMap<string, string>;
  /** What the storage was told, in order; empty without a storage. */
  readonly stickyChanges: readonly NotedChange[];
  /** Events that are no exposures. */
  readonly customEvents: readonly LoggedCustomEvent[];
  /** How many checks were not exposed, by name. */
  readonly quietChecks: ReadonlyMap<string, number>;
}
