/**
 * What became of decisions to keep, from `flushPersistedValues()`. All counts are numbers of changes, each of which keeps or
 * forgets one decision of one user.
 */
export interface PersistResult {
  /** True when the storage has taken everything that was to be written, and nothing was lost since the previous result. */
  readonly isSuccess: boolean;
  /** Why not: how many wait, how many were lost, and the latest failure. Absent on success. */
  readonly error?: string;
  /** Taken by the storage during this call. */
  readonly written: number;
  /** In memory when the call ended. They are tried again in the background. */
  readonly pending: number;
  /** Lost since the previous result: crowded out while the storage did not work. */
  readonly dropped: number;
}
