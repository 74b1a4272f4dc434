/** Events as the SDK of a browser or an app logged them, for `forwardClientEvents`. Plain JSON values. */
export interface ClientEventBatch {
  /** The client key that the page uses; the events are counted for its project and app. */
  readonly clientSdkKey: string;
  /** The events, in the form in which the SDK sends them: each with its own user and time. They are sent as they are. */
  readonly events: readonly ClientEvent[];
  /** What the SDK says of itself and of the visit: its type and version, the session and the stable ID. */
  readonly statsigMetadata: Readonly<Record<string, unknown>>;
}

/** One event of a {@link ClientEventBatch}. */
export interface ClientEvent {
  readonly eventName: string;
  readonly [field: string]: unknown;
}

/**
 * What becomes of events given to `forwardClientEvents`.
 * - `accepted`: they are delivered in the background, as events of this process are.
 * - `disabled`: they are forgotten, because of `disableAllLogging` or `disableNetwork`, or because the client has no usable key.
 * - `full`: too many wait already, and none of them was taken. Whoever sent them should keep them and try again.
 * - `closed`: the client is shut down, and none of them was taken.
 * - `invalid`: it was no such batch, or its key is one for servers. The log tells more.
 */
export type ForwardingAnswer = 'accepted' | 'disabled' | 'full' | 'closed' | 'invalid';
