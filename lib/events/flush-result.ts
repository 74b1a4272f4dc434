/** What became of the events, from `flushEvents()` and `shutdown()`. All counts are numbers of events. */
export interface FlushResult {
  /** True when every event accepted so far was delivered: nothing is pending, and none was dropped since the last result. */
  readonly isSuccess: boolean;
  /** Why not, with what to do; absent on success. */
  readonly error?: string;
  /** Accepted by the server during this call. */
  readonly delivered: number;
  /** Still held in memory when the call ended. They are sent again in the background, or with the next flush. */
  readonly pending: number;
  /** Lost since the previous result: refused by the server for good, impossible to serialise, or crowded out of a full queue. */
  readonly dropped: number;
}
