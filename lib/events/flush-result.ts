import type { DropCounts } from './delivery-counts.js';

/** What became of the events on their way to one destination. All counts are numbers of events. */
export interface DeliveryResult {
  /** True when every event accepted before the call was delivered, and none was lost since the previous result. */
  readonly isSuccess: boolean;
  /** Why not: how many are held, how many were lost for which reason, and the latest failure. Absent on success. */
  readonly error?: string;
  /** Accepted during this call. */
  readonly delivered: number;
  /**
   * Held in memory when the call ended, those logged during the call included. They are sent in the background or with the next
   * flush. None after `shutdown()`: what was not delivered in time is dropped then.
   */
  readonly pending: number;
  /** Lost since the previous result. */
  readonly dropped: number;
  /** Those by reason; `DropReason` says what each means. Absent when none was lost. */
  readonly droppedByReason?: DropCounts;
}

/**
 * What became of the events, from `flushEvents()` and `shutdown()`: on their way to the service, and in `sinks` to each of the
 * option `eventSinks`.
 */
export interface FlushResult extends DeliveryResult {
  /**
   * True when every event accepted before the call was delivered to the service and to every sink, those of browsers as well, and
   * none was lost since the previous result. Of `shutdown()`: and when everything else ended in time, such as the data store.
   */
  readonly isSuccess: boolean;
  /**
   * Why not: how many are held, how many were lost for which reason, the latest failure, and what did not end in time.
   * Absent on success.
   */
  readonly error?: string;
  /** What became of the events of browsers that were given to `forwardClientEvents`; absent while there were none. */
  readonly forwarded?: DeliveryResult;
  /** In the order of the option `eventSinks`; absent without sinks. */
  readonly sinks?: readonly SinkResult[];
}

/** What became of the events on their way to a sink. */
export interface SinkResult extends DeliveryResult {
  /** The name of the sink. */
  readonly name: string;
}
