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
  /** Whether newer specs are to be looked for in the store rather than at the network. @default false */
  supportPollingUpdatesFor?(key: string): Promise<boolean>;
}
