import type { CountryLookup } from '../countries/load-country-lookup.js';
import { parseIpv4 } from '../countries/parse-ipv4.js';
import { ClientShutDownError } from '../errors/client-shut-down-error.js';
import { type CompiledSpecs, compileInSteps, compileSpecs, findNeeds } from '../evaluation/compile-specs.js';
import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import type { SpecsOrigin } from '../evaluation/evaluation-details.js';
import { IdLists } from '../id-lists/id-lists.js';
import type { Logger } from '../observability/logger.js';
import type { LocalOverrides } from '../overrides/local-overrides.js';
import type { CompilePattern, PatternComplaint } from '../patterns/load-pattern-compiler.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import type { ReadSpecs } from '../specs/read-specs.js';
import { readDocument } from '../sync/read-document.js';
import type { ApplyOutcome, SpecPayload, SpecsCursor } from '../sync/spec-source.js';
import { runInSlices } from '../timing/run-in-slices.js';
import { systemTimers } from '../timing/timers.js';
import { UserAgentMemo } from '../user-agents/user-agent-memo.js';
import type { UserAttributes } from '../users/user-data.js';

const logTag = 'SpecStore';

/** Malformed specs that are named one by one; of the rest only the number is told. */
const mostNamedComplaints = 5;

/** Everything that an evaluation needs of one state of the client; replaced as a whole. */
export interface StoreState {
  readonly origin: SpecsOrigin;
  readonly context: EvaluationContext;
}

/** What a {@link SpecStore} needs. */
export interface SpecStoreSettings {
  /** The option `environment`. */
  readonly environment: string | undefined;
  readonly globalCustomFields: UserAttributes | undefined;
  /** Whether countries are not to be looked up: then the table is never loaded. */
  readonly isCountryLookupDisabled: boolean;
  /** Whether user agents are not to be parsed. */
  readonly isUserAgentParsingDisabled: boolean;
  readonly logger: Logger;
  readonly nowMs: () => number;
  readonly random: () => number;
  readonly loadPatternCompiler: () => Promise<CompilePattern>;
  readonly loadCountryLookup: () => Promise<CountryLookup>;
}

const emptySnapshot: SpecSnapshot = {
  time: 0,
  checksum: undefined,
  featureGates: new Map(),
  dynamicConfigs: new Map(),
  layerConfigs: new Map(),
  conditions: new Map(),
  paramStores: new Map(),
  cmabs: new Map(),
  mappings: undefined,
  mappingRules: undefined,
  defaultEnvironment: undefined,
  appId: null,
  appsByKey: undefined,
  appsByHashedKey: undefined,
  sessionReplay: undefined,
  sdkConfigs: new Map(),
  diagnosticRates: new Map(),
};

/**
 * Holds the specs in use. New ones are checked and compiled beside the old ones, then swapped in as a whole: an
 * evaluation sees one state or the other, and a document that cannot be used changes nothing.
 */
