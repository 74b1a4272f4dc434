import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { type StickyAnswer, type StickyOccasion, forgetDecision, keepDecision } from '../evaluation/keep-decision.js';
import type { StickyChange, StickyRequest } from '../evaluation/kept-decision.js';
import { stickyKeyOf } from '../evaluation/sticky-key.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import { GuardedStorage } from '../sticky/guarded-storage.js';
import { KeptValuesLoader, type WantedUnit } from '../sticky/kept-values-loader.js';
import type { PersistResult } from '../sticky/persist-result.js';
import { PersistedValuesReader } from '../sticky/persisted-values-reader.js';
import type { PersistentStorage, UserPersistedValues } from '../sticky/persistent-storage.js';
import { RecentStates } from '../sticky/recent-states.js';
import { StickyWriter } from '../sticky/sticky-writer.js';
import { StorageReporter } from '../sticky/storage-reporter.js';
import { WriterFlush } from '../sticky/writer-flush.js';
import { type Timers, systemTimers } from '../timing/timers.js';
import { type StatsigUser, memoryOf, userDataOf } from '../users/statsig-user.js';
import type { StickyOptions } from './evaluation-options.js';
import type { ClosingPart } from './shutdown-sequence.js';
import { type StickyUnit, stickyUnits } from './sticky-units.js';

const logTag = 'Client';

/** Changes that wait for the storage, at most; a few kilobytes each at worst. */
const maxPending = 10_000;

/** Remembered states of the storage, at most. */
const maxRecentStates = 10_000;

/** What {@link StickyAssignments} need. */
export interface StickyAssignmentsSettings {
  readonly storage: PersistentStorage;
  readonly logger: Logger;
  /** Told of each call of the storage that fails. @default measures nothing */
  readonly metrics?: Metrics;
  readonly timers?: Timers;
  readonly random?: () => number;
}

/** Keeps users in the groups that they were given first: looks at each answer of the client, and reads and writes the storage. */
export class StickyAssignments {
  readonly #timers: Timers;
  readonly #reader: PersistedValuesReader;
  readonly #writer: StickyWriter;
  readonly #loader: KeptValuesLoader;
  readonly #flush: WriterFlush;
  #units: { readonly snapshot: SpecSnapshot; readonly list: readonly StickyUnit[] } | undefined;
  #isClosed = false;

  constructor({ storage, logger, metrics, timers = systemTimers, random = Math.random }: StickyAssignmentsSettings) {
    this.#timers = timers;
    const guarded = new GuardedStorage(storage, timers);
    const recent = new RecentStates(maxRecentStates);
    const reporter = new StorageReporter(logger, metrics);
    this.#reader = new PersistedValuesReader((complaint) =>
      logger.warnOnce({ topic: 'kept-decisions', subject: complaint }, logTag, complaint),
    );
    this.#writer = new StickyWriter({ storage: guarded, recent, reporter, timers, random, maxPending });
    this.#loader = new KeptValuesLoader({ storage: guarded, writer: this.#writer, recent, reporter, timers });
    this.#flush = new WriterFlush({ writer: this.#writer, timers, random });
  }

  /** The answer of an experiment or layer with kept decisions looked at. Nothing is written. */
  look(live: Evaluation, options: StickyOptions | undefined, occasion: StickyOccasion): StickyAnswer {
    return keepDecision(live, this.#requestOf(options), occasion);
  }

  /** The same, with what is to be kept or forgotten on its way to the storage. */
  settle(
    live: Evaluation,
    options: StickyOptions | undefined,
    user: StatsigUser,
    context: EvaluationContext,
  ): StickyAnswer {
    const answer = this.look(live, options, occasionOf(user, context));
    this.#put(answer.change);
    for (const evaluation of answer.enforcing) this.forgetConsulted(evaluation, user);
    return answer;
  }

  /** Forgets what is kept of an experiment or layer that a condition or a parameter store asked for. */
  forget(evaluation: Evaluation, user: StatsigUser): void {
    this.#put(forgetDecision(evaluation, userDataOf(user)));
  }

  /** Forgets what is kept of the experiments that conditions of an evaluation asked for. */
  forgetConsulted({ consultedExperiments }: Evaluation, user: StatsigUser): void {
    for (const consulted of consultedExperiments) this.forget(consulted, user);
  }

  /**
   * What is kept for a user: under all ID types that experiments and layers use now, or under one.
   * @param timeoutMs the longest to wait for the storage. Unit: milliseconds.
   */
  load(
    user: StatsigUser,
    { specs }: EvaluationContext,
    { idType, timeoutMs }: { readonly idType: string | undefined; readonly timeoutMs: number },
  ): Promise<UserPersistedValues> {
    const data = userDataOf(user);
    const wanted: WantedUnit[] = [];
    for (const unit of idType === undefined ? this.#unitsOf(specs.snapshot) : [{ idType, keeps: () => true }]) {
      const key = stickyKeyOf(unit.idType, data);
      if (key !== undefined) wanted.push({ key, keeps: unit.keeps });
    }
    return this.#loader.load(this.#isClosed ? [] : wanted, timeoutMs);
  }

  /** Writes what waits, within the time. Never rejects. @param timeoutMs unit: milliseconds */
  flush(timeoutMs: number): Promise<PersistResult> {
    return this.#flush.run(timeoutMs);
  }

  /**
   * How this ends with the client: what waits is written, also what requests decide that are still served; then nothing more is
   * loaded or written. Fails when something is left.
   * @param served resolves when no request is served any more
   * @param timeoutMs unit: milliseconds
   */
  closingPart(served: Promise<unknown>, timeoutMs: number): ClosingPart {
    const writer = this.#writer;
    const deadlineMs = this.#timers.elapsedMs() + timeoutMs;
    return {
      get name() {
        return `the storage of kept decisions (${writer.pendingCount} not written)`;
      },
      close: async () => {
        await Promise.all([this.flush(timeoutMs), served]);
        this.#isClosed = true;
        await this.flush(deadlineMs - this.#timers.elapsedMs());
        if (writer.pendingCount > 0) throw new Error('Not everything was written.');
      },
    };
  }

  #put(change: StickyChange | undefined): void {
    if (change !== undefined && !this.#isClosed) this.#writer.put(change);
  }

  /** Found once for each state of the specs: a project has a thousand configs, and each request loads. */
  #unitsOf(snapshot: SpecSnapshot): readonly StickyUnit[] {
    if (this.#units?.snapshot !== snapshot) this.#units = { snapshot, list: stickyUnits(snapshot) };
    return this.#units.list;
  }

  #requestOf(options: StickyOptions | undefined): StickyRequest {
    try {
      return {
        kept: this.#reader.read(options?.userPersistedValues),
        enforceOverrides: options?.enforceOverrides === true,
        enforceTargeting: options?.enforceTargeting === true,
      };
    } catch {
      // A getter or proxy of the caller's threw. What the call brings is not known, so nothing is kept or forgotten.
      return unreadable;
    }
  }
}

/** Brings nothing for nobody. */
const unreadable: StickyRequest = {
  kept: { decisions: new Map(), loadedKeys: [] },
  enforceOverrides: false,
  enforceTargeting: false,
};

function occasionOf(user: StatsigUser, context: EvaluationContext): StickyOccasion {
  return { user: userDataOf(user), context, memory: memoryOf(user, context) };
}
