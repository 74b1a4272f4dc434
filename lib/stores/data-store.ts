/**
 * `stores/` keeps specs outside the process: the port of the application's own store, and a store of files. Nothing here
 * knows what specs mean; a value is kept as it was received.
 */

/** What a store holds under a key; without `result` it holds nothing. */
export interface DataStoreResponse {
  readonly result?: string | undefined;
  /** When the value was written. Unit: milliseconds since the Unix epoch. Not used by the SDK. */
  readonly time?: number | undefined;
}

/** The same for a value that is kept as bytes. */
export interface DataStoreBytesResponse {
  /** A `Buffer`, or the plain array of numbers that the official SDK hands out, will do as well. */
  readonly result?: Uint8Array | readonly number[] | undefined;
  /** When the value was written. Unit: milliseconds since the Unix epoch. Not used by the SDK. */
  readonly time?: number | undefined;
}

/**
 * A store of the application's own, such as Redis, that processes share their specs through; given as the option `dataStore`.
 *
 * All methods are optional; without `get` and `getBytes` nothing can be read, and the network is used. They are called as
 * methods of the object, and awaited. One that throws, rejects or hangs does no harm: it is reported, and the network is used.
 * Keys look like `statsig|/v2/download_config_specs|plain_text|<id>` (runtime §4.2), so that a store can be shared with the
 * official SDKs.
 */
export interface DataStore {
  /** Awaited before the first read. */
  initialize?(): Promise<void>;
  /** Called once by `shutdown()` of the client, and awaited within its time limit. */
  shutdown?(): Promise<void>;
  get?(key: string): Promise<DataStoreResponse>;
  getBytes?(key: string): Promise<DataStoreBytesResponse>;
  /** @param time when the value was received. Unit: milliseconds since the Unix epoch */
  set?(key: string, value: string, time?: number): Promise<void>;
  /** @param time when the value was received. Unit: milliseconds since the Unix epoch */
  setBytes?(key: string, value: Uint8Array, time?: number): Promise<void>;
  /**
   * Whether newer specs are to be looked for in the store, and not at the network. Asked before each look, so that the answer
   * may change: of many processes one can fetch, and a store that is out of touch can leave it to the network. The official SDK
   * asks once.
   * @default false
   */
  supportPollingUpdatesFor?(path: string): Promise<boolean>;
  /**
   * Takes somebody to tell when there is something newer, or when the answer of `supportPollingUpdatesFor` has changed: newer specs
   * are then looked for at once. Called once, when polling begins. The official SDK does not know of it.
   * @param onChange never throws, and may be called at any time, however often
   * @returns ends it
   */
  subscribe?(path: string, onChange: () => void): () => void;
}
