/**
 * One event in the form of Segment's HTTP API: a `track` call. Plain JSON values.
 * Source: https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/
 */
export interface SegmentMessage {
  readonly type: 'track';
  readonly event: string;
  /** Absent when the user has none. At least one of `userId` and `anonymousId` is there. */
  readonly userId?: string;
  readonly anonymousId?: string;
  /** Only where it is allowed. Segment's library has no such field and gets it in `context.traits`. */
  readonly email?: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
  /** Which destinations of the source get the event. */
  readonly integrations: SegmentIntegrations;
  /** When the event happened, in UTC as ISO 8601. */
  readonly timestamp: string;
  /** The same, under the name that the catalogue's page of the Statsig source has for it. */
  readonly originalTimestamp: string;
  /** The same for an event whenever it is sent: Segment takes a message once. */
  readonly messageId: string;
}

/** By the name of a destination: whether it gets an event, or settings for it. */
export type SegmentIntegrations = Record<string, boolean | Record<string, unknown>>;

/** What Segment takes at most: 32 kB a message, 500 kB and 2,500 messages a batch. Unit of sizes: bytes of UTF-8. */
export const segmentLimits = Object.freeze({
  messageBytes: 32_000,
  batchBytes: 500_000,
  batchMessages: 2500,
});
