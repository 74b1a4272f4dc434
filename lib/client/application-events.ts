import { CustomEvent, type CustomEventFacts, type CustomEventWriter } from '../events/custom-event.js';
import type { LoggableEvent } from '../events/loggable-event.js';
import type { Logger } from '../observability/logger.js';
import { UserBytes, valueBytes } from '../users/held-bytes.js';
import { type StatsigUser, userDataOf } from '../users/statsig-user.js';
import type { UserAttributes, UserData } from '../users/user-data.js';
import { toEventName, toEventValue } from './caller-input.js';
import { readEventInput, toEventTime } from './event-input.js';
import { toEventMetadata } from './event-metadata.js';
import { warnOfSizes } from './event-size-warning.js';
import { type LogLineLevel, logLineLevels, logLineMetadata, toLogLineLevel } from '../events/log-line.js';

const logTag = 'Client';

/** The service's own names of events. */
const identifyName = 'statsig::identify';
const logLineName = 'statsig::log_line';

/** What {@link ApplicationEvents} need. */
export interface ApplicationEventsSettings {
  readonly enqueue: (event: LoggableEvent) => void;
  /** The user that a caller meant, with a warning about what was wrong with it. */
  readonly toUser: (input: unknown) => StatsigUser;
  readonly writeUser: (user: Readonly<UserData>) => string;
  /** Whether events are logged at all now. */
  readonly canLog: () => boolean;
  readonly nowMs: () => number;
  readonly logger: Logger;
}

/** A line of a log, on its way to the service. */
export interface LogLine {
  readonly level: LogLineLevel;
  readonly value: string | null;
  readonly metadata: object | null;
}

/** Takes the events that the application logs itself, in whatever form it gives them. No method throws. */
export class ApplicationEvents {
  readonly #settings: ApplicationEventsSettings;
  /** For the events that the application names. */
  readonly #userBytes = new UserBytes();
  readonly #measuringWriter: CustomEventWriter<Readonly<UserData>>;

  constructor(settings: ApplicationEventsSettings) {
    this.#settings = settings;
    const { writeUser, logger } = settings;
    this.#measuringWriter = {
      writeUser,
      noteSizes: (sizes, eventName) => warnOfSizes(eventName, sizes, logger),
    };
  }

  /** Takes the arguments of `logEvent`: one object, or user, name, value and metadata. */
  log(...[first, name, givenValue, givenMetadata]: readonly unknown[]): void {
    const { canLog, nowMs, logger } = this.#settings;
    const input = readEventInput(first, name, givenValue, givenMetadata);
    const eventName = toEventName(input.eventName, logger);
    if (eventName === undefined || !canLog()) return;
    const user = this.#settings.toUser(input.user);
    const said = {
      eventName,
      value: toEventValue(input.value, logger),
      metadata: toEventMetadata(input.metadata, eventName, logger),
      timeMs: toEventTime(input.time, { nowMs, logger }),
    };
    this.#enqueue(user, said, this.#measuringWriter);
  }

  /** Tells the service of a user, without an event of the application's own. */
  identify(user: unknown): void {
    const { canLog, nowMs, toUser } = this.#settings;
    if (!canLog()) return;
    const said = { eventName: identifyName, value: null, metadata: null, timeMs: nowMs() };
    this.#enqueue(toUser(user), said, this.#settings);
  }

  /** Takes the arguments of `forwardLogLineEvent`. */
  forwardLogLine(user: unknown, givenLevel: unknown, value: unknown, metadata: unknown): void {
    const { canLog, logger, toUser } = this.#settings;
    const level = toLogLineLevel(givenLevel);
    if (level === undefined) {
      const message = `forwardLogLineEvent was given no level that there is (${logLineLevels.join(', ')}); the line is not logged.`;
      logger.warnOnce('log-line-level', logTag, message);
      return;
    }
    if (!canLog()) return;
    const text = toEventValue(value, logger);
    this.logLine(toUser(user), {
      level,
      value: text === null ? null : String(text),
      metadata: toEventMetadata(metadata, logLineName, logger),
    });
  }

  /** Logs a line whose parts are good already, such as one that was captured. */
  logLine(user: StatsigUser, { level, value, metadata }: LogLine): void {
    const { canLog, nowMs } = this.#settings;
    if (!canLog()) return;
    const said = { eventName: logLineName, value, metadata: logLineMetadata(level, metadata), timeMs: nowMs() };
    this.#enqueue(user, said, this.#settings);
  }

  #enqueue(
    user: StatsigUser,
    {
      eventName,
      value,
      metadata,
      timeMs,
    }: Pick<CustomEventFacts<unknown>, 'eventName' | 'value' | 'timeMs'> & { readonly metadata: UserAttributes | null },
    writer: CustomEventWriter<Readonly<UserData>>,
  ): void {
    const data = userDataOf(user);
    const heldBytes = this.#userBytes.of(data) + valueBytes(metadata) + valueBytes(value) + eventName.length * 2;
    const facts = { eventName, value, metadata, timeMs, user: data, userID: data.userID, heldBytes };
    this.#settings.enqueue(new CustomEvent(facts, writer));
  }
}
