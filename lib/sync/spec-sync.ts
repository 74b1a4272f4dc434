import { NoSpecsError } from '../errors/no-specs-error.js';
import { silentDiagnostics, type Diagnostics } from '../observability/diagnostics.js';
import { errorName, errorText } from '../observability/error-name.js';
import type { Metrics } from '../observability/metrics.js';
import type { Timers } from '../timing/timers.js';
import { sourceTags } from './source-tags.js';
import type { ApplyOutcome, SpecFetch, SpecFetchLimits, SpecPayload, SpecsHolder, SpecSource } from './spec-source.js';

/** How the last look for specs ended. */
export interface LastSpecSync {
  readonly source: string;
  /** `stale`: what came was older than, or the same as, what is in use. `failed`: see `error`. */
  readonly outcome: ApplyOutcome | 'failed';
  /** Why it failed; holds no key. */
  readonly error?: string;
  /** When it ended. Unit: milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Specs that have just been taken into use. */
export interface AppliedSpecs {
  readonly payload: SpecPayload;
  /** `time` of the specs. Unit: milliseconds since the Unix epoch. */
  readonly time: number;
  /** Unit: milliseconds since the Unix epoch. */
  readonly receivedAt: number;
}

/** What a {@link SpecSync} needs. */
export interface SpecSyncSettings {
  readonly holder: SpecsHolder;
  readonly metrics: Metrics;
  /** Told of each look. @default nobody */
  readonly diagnostics?: Diagnostics | undefined;
  readonly timers: Timers;
  /** Told of all specs that are taken into use, right afterwards. Must not throw. */
  readonly onApplied: (applied: AppliedSpecs) => void;
  /** Told of each look that has failed, with whom it asked. Must not throw. @default nobody */
  readonly onFailed?: (source: SpecSource) => void;
}

/**
 * One look for specs at one source: fetch, take into use, measure. It remembers how the last one ended; when to look, and where
 * next, is for those who call it.
 */
export class SpecSync {
  readonly #settings: SpecSyncSettings;
  readonly #diagnostics: Diagnostics;
  #last: LastSpecSync | undefined;
  #currentAt: number | undefined;

  constructor(settings: SpecSyncSettings) {
    this.#settings = settings;
    this.#diagnostics = settings.diagnostics ?? silentDiagnostics;
  }

  /** How the last look ended; undefined before the first. */
  get last(): LastSpecSync | undefined {
    return this.#last;
  }

  /** When a source last confirmed or renewed the specs in use. Unit: milliseconds since the Unix epoch. */
  get currentAt(): number | undefined {
    return this.#currentAt;
  }

  /**
   * Asks a source and takes what it has into use.
   *
   * @returns what became of it. Rejects when the source fails, when what it has cannot be used, and with NoSpecsError when it
   * has nothing new although there are no specs yet; nothing is changed then. Rejects also when the signal is aborted.
   */
  async run(source: SpecSource, limits: SpecFetchLimits): Promise<ApplyOutcome> {
    this.#diagnostics.beginRound('dcs');
    try {
      return await this.#look(source, limits);
    } finally {
      this.#diagnostics.endRound('dcs');
    }
  }

  async #look(source: SpecSource, limits: SpecFetchLimits): Promise<ApplyOutcome> {
    const { holder, metrics, timers } = this.#settings;
    const startedAtMs = timers.elapsedMs();
    let fetched: SpecFetch | undefined;
    try {
      fetched = await source.fetch(holder.cursor, limits);
      limits.signal?.throwIfAborted();
      const outcome = fetched.kind === 'payload' ? await this.#process(fetched) : fetched.kind;
      if (outcome === 'no-updates') {
        metrics.increment('config_no_update', 1, sourceTags(source.name, source.sourceApi));
        if (!holder.hasSpecs) throw new NoSpecsError(source.name);
      }
      this.#note({ source: source.name, outcome });
      this.#measure(source, { startedAtMs, fetched, outcome });
      return outcome;
    } catch (error) {
      if (limits.signal?.aborted === true) throw error;
      this.#note({ source: source.name, outcome: 'failed', error: errorText(error) });
      this.#measure(source, { startedAtMs, fetched, outcome: 'failed', error });
      if (!isEmptyStore(source, error)) metrics.error('SpecSync', error);
      this.#settings.onFailed?.(source);
      throw error;
    }
  }

  async #process(payload: SpecPayload): Promise<ApplyOutcome> {
    const facts = { key: 'download_config_specs', step: 'process' } as const;
    this.#diagnostics.mark({ ...facts, action: 'start' });
    let success = false;
    try {
      const outcome = await this.#apply(payload);
      success = true;
      return outcome;
    } finally {
      this.#diagnostics.mark({ ...facts, action: 'end', success });
    }
  }

  async #apply(payload: SpecPayload): Promise<ApplyOutcome> {
    const { holder, metrics, timers, onApplied } = this.#settings;
    const previous = holder.cursor.time;
    const isFirst = !holder.hasSpecs;
    const outcome = await holder.apply(payload);
    if (outcome !== 'applied') return outcome;
    const receivedAt = timers.nowMs();
    const { time } = holder.cursor;
    if (!isFirst) {
      const tags = {
        ...sourceTags(payload.source, payload.sourceApi),
        response_format: 'JSON',
        lcut: time,
        prev_lcut: previous,
      };
      metrics.dist('config_propagation_diff', receivedAt - time, tags);
    }
    onApplied({ payload, time, receivedAt });
    return outcome;
  }

  #note(sync: Omit<LastSpecSync, 'at'>): void {
    this.#last = { ...sync, at: this.#settings.timers.nowMs() };
    if (sync.outcome !== 'failed') this.#currentAt = this.#last.at;
  }

  /** The official SDK measures looks at the network and at the data store alone, and an empty store not at all. */
  #measure(source: SpecSource, { startedAtMs, fetched, outcome, error }: SyncFacts): void {
    const isNetwork = source.name === 'Network';
    if (!isNetwork && source.name !== 'Adapter(DataStore)') return;
    if (isEmptyStore(source, error)) return;
    const { metrics, timers } = this.#settings;
    const hasDocument = outcome === 'applied' || outcome === 'stale';
    metrics.dist('config_sync_overall.latency', timers.elapsedMs() - startedAtMs, {
      source_api: sourceTags(source.name, source.sourceApi).source_api,
      format: isNetwork && hasDocument ? 'json' : 'unknown',
      error: error === undefined ? '' : errorName(error),
      network_success: isNetwork && fetched !== undefined,
      process_success: outcome !== 'failed',
      deltas_used: false,
    });
  }
}

/** A store that holds nothing yet is no failure. */
function isEmptyStore(source: SpecSource, error: unknown): boolean {
  return source.name !== 'Network' && error instanceof NoSpecsError;
}

/** What one look was like. */
interface SyncFacts {
  readonly startedAtMs: number;
  /** Undefined when the source failed. */
  readonly fetched: SpecFetch | undefined;
  readonly outcome: ApplyOutcome | 'failed';
  readonly error?: unknown;
}
