import { StatsigError } from './statsig-error.js';

/** What was asked of the data store: the name of its method. */
export type DataStoreMethod =
  | 'initialize'
  | 'get'
  | 'getBytes'
  | 'set'
  | 'setBytes'
  | 'supportPollingUpdatesFor'
  | 'subscribe'
  | 'noteNetworkFailure'
  | 'idLists'
  | 'shutdown';

/**
 * How a call of the data store failed.
 * - `failed`: the method threw, or its promise was rejected.
 * - `timeout`: the promise did not settle in time.
 * - `unusable`: it answered something of another form than it should.
 * - `aborted`: the client no longer wanted the answer, as at shutdown.
 */
export type DataStoreFailureReason = 'failed' | 'timeout' | 'unusable' | 'aborted';

/** The facts of a {@link DataStoreError}. */
export interface DataStoreFacts {
  readonly method: DataStoreMethod;
  readonly reason: DataStoreFailureReason;
  /** One short clause, as it reads after a colon: `no answer within 1000 ms`. */
  readonly detail: string;
  readonly cause?: unknown;
}

/**
 * The object of the option `dataStore`, or the directory of the option `specsCacheDirectory`, did not do its work. Specs are
 * taken from the next place, and those in use stay in use.
 */
export class DataStoreError extends StatsigError {
  override readonly name = 'DataStoreError';
  readonly code = 'data_store_failed';
  readonly method: DataStoreMethod;
  readonly reason: DataStoreFailureReason;
  readonly detail: string;

  constructor({ method, reason, detail, cause }: DataStoreFacts) {
    super(
      `The data store’s ${method}() failed: ${detail}. ${adviceFor(reason)}`,
      cause === undefined ? undefined : { cause },
    );
    this.method = method;
    this.reason = reason;
    this.detail = detail;
  }
}

function adviceFor(reason: DataStoreFailureReason): string {
  if (reason === 'timeout') return 'Check that the store can be reached from here; let its methods fail in time.';
  if (reason === 'aborted') return 'It was given up from this side.';
  if (reason === 'unusable') return 'Check what the method returns; see the type DataStore.';
  return 'Check that the store can be reached from here; specs in use stay in use.';
}
