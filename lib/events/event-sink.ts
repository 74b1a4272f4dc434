/**
 * A destination for events beside the service, such as a warehouse or another analytics tool; given in the option `eventSinks`.
 *
 * It gets what the service gets: custom events and exposures, after duplicates and samples are taken out, without private
 * attributes. Each sink has a queue of its own, as large as that of the service, so that one can neither delay nor lose what
 * another gets. With `disableAllLogging` or `disableNetwork` there is nothing for sinks either. Its methods are called as
 * methods of the object given.
 */
export interface EventSink {
  /** Names it in the log, in metrics and in the results of `flushEvents()` and `shutdown()`. Not empty. */
  readonly name: string;

  /**
   * Takes a batch, the oldest events first. Called from the background, with one batch at a time: at the pace of
   * `eventLoggingFlushIntervalMs`, with at most `eventLoggingMaxQueueSize` events.
   *
   * The batch counts as delivered when the returned promise resolves, so let it settle when the events are safe. When it rejects,
   * or the call throws, the same batch is given again after a growing pause; when the error has `retryable: false`, the batch is
   * dropped and counted. While a promise has not settled nothing else is given: further events wait in the queue, and the oldest
   * are dropped, and counted, when it is full.
   *
   * A sink that had to leave out some events of a batch, and has the rest, resolves with how many these are; they count as lost.
   */
  send(
    events: readonly SinkEvent[],
    context: EventSinkContext,
  ): EventSinkLosses | void | Promise<EventSinkLosses | void>;

  /** Called once by `shutdown()` of the client after the last batch, and waited for within its time limit. */
  shutdown?(): void | Promise<void>;
}

/** What a sink is told beside the events. */
export interface EventSinkContext {
  /** Aborted when the client waits no longer: the time of a shutdown is over, or the process is about to end. */
  readonly signal: AbortSignal;
}

/** Events of a batch that a sink had to leave out, by reason. Whole numbers. */
export interface EventSinkLosses {
  /** That will never be taken where the sink brings them. @default 0 */
  readonly refused?: number;
  /** That are too large to be taken there. @default 0 */
  readonly tooLarge?: number;
  /** Why, for the log and the results. */
  readonly error?: unknown;
}

/** An event as sinks get it: as the service does, with what tells it apart. */
export interface SinkEvent extends LoggedEvent {
  /** No other event has it, of any process; the same for all sinks, and whenever the event is given again. */
  readonly id: string;
  /** Of exposures alone; null for other events. */
  readonly exposure: LoggedExposure | null;
}

/** An event as the service gets it: plain JSON values, frozen. */
export interface LoggedEvent {
  /** The name given to `logEvent`; those of the SDK begin with `statsig::`, such as `statsig::gate_exposure`. */
  readonly eventName: string;
  readonly value: string | number | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  /** Null for custom events; an object for exposures. */
  readonly statsigMetadata: Readonly<Record<string, unknown>> | null;
  readonly user: LoggedUser;
  /** Unit: milliseconds since the Unix epoch. */
  readonly time: number;
  /** Gates that an exposed rule depends on; null where there can be none. */
  readonly secondaryExposures:
    readonly { readonly gate: string; readonly gateValue: string; readonly ruleID: string }[] | null;
}

/** What an exposure is of, as it was when it was decided. */
export interface LoggedExposure {
  /**
   * The word that the specs had for it: `feature_gate`, `segment`, `holdout`, `dynamic_config`, `experiment`, `autotune` or
   * `layer`; one of them that says what was asked for when there were no specs of that name.
   */
  readonly entity: string;
  /** The group that the user is in; null when there is none. */
  readonly groupName: string | null;
  /** The kind of ID that decided, such as `userID`. Empty when nothing decided. */
  readonly idType: string;
  /** The user's ID of that kind; null for a user without one. */
  readonly unitID: string | null;
}

/** The user of an event: without private attributes, with the environment and the global custom fields of the client. */
export interface LoggedUser {
  readonly userID?: string;
  readonly customIDs?: Readonly<Record<string, string>>;
  readonly email?: string;
  readonly ip?: string;
  readonly userAgent?: string;
  readonly country?: string;
  readonly locale?: string;
  readonly appVersion?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly statsigEnvironment?: Readonly<Record<string, string>>;
}
