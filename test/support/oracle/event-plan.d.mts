/** A call that logs something for a user: the method, then its arguments after the user. */
export type EventCall =
  | readonly [
      'manuallyLogFeatureGateExposure' | 'manuallyLogDynamicConfigExposure' | 'manuallyLogExperimentExposure',
      name: string,
    ]
  | readonly ['manuallyLogLayerParamExposure', name: string, parameter: string]
  | readonly ['logEvent', name: string, value?: unknown, metadata?: unknown];

/** The methods that log. */
export type LoggingClient = Readonly<Record<EventCall[0], (...args: never[]) => void>>;

/** An event that is no exposure, without its wall clock reading. */
export interface LoggedCustomEvent {
  /** Empty for events without a user. */
  readonly serial: string;
  readonly name: string;
  /** Canonical JSON of the event with its user; of counts of checks without the counts. */
  readonly text: string;
}

/** The events of one run that are no exposures, and how many checks of each name were not exposed. */
export interface OtherEvents {
  readonly customEvents: readonly LoggedCustomEvent[];
  readonly quietChecks: readonly (readonly [name: string, count: number])[];
}

/** Makes the calls in order. */
export function logEvents(client: LoggingClient, user: unknown, calls: readonly EventCall[]): void;

/** Reads the posted events. Diagnostics are left out. */
export function readOtherEvents(events: readonly unknown[]): OtherEvents;
