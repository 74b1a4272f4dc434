/** The custom ID by which the exposure events of a user are recognised. No condition refers to it. */
export const SERIAL_ID_TYPE: 'serial';

/** One exposure event, without its user and its wall clock readings. */
export interface LoggedExposure {
  /** Empty for users without one. */
  readonly serial: string;
  readonly eventName: string;
  readonly name: string;
  readonly parameter: string | null;
  /** Canonical JSON of the event; whether a sampling rate above 1 chose it is left out. */
  readonly text: string;
}

/** The exposures of one run, and canonical JSON of each user as the events carried it, by serial. */
export interface ExposureLog {
  readonly exposures: LoggedExposure[];
  readonly users: (readonly [serial: string, user: string])[];
}

/** Reads the posted events. Events other than exposures (diagnostics, counts of unexposed checks) are left out. */
export function readExposures(events: readonly unknown[]): ExposureLog;
