import type { LoggedExposure } from './event-sink.js';

/**
 * An event as it waits in a queue: a small record that becomes text only when it is sent, off the request's path.
 */
export interface LoggableEvent {
  /**
   * About how much memory it takes while it waits, with the user and all else that only it may hold; never another number for the
   * same event. Unit: bytes. @default so little that it need not be counted
   */
  readonly heldBytes?: number;

  /**
   * The event as JSON text, an object with the seven keys of the event endpoint (`eventName`, `value`, `metadata`,
   * `statsigMetadata`, `user`, `time`, `secondaryExposures`). Called once for each destination, and gives all of them the
   * same. If it throws, this one event is dropped and counted, and the rest of its batch is sent.
   */
  toJson(): string;

  /** What sinks are told of an exposure beside its text; null, or absent, for other events. */
  exposed?(): LoggedExposure | null;
}
