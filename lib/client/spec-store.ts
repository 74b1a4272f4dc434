import type { CountryLookup } from '../countries/load-country-lookup.js';
import { parseIpv4 } from '../countries/parse-ipv4.js';
import { type CompiledSpecs, compileSpecs, usesCountries, usesPatterns } from '../evaluation/compile-specs.js';
import type { EvaluationContext } from '../evaluation/evaluation-context.js';
import type { SpecsOrigin } from '../evaluation/evaluation-details.js';
import { IdLists } from '../id-lists/id-lists.js';
import type { Logger } from '../observability/logger.js';
import type { LocalOverrides } from '../overrides/local-overrides.js';
import type { CompilePattern, PatternComplaint } from '../patterns/load-pattern-compiler.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import { parseSpecs } from '../specs/parse-specs.js';
import { readDocument, saysNoUpdates } from '../sync/parse-specs-json.js';
import type { SpecPayload, SpecsCursor } from '../sync/spec-source.js';
import { UserAgentMemo } from '../user-agents/user-agent-memo.js';
import type { UserAttributes } from '../users/user-data.js';

const logTag = 'SpecStore';

/** Malformed specs that are named one by one; of the rest only the number is told. */
const mostNamedComplaints = 5;

/**
 * What became of specs: in use now; refused because they are older than those in use or the same; or without content,
 * because the service had nothing newer.
 */
export type ApplyOutcome = 'applied' | 'stale' | 'no-updates';

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
  sdkConfigs: new Map(),
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
    return { time, checksum };
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
   * Takes specs into use, unless they are older than those in use or carry the same checksum.
   *
   * @returns what became of them. Rejects with `InvalidSpecsError` when they cannot be used.
   */
  async apply({ document, source }: SpecPayload): Promise<ApplyOutcome> {
    const parsed = readDocument(document);
    if (saysNoUpdates(parsed)) return 'no-updates';
    const { snapshot, skipped } = parseSpecs(parsed);
    // A file is what its author saved last, also when the editing left its time and checksum as they were.
    if (source !== 'Adapter(FileBased)' && this.#isStale(snapshot)) return 'stale';
    this.#reportSkipped(skipped.map((complaint) => `${complaint.path}: expected ${complaint.expected}`));

    const { isCountryLookupDisabled, isUserAgentParsingDisabled } = this.#settings;
    const compilePattern = usesPatterns(snapshot) ? await this.#settings.loadPatternCompiler() : undefined;
    if (!isCountryLookupDisabled && usesCountries(snapshot)) {
      this.#countryOf ??= await this.#settings.loadCountryLookup();
    }
    const unusable: PatternComplaint[] = [];
    const specs = compileSpecs(snapshot, compilePattern && ((pattern) => compilePattern(pattern, unusable)), {
      withoutCountryOf: isCountryLookupDisabled ? isIpv4Address : undefined,
      withoutUserAgents: isUserAgentParsingDisabled,
    });
    this.#reportUnusable(unusable);
    if (!this.#hasSpecs) this.#defaultEnvironment = snapshot.defaultEnvironment;
    this.#hasSpecs = true;
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
        `pattern:${pattern}`,
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
      `skipped:${named}${rest}`,
      logTag,
      `${complaints.length} malformed specs were left out and count as unknown: ${named}${rest}`,
    );
  }
}

function isIpv4Address(text: string): boolean {
  return parseIpv4(text) !== undefined;
}
