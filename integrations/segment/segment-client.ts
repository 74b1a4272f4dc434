import type { SegmentMessage } from './segment-message.js';

/** What `track` of Segment's library takes. */
export type SegmentTrackParams = SegmentTrackIdentity & {
  readonly event: string;
  readonly properties: Record<string, unknown>;
  readonly context: Record<string, unknown>;
  readonly timestamp: string;
  readonly integrations: SegmentMessage['integrations'];
  readonly messageId: string;
};

/** Whose a message is: one of the two is there. */
export type SegmentTrackIdentity =
  | { readonly userId: string; readonly anonymousId?: string }
  | { readonly userId?: undefined; readonly anonymousId: string };

/**
 * What is used of an `Analytics` of `@segment/analytics-node`; an object of another package that does the same will do.
 */
export interface SegmentClient {
  /** Calls back when the message was taken, or with an error when it will not be. */
  track(params: SegmentTrackParams, callback: (error?: unknown) => void): void;
  /** Sends what waits, and resolves when that is done. */
  flush(): Promise<void>;
  /** Tells of messages that came after `closeAndFlush()`, and are lost. */
  on(event: 'call_after_close', listener: () => void): unknown;
}

/** A message in the form of the library, which has no field for an email address beside the traits of the context. */
export function trackParamsOf(message: SegmentMessage): SegmentTrackParams {
  const { event, userId, anonymousId, email, properties, context, timestamp, integrations, messageId } = message;
  return {
    event,
    ...(userId === undefined
      ? { anonymousId: anonymousId ?? '' }
      : { userId, ...(anonymousId !== undefined && { anonymousId }) }),
    properties: { ...properties },
    context: { ...context, ...(email !== undefined && { traits: { ...traitsOf(context), email } }) },
    timestamp,
    integrations,
    messageId,
  };
}

/** Those that a `map` of the application's own has put there. */
function traitsOf(context: SegmentMessage['context']): object {
  const traits = context?.['traits'];
  return typeof traits === 'object' && traits !== null ? traits : {};
}
