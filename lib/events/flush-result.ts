/** What became of the events, from `flushEvents()` and `shutdown()`. All counts are numbers of events. */
export interface FlushResult {
  /**
   * True when every event accepted before the call was delivered, and none was lost since the previous result. Of
   * `shutdown()`: and when everything else ended in time, such as the data store.
   */
  readonly isSuccess: boolean;
  /**
   * Why not: how many are held, how many were lost for which reason, the latest failure, and what did not end in time.
   * Absent on success.
   */
  readonly error?: string;
  /** Accepted by the server during this call. */
  readonly delivered: number;
  /** Held in memory when the call ended, those logged during the call included. They are sent in the background or with the next flush. */
  readonly pending: number;
  /** Lost since the previous result: refused by the server for good, impossible to serialise, or crowded out of a full queue. */
  readonly dropped: number;
}
