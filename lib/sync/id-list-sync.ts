import { NetworkRequestError } from '../errors/network-request-error.js';
import type { IdLists } from '../id-lists/id-lists.js';
import { silentDiagnostics, type Diagnostics } from '../observability/diagnostics.js';
import type { Metrics } from '../observability/metrics.js';
import { systemTimers, type Timers } from '../timing/timers.js';
import { IdListFollower } from './id-list-follower.js';
import type { IdListManifest } from './id-list-manifest.js';
import type { IdListReporter } from './id-list-reporter.js';
import type { IdListSource } from './id-list-source.js';

/** Files that are downloaded at a time. */
const mostDownloads = 4;

/** What an {@link IdListSync} needs. */
export interface IdListSyncSettings {
  readonly source: Pick<IdListSource, 'fetchManifest' | 'filesUntil'> & {
    /** Told when a look at all lists is over, with the names of those that could not be brought up to date. Must not reject. */
    readonly finish?: (failed: ReadonlySet<string>, signal: AbortSignal) => Promise<void>;
  };
  /** What is kept current. */
  readonly lists: IdLists;
  /** Called after each change of who is on which list: answers that were remembered of users then no longer hold. */
  readonly onChange: () => void;
  readonly reporter: IdListReporter;
  readonly metrics: Metrics;
  /** Told of each look. @default nobody */
  readonly diagnostics?: Diagnostics | undefined;
  readonly timers?: Timers;
}

/** How one look at all ID lists ended. */
export interface IdListSyncOutcome {
  /** Whether the overview was received; if not, nothing has changed. */
  readonly hasManifest: boolean;
  /** Whether every list is as the service offers it. */
  readonly isComplete: boolean;
  /** How long the server asked to wait before it is asked for the overview again. Unit: milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** Brings all ID lists of a project to what the service offers. A list that fails does not keep the others from it. */
export class IdListSync {
  readonly #settings: IdListSyncSettings;
  readonly #timers: Timers;
  readonly #diagnostics: Diagnostics;
  readonly #followers = new Map<string, IdListFollower>();
  #checkedAtMs: number | undefined;
  #isComplete = false;

  constructor(settings: IdListSyncSettings) {
    this.#settings = settings;
    this.#diagnostics = settings.diagnostics ?? silentDiagnostics;
    this.#timers = settings.timers ?? systemTimers;
  }

  /** When all lists were last looked at. Unit: milliseconds since the Unix epoch; undefined when they never were. */
  get checkedAtMs(): number | undefined {
    return this.#checkedAtMs;
  }

  /** Whether the last look left every list as the service offers it. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Looks at all lists once, until the signal gives it up. Never rejects. Must not be called again before it has settled. */
  async run(signal: AbortSignal): Promise<IdListSyncOutcome> {
    this.#diagnostics.beginRound('get_id_list');
    const outcome = await this.#look(signal);
    this.#diagnostics.endRound('get_id_list');
    return outcome;
  }

  async #look(signal: AbortSignal): Promise<IdListSyncOutcome> {
    const { source, reporter, metrics } = this.#settings;
    const startedAtMs = this.#timers.elapsedMs();
    const finish = (outcome: IdListSyncOutcome, downloadCount: number): IdListSyncOutcome => {
      if (signal.aborted) return outcome;
      this.#isComplete = outcome.isComplete;
      if (outcome.hasManifest) this.#checkedAtMs = this.#timers.nowMs();
      metrics.increment(`id_list_manifest_download_${outcome.hasManifest ? 'success' : 'failure'}`);
      metrics.dist('id_lists_sync_overall.latency', this.#timers.elapsedMs() - startedAtMs, {
        id_list_manifest_success: outcome.hasManifest,
        succeed_single_id_list_number: downloadCount,
      });
      return outcome;
    };
    let manifest: IdListManifest;
    try {
      manifest = await source.fetchManifest(signal);
    } catch (error) {
      if (!signal.aborted) reporter.noteNoManifest(error);
      const retryAfterMs = error instanceof NetworkRequestError ? error.retryAfterMs : undefined;
      return finish({ hasManifest: false, isComplete: false, retryAfterMs }, 0);
    }
    if (!signal.aborted) {
      reporter.noteMalformed(manifest.malformed);
      this.#forgetAllBut(manifest);
    }
    const facts = { key: 'get_id_list_sources', step: 'process' } as const;
    this.#diagnostics.mark({ ...facts, action: 'start', idListCount: manifest.entries.size });
    const { downloadCount, failures } = await this.#refreshAll(manifest, signal);
    this.#diagnostics.mark({ ...facts, action: 'end', success: failures.size === 0 });
    if (!signal.aborted) reporter.noteLists(failures, manifest.entries.size);
    await source.finish?.(new Set(failures.keys()), signal);
    const isComplete = failures.size === 0 && manifest.malformed.length === 0;
    return finish({ hasManifest: true, isComplete, retryAfterMs: undefined }, downloadCount);
  }

  /** A list that the overview no longer names does not exist any more: nobody is on it. */
  #forgetAllBut({ entries, malformed }: IdListManifest): void {
    const { lists, onChange } = this.#settings;
    for (const name of this.#followers.keys()) {
      if (entries.has(name) || malformed.includes(name)) continue;
      this.#followers.delete(name);
      if (lists.get(name) === undefined) continue;
      lists.delete(name);
      onChange();
    }
  }

  async #refreshAll(
    { entries }: IdListManifest,
    signal: AbortSignal,
  ): Promise<{ downloadCount: number; failures: Map<string, unknown> }> {
    const fetchFile = this.#settings.source.filesUntil(signal);
    const failures = new Map<string, unknown>();
    let downloadCount = 0;
    // All workers take from one iterator, so each entry goes to one of them.
    const waiting = entries.entries();
    const work = async (): Promise<void> => {
      for (const [name, entry] of waiting) {
        if (signal.aborted) return;
        try {
          // oxlint-disable-next-line no-await-in-loop -- the number of workers is the number of downloads at a time
          if (await this.#followerOf(name).refresh(entry, fetchFile)) downloadCount += 1;
        } catch (error) {
          failures.set(name, error);
        }
      }
    };
    await Promise.all(Array.from({ length: mostDownloads }, work));
    return { downloadCount, failures };
  }

  #followerOf(name: string): IdListFollower {
    const known = this.#followers.get(name);
    if (known !== undefined) return known;
    const { lists, onChange } = this.#settings;
    const follower = new IdListFollower({
      timers: this.#timers,
      name,
      onChange: (list) => {
        lists.set(name, list);
        onChange();
      },
    });
    this.#followers.set(name, follower);
    return follower;
  }
}
