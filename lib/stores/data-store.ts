/**
 * `stores/` keeps specs outside the process: the port of the application's own store, and a store of files. Nothing here
 * knows what specs mean; a value is kept as it was received.
 */

import type { IdListStore } from './id-list-store.js';

/** What a store holds under a key; without `result` it holds nothing. */
export interface DataStoreResponse {
  readonly result?: string | undefined;
  /** When the value was written. Unit: milliseconds since the Unix epoch. Not used by the SDK. */
  readonly time?: number | undefined;
  /** Whether these specs are taken into use also when those in use are newer: somebody has gone back to them. @default false */
  readonly isPinned?: boolean | undefined;
}

/** What a client knows of the specs that it wants to be kept. */
export interface StoredSpecsDetails {
  /** When the project last changed: `time` of the specs. Unit: milliseconds since the Unix epoch. */
  readonly specsTime: number;
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
  /**
   * @param time when the value was received. Unit: milliseconds since the Unix epoch
   * @param details what the official SDK does not tell
   */
  set?(key: string, value: string, time?: number, details?: StoredSpecsDetails): Promise<void>;
  /** The same for bytes. */
  setBytes?(key: string, value: Uint8Array, time?: number, details?: StoredSpecsDetails): Promise<void>;
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
  /**
   * Told of each look at the network that has failed, so that a store that lets one process look for all can let it be another.
   * The official SDK does not know of it.
   */
  noteNetworkFailure?(path: string): void;
  /** Where ID lists are shared in the same way. @default each process fetches them */
  readonly idLists?: IdListStore | undefined;
}
