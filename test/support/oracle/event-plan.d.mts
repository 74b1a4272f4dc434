/** A call that logs something for a user: the method, then its arguments after the user. */
export type EventCall =
  | readonly [
      'manuallyLogFeatureGateExposure' | 'manuallyLogDynamicConfigExposure' | 'manuallyLogExperimentExposure',
      name: string,
    ]
  | readonly ['manuallyLogLayerParamExposure', name: string, parameter: string]
  | readonly ['logEvent', name: string, value?: unknown, metadata?: unknown]
  | readonly ['identify']
  | readonly ['forwardLogLineEvent', level: string, value?: unknown, metadata?: unknown]
  | ConsoleCall;

/** A line of the console, which a client captures; the user plays no part in it. */
export type ConsoleCall = readonly [
  'console',
  method: 'debug' | 'log' | 'info' | 'warn' | 'error',
  ...values: readonly unknown[],
];

/** The methods that log. */
export type LoggingClient = Readonly<Record<Exclude<EventCall[0], 'console'>, (...args: never[]) => void>>;

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

/** Takes the voice of the console: what is captured of it need not be read. Returns what gives it back. */
export function muteConsole(): () => void;

/** Reads the posted events. Diagnostics are left out. */
export function readOtherEvents(events: readonly unknown[]): OtherEvents;