export class SpecStore {
  readonly #settings: SpecStoreSettings;
  #state: StoreState;
  /** Taken from the first specs and kept: later documents do not move users to another environment. */
  #defaultEnvironment: string | undefined;
  #hasSpecs = false;
  #overrides: LocalOverrides | undefined;
  #idLists = new IdLists();
  /** Undefined until specs that ask for a country are taken into use: most projects never need the table. */
  #countryOf: CountryLookup | undefined;
  /** Outlives changes of the specs: what an agent says of itself stays. */
  readonly #userAgents = new UserAgentMemo();
  /** What the specs in use were made of, for what the next ones can keep of it. */
  #read: ReadSpecs | undefined;
  /** Settles, and never rejects, when everything that came so far has been dealt with. */
  #applied: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(settings: SpecStoreSettings) {
    this.#settings = settings;
    this.#state = {
      origin: { source: 'Uninitialized', lcut: null, receivedAt: null },
      context: this.#contextFor(compileSpecs(emptySnapshot)),
    };
  }

  /** The state to evaluate with now. */
  get state(): StoreState {
    return this.#state;
  }

  /** Whether specs have ever been taken into use. */
  get hasSpecs(): boolean {
    return this.#hasSpecs;
  }

  /** What a source needs to know of the specs in use. */
  get cursor(): SpecsCursor {
    const { time, checksum } = this.#state.context.specs.snapshot;
    return { hasSpecs: this.#hasSpecs, time, checksum };
  }

  /** What the environment of users is that bring none of their own. */
  get environment(): { readonly tier: string } | undefined {
    const tier = this.#settings.environment ?? this.#defaultEnvironment;
    return tier === undefined ? undefined : { tier };
  }

  /** Takes overrides into use, also after each change of them: what was remembered of users then no longer holds. */
  setOverrides(overrides: LocalOverrides): void {
    this.#overrides = overrides.isEmpty ? undefined : overrides;
    this.#renewContext();
  }

  /** Takes ID lists into use, also after each change of them: what was remembered of users then no longer holds. */
  setIdLists(idLists: IdLists): void {
    this.#idLists = idLists;
    this.#renewContext();
  }

  /** Names the stage of initialisation that answers report while there are no specs: `Loading`, then `NoValues`. */
  markWithoutSpecs(source: 'Loading' | 'NoValues'): void {
    if (this.#hasSpecs) return;
    this.#state = {
      origin: { source, lcut: source === 'Loading' ? 0 : null, receivedAt: null },
      context: this.#state.context,
    };
  }

  /**
   * Takes specs into use, unless they are older than those in use or carry the same checksum. What comes meanwhile waits: specs
   * are compared with, and taken into use after, those that came before them. Long documents are read in slices, between
   * which everything else has its turn.
   *
   * @returns what became of them. Rejects with `InvalidSpecsError` when they cannot be used, and with `ClientShutDownError` when
   * the store is closed.
   */
  apply(payload: SpecPayload): Promise<ApplyOutcome> {
    const applying = this.#applied.then(() => this.#apply(payload));
    this.#applied = applying.catch(() => undefined);
    return applying;
  }

  /** Takes specs into use that are compiled already, at once and whatever their time: those that a test defines. */
  use(
    specs: CompiledSpecs,
    { source, countryOf }: { readonly source: string; readonly countryOf: CountryLookup },
  ): void {
    if (!this.#hasSpecs) this.#defaultEnvironment = specs.snapshot.defaultEnvironment;
    this.#hasSpecs = true;
    this.#countryOf = countryOf;
    this.#state = {
      origin: { source, lcut: specs.snapshot.time, receivedAt: this.#settings.nowMs() },
      context: this.#contextFor(specs),
    };
  }

  /** Gives up specs that are not in use yet, and takes no others any more. */
  close(): void {
    this.#closing.abort(new ClientShutDownError());
  }

  async #apply({ document, source, isAlwaysTaken = false }: SpecPayload): Promise<ApplyOutcome> {
    const { signal } = this.#closing;
    signal.throwIfAborted();
    const slices = { timers: systemTimers, signal };
    const read = await runInSlices(readDocument(document, this.#read), slices);
    if (read === 'no-updates') return read;
    const { snapshot, skipped } = read;
    if (!isAlwaysTaken && this.#isStale(snapshot)) return 'stale';
    this.#reportSkipped(skipped.map((complaint) => `${complaint.path}: expected ${complaint.expected}`));

    const { isCountryLookupDisabled, isUserAgentParsingDisabled } = this.#settings;
    const needs = await runInSlices(findNeeds(snapshot), slices);
    const compilePattern = needs.patterns ? await this.#settings.loadPatternCompiler() : undefined;
    if (needs.countries && !isCountryLookupDisabled) this.#countryOf ??= await this.#settings.loadCountryLookup();
    const unusable: PatternComplaint[] = [];
    const specs = await runInSlices(
      compileInSteps(snapshot, {
        compilePattern: compilePattern && ((pattern) => compilePattern(pattern, unusable)),
        underived: {
          withoutCountryOf: isCountryLookupDisabled ? isIpv4Address : undefined,
          withoutUserAgents: isUserAgentParsingDisabled,
        },
        previous: this.#state.context.specs,
      }),
      slices,
    );
    signal.throwIfAborted();
    this.#reportUnusable(unusable);
    if (!this.#hasSpecs) this.#defaultEnvironment = snapshot.defaultEnvironment;
    this.#hasSpecs = true;
    this.#read = read;
    this.#state = {
      origin: { source, lcut: snapshot.time, receivedAt: this.#settings.nowMs() },
      context: this.#contextFor(specs),
    };
    return 'applied';
  }

  /** Time may not go backwards, and the same checksum means the same specs (runtime §3.2). */
  #isStale({ time, checksum }: SpecSnapshot): boolean {
    const held = this.cursor;
    if (held.time > 0 && held.time > time) return true;
    return this.#hasSpecs && checksum !== undefined && checksum !== '' && checksum === held.checksum;
  }

  /** The same specs in a context of another identity, by which remembered results are told to be outdated. */
  #renewContext(): void {
    const { origin, context } = this.#state;
    this.#state = { origin, context: this.#contextFor(context.specs) };
  }

  #contextFor(specs: CompiledSpecs): EvaluationContext {
    const { globalCustomFields, nowMs, random } = this.#settings;
    const idLists = this.#idLists;
    const userAgents = this.#userAgents;
    return {
      specs,
      overrides: this.#overrides,
      environment: this.environment,
      globalCustomFields,
      now: nowMs,
      random,
      isOnIdList: (listName, memberKey) => idLists.has(listName, memberKey),
      countryOf: this.#countryOf ?? (() => undefined),
      userAgentField: (userAgent, field) => userAgents.field(userAgent, field),
    };
  }

  /** Tells of each pattern once, however often specs with it come. */
  #reportUnusable(complaints: readonly PatternComplaint[]): void {
    for (const { pattern, reason } of complaints) {
      this.#settings.logger.warnOnce(
        { topic: 'pattern', subject: pattern },
        logTag,
        `the pattern ${JSON.stringify(pattern)} of a "str_matches" condition never matches, because ${reason}`,
      );
    }
  }

  #reportSkipped(complaints: readonly string[]): void {
    if (complaints.length === 0) return;
    const named = complaints.slice(0, mostNamedComplaints).join('; ');
    const rest = complaints.length > mostNamedComplaints ? `; and ${complaints.length - mostNamedComplaints} more` : '';
    this.#settings.logger.warnOnce(
      { topic: 'skipped-specs', subject: `${named}${rest}` },
      logTag,
      `${complaints.length} malformed specs were left out and count as unknown: ${named}${rest}`,
    );
  }
}

function isIpv4Address(text: string): boolean {
  return parseIpv4(text) !== undefined;
}
