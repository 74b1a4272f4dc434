/**
 * `sync/` brings specs in and keeps them current: sources (network, data store, object, file) behind one interface, the order in
 * which they are asked at the start, and the poller.
 * It does not know what specs mean: a document is handed on as it was received, and whoever applies it may refuse it.
 */

/** Where specs came from, in the words of the evaluation details of the official SDK. */
export type SpecSourceName = 'Network' | 'Bootstrap' | 'Adapter(DataStore)' | 'Adapter(FileBased)';

/** What is held already, so that a source can answer “nothing newer”. */
export interface SpecsCursor {
  /** Whether there are specs in use. Without any, a source hands on again what it has, so that it is told why that is refused. */
  readonly hasSpecs: boolean;
  /** The `time` of the specs in use: when the project last changed. Unit: milliseconds since the Unix epoch; 0 without specs. */
  readonly time: number;
  /** The `checksum` of the specs in use, if they had one. */
  readonly checksum: string | undefined;
}

/** Specs as they were received; nobody has looked into them yet. */
export interface SpecPayload {
  readonly kind: 'payload';
  /** The JSON text; or the object of the option `bootstrapSpecs`, which is the caller's and is copied before it is kept. */
  readonly document: string | object;
  readonly source: SpecSourceName;
  /** The address that answered, without key, query or credentials; absent for local sources. */
  readonly sourceApi: string | undefined;
  /**
   * Whether it is taken into use also when its time and checksum are no newer: a file is what its author saved last.
   * @default false
   */
  readonly isAlwaysTaken?: boolean;
}

/**
 * What became of specs: in use now; refused because they are older than those in use or the same; or without content,
 * because the source had nothing newer.
 */
export type ApplyOutcome = 'applied' | 'stale' | 'no-updates';

/** What holds the specs in use. */
export interface SpecsHolder {
  readonly hasSpecs: boolean;
  readonly cursor: SpecsCursor;
  /** Takes specs into use, or tells why not. Rejects with InvalidSpecsError when they cannot be used. */
  apply(payload: SpecPayload): Promise<ApplyOutcome>;
}

/** The source has nothing newer than the cursor. On a first fetch that is not a success: there are still no specs. */
export interface NoSpecUpdates {
  readonly kind: 'no-updates';
  readonly source: SpecSourceName;
  readonly sourceApi: string | undefined;
}

/** The outcome of one successful fetch. */
export type SpecFetch = SpecPayload | NoSpecUpdates;

/** Bounds of one fetch. */
export interface SpecFetchLimits {
  /** For each single request, from its first to its last byte. Unit: milliseconds. */
  readonly timeoutMs: number;
  /** Gives up the fetch, which then rejects. */
  readonly signal?: AbortSignal | undefined;
  /**
   * `initialize`: somebody waits for the answer, so there is one attempt, and the process stays alive for it.
   * `poll`: background work, which is retried and never keeps the process alive. @default 'initialize'
   */
  readonly purpose?: 'initialize' | 'poll' | undefined;
}

/** One place that specs come from. */
export interface SpecSource {
  readonly name: SpecSourceName;
  /** The address that is asked, without key, query or credentials; absent for local sources. */
  readonly sourceApi?: string;
  /** Fetches what is newer than the cursor. @throws StatsigError only, each failure with its own code. */
  fetch(cursor: SpecsCursor, limits: SpecFetchLimits): Promise<SpecFetch>;
}
