/** What `initialize()` came to. It never rejects. */
export interface InitializeResult {
  /** Whether specs are in use, or none were to be had because the network is disabled. */
  readonly isSuccess: boolean;
  /** Why not, with what to do; absent on success. */
  readonly error?: string;
  /** Where the specs in use came from: `Network`, `Bootstrap`, `Adapter(DataStore)`, `Adapter(FileBased)`, or `NoValues`. */
  readonly source: string;
  /**
   * Whether the specs were kept at an earlier time, in the data store or in `specsCacheDirectory`, and are used because the
   * network had none. They may be outdated until a later sync succeeds.
   */
  readonly isStale: boolean;
  /** How long it took. Unit: milliseconds. */
  readonly durationMs: number;
}

/**
 * Where a client stands.
 * - `uninitialized`: `initialize()` has not been called; every gate is off.
 * - `initializing`: it is under way.
 * - `ready`: specs are in use.
 * - `degraded`: initialised without specs; every gate is off, and the background sync goes on trying.
 * - `shutdown`: closed; answers come from memory, and nothing is logged.
 */
export type ClientStatus = 'uninitialized' | 'initializing' | 'ready' | 'degraded' | 'shutdown';
