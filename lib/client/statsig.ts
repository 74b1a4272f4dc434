import type { ClientInitializeOptions } from '../bootstrap/client-initialize-options.js';
import { loadCountryLookup } from '../countries/load-country-lookup.js';
import { InvalidSdkKeyError } from '../errors/invalid-sdk-key-error.js';
import type { ExplainOptions } from '../evaluation/explain/explaining-run.js';
import type { Explanation } from '../evaluation/explain/explanation.js';
import { EventLogger } from '../events/event-logger.js';
import type { ConsoleCapture } from '../console-capture/console-capture.js';
import { buildEventMetadata } from '../events/event-metadata.js';
import type { FlushResult } from '../events/flush-result.js';
import { ExposureLogger } from '../exposures/exposure-logger.js';
import { NonExposedChecks } from '../exposures/non-exposed-checks.js';
import { HttpClient } from '../network/http-client.js';
import type { DiagnosticsRecorder } from '../observability/diagnostics-recorder.js';
import { createMetrics } from '../observability/create-metrics.js';
import { type OutputLogger, createLogger } from '../observability/logger.js';
import type { OutputMetrics } from '../observability/metrics.js';
import { createRedactor } from '../observability/redact-secrets.js';
import { optionSecrets } from '../options/option-secrets.js';
import { type PrintableOptions, printableOptions } from '../options/printable-options.js';
import type { ResolvedOptions } from '../options/resolved-options.js';
import { resolveOptions } from '../options/resolve-options.js';
import type { StatsigOptions } from '../options/statsig-options.js';
import { loadPatternCompiler } from '../patterns/load-pattern-compiler.js';
import type { DynamicConfig } from '../results/dynamic-config.js';
import type { Experiment } from '../results/experiment.js';
import type { FeatureGate } from '../results/feature-gate.js';
import type { Layer } from '../results/layer.js';
import type { ParameterStore } from '../results/parameter-store.js';
import { type ExperimentGroupsResult, experimentGroups, namesOf } from '../specs/introspect.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import type { PersistResult } from '../sticky/persist-result.js';
import type { UserPersistedValues } from '../sticky/persistent-storage.js';
import { systemTimers } from '../timing/timers.js';
import type {
  DynamicConfigName,
  DynamicConfigValues,
  ExperimentName,
  ExperimentValues,
  GateName,
  LayerName,
  LayerValues,
  ParameterOverrides,
  ParameterStoreName,
  ParameterStoreValues,
  TypedKey,
  UntypedKey,
} from '../types/typed-names.js';
import { parseUserAgent } from '../user-agents/parse-user-agent.js';
import { UserSerializer } from '../users/user-serializer.js';
import { userDataOf } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import { ApplicationEvents } from './application-events.js';
import { captureConsole } from './capture-console.js';
import { Checker } from './checker.js';
import { recordDiagnostics } from './client-diagnostics.js';
import { ClientResponses } from './client-responses.js';
import { onceWithWorkers } from './cluster-workers.js';
import { toLimitMs, toName } from './caller-input.js';
import type {
  DynamicConfigEvaluationOptions,
  ExperimentEvaluationOptions,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
  LoadPersistedValuesOptions,
  ParameterStoreEvaluationOptions,
  StickyExplainOptions,
} from './evaluation-options.js';
import type { ClientInitializeResponse } from './client-initialize-response.js';
import type { ClientStatus, InitializeResult } from './initialize-result.js';
import { IdListLoader } from './id-list-loader.js';
import type { IdListsDetails } from './id-lists-details.js';
import type { LogLineLevel } from '../events/log-line.js';
import { measureInitialization } from './measure-initialization.js';
import { OverrideControl } from './override-control.js';
import { redactResult } from './redact-result.js';
import { type SdkEventListener, type SdkEventName, SdkEvents } from './sdk-events.js';
import { runShutdown } from './shutdown-sequence.js';
import { hasShared, newShared, removeShared, shared } from './shared-instance.js';
import { SpecLoader } from './spec-loader.js';
import { SpecStore } from './spec-store.js';
import type { EventMetadata, StatsigEventArgs } from './statsig-event.js';
import { StickyAssignments } from './sticky-assignments.js';
import type { SpecsDetails } from './specs-details.js';
import { specsUpdatedData } from './specs-updated.js';
import type { UserInput } from './user-input.js';

/** Browser and operating system of a user, by the names that conditions use. */
export interface ParsedUserAgentFields {
  readonly os_name: string;
  readonly os_version: string;
  readonly browser_name: string;
  readonly browser_version: string;
}

const logTag = 'Client';

const inPrimaryWarning =
  'This client is in the primary process of a cluster, and its workers do not see it. Initialize a client in each worker, and none here unless the primary makes checks itself.';

/** The longest that `shutdown()` waits by default. Unit: milliseconds. */
const defaultShutdownTimeoutMs = 3000;

/** The longest that `loadPersistedValues()` waits by default: a request waits with it. Unit: milliseconds. */
const defaultLoadTimeoutMs = 1000;

/**
 * A client of one Statsig project: evaluates gates, configs, experiments and layers in this process, and logs exposures
 * and events in the background.
 *
 * Make one per process, await `initialize()` once, check as often as you like (checks are synchronous and take about a
 * microsecond), and await `shutdown()` before the process ends. No method throws into the caller, whatever it is given.
 */
export class Statsig {
  /**
   * The options in force, with defaults filled in, in a form that can be printed: without specs and without the application's
   * own objects, such as `dataStore`; passwords and the SDK key are masked.
   */
  readonly options: PrintableOptions;

  readonly #redact: (text: string) => string;
  readonly #logger: OutputLogger;
  readonly #metrics: OutputMetrics;
  readonly #store: SpecStore;
  readonly #loader: SpecLoader;
  readonly #sdkEvents: SdkEvents;
  readonly #diagnostics: DiagnosticsRecorder | undefined;
  readonly #measureInitialization: (result: InitializeResult) => void;
  readonly #idLists: IdListLoader;
  readonly #http: HttpClient;
  readonly #events: EventLogger;
  readonly #sticky: StickyAssignments | undefined;
  readonly #checker: Checker;
  readonly #responses: ClientResponses;
  readonly #applicationEvents: ApplicationEvents;
  readonly #consoleCapture: ConsoleCapture | undefined;
  readonly #overrides: OverrideControl;
  readonly #globalCustomFields: ResolvedOptions['globalCustomFields'] | undefined;
  readonly #users: UserSerializer;
  readonly #keyError: InvalidSdkKeyError | undefined;
  readonly #isLogging: boolean;
  #initialization: Promise<InitializeResult> | undefined;
  #isInitialized = false;
  #shutdown: Promise<FlushResult> | undefined;
  #hasClosedEvents = false;
  #quietChecks = 0;
  #forgetWorkers: (() => void) | undefined;

  /**
   * Makes the one client that a process shares, for {@link Statsig.shared} to return: in every copy of this package that the
   * process has loaded.
   *
   * There is one at a time. While there is one that is not shut down, it stays, and a warning is logged: the same key returns
   * it as it is, another key returns a client that is shut down.
   */
  static newShared(sdkKey: string, options?: StatsigOptions): Statsig {
    return newShared(sdkKey, options, { create: () => new Statsig(sdkKey, options), createClosed });
  }

  /** The shared client. Without one, a warning is logged once and the answer is a client that is shut down; never null. */
  static shared(): Statsig {
    return shared(createClosed);
  }

  /** Whether `newShared()` has made a client that was not removed since. */
  static hasShared(): boolean {
    return hasShared();
  }

  /** The same as {@link Statsig.hasShared}, by the name that the documentation of the official SDK uses. */
  static hasSharedInstance(): boolean {
    return hasShared();
  }

  /** Forgets the shared client, so that `newShared()` can make another. It is not shut down: whoever holds it may still use it. */
  static removeSharedInstance(): void {
    removeShared();
  }

  /** The same as {@link Statsig.removeSharedInstance}, by the name that the documentation of the official SDK uses. */
  static removeShared(): void {
    removeShared();
  }

  /**
   * @param sdkKey the server secret key of the project. A missing one is reported, and the client then serves defaults.
   * @param options see `StatsigOptions`; wrong values are reported and their defaults used
   */
  constructor(sdkKey: string, options?: StatsigOptions) {
    const { options: resolved, complaints, notes } = resolveOptions(options);
    this.#keyError = checkSdkKey(sdkKey);
    const key = this.#keyError === undefined ? sdkKey : '';
    const secrets = optionSecrets(resolved);
    this.#redact = createRedactor([key, ...secrets]);
    this.options = printableOptions(resolved, this.#redact);
    this.#logger = createLogger({
      level: resolved.outputLogLevel,
      provider: resolved.outputLoggerProvider,
      sdkKey: key,
      secrets,
    });
    this.#metrics = createMetrics({
      client: resolved.observabilityClient,
      logger: this.#logger,
      sdkKey: key,
      secrets,
    });
    this.#sdkEvents = new SdkEvents(this.#logger);
    for (const note of notes) this.#logger.info('Options', note);
    this.#reportKeyAndOptions(key, complaints);

    const sessionID = crypto.randomUUID();
    const isNetworkAllowed = !resolved.disableNetwork && this.#keyError === undefined;
    this.#isLogging = isNetworkAllowed && !resolved.disableAllLogging;
    this.#globalCustomFields =
      Object.keys(resolved.globalCustomFields).length === 0 ? undefined : resolved.globalCustomFields;
    this.#users = new UserSerializer(this.#globalCustomFields);

    this.#diagnostics = resolved.disableDiagnostics
      ? undefined
      : recordDiagnostics({
          enqueue: (event) => this.#events.enqueue(event),
          canLog: () => this.#canLog,
          rates: () => this.#specs.diagnosticRates,
          redact: this.#redact,
          nowMs: () => systemTimers.nowMs(),
          random: Math.random,
        });
    this.#http = new HttpClient({
      sdkKey: key,
      serviceName: resolved.serviceName,
      sessionID,
      proxyConfig: resolved.proxyConfig,
      logger: this.#logger,
      metrics: this.#metrics,
      diagnostics: this.#diagnostics,
    });
    this.#store = new SpecStore({
      environment: resolved.environment,
      globalCustomFields: this.#globalCustomFields,
      isCountryLookupDisabled: resolved.disableCountryLookup,
      isUserAgentParsingDisabled: resolved.disableUserAgentParsing,
      logger: this.#logger,
      nowMs: () => systemTimers.nowMs(),
      random: Math.random,
      loadPatternCompiler,
      loadCountryLookup,
    });
    this.#loader = new SpecLoader({
      options: resolved,
      sdkKey: key,
      store: this.#store,
      http: this.#http,
      logger: this.#logger,
      metrics: this.#metrics,
      diagnostics: this.#diagnostics,
      isNetworkAllowed,
      onApplied: ({ payload }) => this.#sdkEvents.emit('specs_updated', () => specsUpdatedData(payload)),
    });
    this.#measureInitialization = (result) =>
      measureInitialization(this.#metrics, result, {
        sdkKey: key,
        hasSpecs: this.#store.hasSpecs,
        sourceApi: this.#loader.sourceApi,
      });
    this.#idLists = new IdListLoader({
      options: resolved,
      store: this.#store,
      http: this.#http,
      logger: this.#logger,
      metrics: this.#metrics,
      diagnostics: this.#diagnostics,
      isNetworkAllowed,
    });
    this.#events = new EventLogger({
      send: (batch) => this.#http.postEvents({ url: resolved.logEventUrl, ...batch }),
      options: resolved,
      metadata: buildEventMetadata({ sessionID, serviceName: resolved.serviceName }),
      logger: this.#logger,
      metrics: this.#metrics,
    });
    const exposures = new ExposureLogger({
      enqueue: (event) => this.#events.enqueue(event),
      writeUser: (user) => this.#writeUser(user),
      maxKeys: resolved.exposureDedupeMaxKeys,
      sdkConfigs: () => this.#specs.sdkConfigs,
      nowMs: () => this.#noteTime(),
    });
    const nonExposed = new NonExposedChecks({
      enqueue: (event) => this.#events.enqueue(event),
      nowMs: () => this.#noteTime(),
    });
    this.#overrides = new OverrideControl(this.#store, this.#logger);
    const storage = resolved.persistentStorage;
    this.#sticky =
      storage === undefined
        ? undefined
        : new StickyAssignments({ storage, logger: this.#logger, metrics: this.#metrics });
    this.#checker = new Checker({
      store: this.#store,
      overrides: this.#overrides.overrides,
      exposures,
      nonExposed,
      sticky: this.#sticky,
      logger: this.#logger,
      canLog: () => this.#canLog || this.#noteQuietCheck(),
      sdkEvents: this.#sdkEvents,
    });
    this.#responses = new ClientResponses({
      store: this.#store,
      logger: this.#logger,
      sessionId: sessionID,
      toUser: (input) => this.#checker.user(input),
      writeUser: (user) => this.#writeUser(user),
    });
    this.#applicationEvents = new ApplicationEvents({
      enqueue: (event) => this.#events.enqueue(event),
      toUser: (input) => this.#checker.user(input),
      writeUser: (user) => this.#writeUser(user),
      canLog: () => this.#canLog,
      nowMs: () => systemTimers.nowMs(),
      logger: this.#logger,
    });
    this.#consoleCapture = captureConsole(resolved.consoleCaptureOptions, {
      events: this.#applicationEvents,
      toUser: (input) => this.#checker.user(input),
      redact: this.#redact,
    });
  }

  /** Where the client stands. */
  get status(): ClientStatus {
    if (this.#shutdown !== undefined) return 'shutdown';
    if (this.#initialization === undefined) return 'uninitialized';
    if (!this.#isInitialized) return 'initializing';
    return this.#store.hasSpecs ? 'ready' : 'degraded';
  }

  /**
   * Loads the first specs, and ID lists if they are enabled, and begins to keep them current. Calling it again gives the same
   * result.
   *
   * Never rejects: without specs within `initTimeoutMs` it resolves with `isSuccess: false`, gates stay off, and the
   * background sync goes on trying. ID lists that are not there by then are reported in the log and arrive later; they do not
   * decide on success.
   */
  initialize(): Promise<InitializeResult> {
    return (this.#initialization ??= this.#initialize());
  }

  async #initialize(): Promise<InitializeResult> {
    const startedAt = performance.now();
    const wasShutDown = this.#shutdown !== undefined;
    this.#logger.initialize();
    this.#metrics.initialize();
    this.#diagnostics?.beginInitialization();
    if (this.#canLog && !wasShutDown) this.#consoleCapture?.start();
    this.#store.markWithoutSpecs('Loading');
    // Side by side: lists only matter to specs when a check is made.
    const [loadingError] = await Promise.all([this.#loader.loadFirst(), this.#idLists.start()]);
    const error = loadingError ?? this.#missingKey();
    this.#store.markWithoutSpecs('NoValues');
    if (this.#shutdown === undefined) {
      this.#loader.startPolling();
      this.#forgetWorkers = onceWithWorkers(() => this.#logger.warn(logTag, inPrimaryWarning));
    }
    this.#isInitialized = true;

    const result: InitializeResult = {
      isSuccess: error === undefined,
      ...(error === undefined ? {} : { error: this.#redact(error.message) }),
      source: this.#store.state.origin.source,
      isStale: this.#loader.isStale,
      durationMs: Math.round(performance.now() - startedAt),
    };
    this.#measureInitialization(result);
    const { isSuccess: success, source } = result;
    this.#diagnostics?.endInitialization({ success, configSpecReady: this.#store.hasSpecs, source });
    if (result.isSuccess) {
      this.#logger.info(logTag, `Initialized in ${result.durationMs} ms; specs from ${result.source}.`);
    } else if (this.#keyError === undefined && (wasShutDown || this.#shutdown === undefined)) {
      // An application that shuts down meanwhile has decided so, and its logger is closed.
      this.#logger.error(logTag, `Initialized without specs after ${result.durationMs} ms. ${result.error}`);
    }
    return result;
  }

  /**
   * What is known of the specs that the client serves with: where they came from, how old they are, and how the last look for
   * newer ones ended. Plain data without keys, for health checks.
   */
  getSpecsDetails(): SpecsDetails {
    const { lastSync, ...details } = this.#loader.details();
    const error = lastSync?.error;
    return {
      ...details,
      lastSync: lastSync === null || error === undefined ? lastSync : { ...lastSync, error: this.#redact(error) },
    };
  }

  /**
   * What is known of the ID lists: how many there are, with how many members, and whether they are current. Plain data without
   * ids and keys, for health checks.
   */
  getIdListsDetails(): IdListsDetails {
    return this.#idLists.details();
  }

  /**
   * Calls back with each event of a name, or with every event for `*`: `specs_updated` when newer specs are in use, and
   * `gate_evaluated`, `dynamic_config_evaluated`, `experiment_evaluated` and `layer_evaluated` with each check. The callback runs
   * after what caused the event; what it throws is reported and does no harm.
   *
   * @returns an id for `unsubscribeById`; `ERROR@ERROR` when there is no such event
   */
  subscribe<Name extends SdkEventName>(eventName: Name, callback: SdkEventListener<Name>): string {
    return this.#sdkEvents.subscribe(eventName, callback);
  }

  /** Ends all subscriptions to events of a name; with `*` those to every event. */
  unsubscribe(eventName: SdkEventName): void {
    this.#sdkEvents.unsubscribe(eventName);
  }

  /** Ends the subscription that `subscribe` gave this id. */
  unsubscribeById(subscriptionId: string): void {
    this.#sdkEvents.unsubscribeById(subscriptionId);
  }

  /** Ends all subscriptions. */
  unsubscribeAll(): void {
    this.#sdkEvents.unsubscribeAll();
  }

  /** Whether a gate is open for a user. Closed when in doubt: for unknown names, and before specs are there. */
  checkGate(user: UserInput, gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    return this.#checker.checkGate(user, gateName, options);
  }

  /** The answer of a gate, with the rule that gave it and where it came from. */
  getFeatureGate(user: UserInput, gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    return this.#checker.featureGate(user, gateName, options);
  }

  /** The values of a dynamic config for a user; empty for unknown names. */
  getDynamicConfig<Name extends DynamicConfigName>(
    user: UserInput,
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    return this.#checker.dynamicConfig(user, configName, options);
  }

  /** The values of an experiment for a user's group; the experiment's defaults outside it. */
  getExperiment<Name extends ExperimentName>(
    user: UserInput,
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    return this.#checker.experiment(user, experimentName, options);
  }

  /** The parameters of a layer for a user. Getting it logs nothing; reading a parameter logs an exposure of it. */
  getLayer<Name extends LayerName>(
    user: UserInput,
    layerName: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>> {
    return this.#checker.layer(user, layerName, options);
  }

  /** The parameters of a store for a user. Getting it logs nothing; reading one logs an exposure of what it refers to. */
  getParameterStore<Name extends ParameterStoreName>(
    user: UserInput,
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    return this.#checker.parameterStore(user, parameterStoreName, options);
  }

  /**
   * Logs the exposure of a gate now, for an answer that was got with `disableExposureLogging` and is used only here. Logged once
   * a minute for each user and answer, also when a check has logged it already.
   */
  manuallyLogFeatureGateExposure(user: UserInput, gateName: GateName): void {
    this.#checker.exposeManually('gate', user, gateName);
  }

  /** The same as `manuallyLogFeatureGateExposure`, by the name that the documentation of the official SDK uses. */
  manuallyLogGateExposure(user: UserInput, gateName: GateName): void {
    this.#checker.exposeManually('gate', user, gateName);
  }

  /** Logs the exposure of a dynamic config now; see `manuallyLogFeatureGateExposure`. */
  manuallyLogDynamicConfigExposure(user: UserInput, configName: DynamicConfigName): void {
    this.#checker.exposeManually('dynamic-config', user, configName);
  }

  /**
   * Logs the exposure of an experiment now; see `manuallyLogFeatureGateExposure`. The group is the one that the user is in by
   * the specs in use: decisions kept in `persistentStorage` play no part.
   */
  manuallyLogExperimentExposure(user: UserInput, experimentName: ExperimentName): void {
    this.#checker.exposeManually('experiment', user, experimentName);
  }

  /**
   * Logs the exposure of a layer's parameter now; see `manuallyLogFeatureGateExposure`. Decisions kept in `persistentStorage`
   * play no part.
   */
  manuallyLogLayerParamExposure<Name extends LayerName>(
    user: UserInput,
    layerName: Name,
    parameter: TypedKey<LayerValues<Name>> | UntypedKey<LayerValues<Name>>,
  ): void {
    this.#checker.exposeManually('layer', user, layerName, toName(parameter));
  }

  /** The same as `manuallyLogLayerParamExposure`, by the name that the documentation of the official SDK uses. */
  manuallyLogLayerParameterExposure<Name extends LayerName>(
    user: UserInput,
    layerName: Name,
    parameter: TypedKey<LayerValues<Name>> | UntypedKey<LayerValues<Name>>,
  ): void {
    this.#checker.exposeManually('layer', user, layerName, toName(parameter));
  }

  /**
   * Why a user gets the answer of a gate: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainGate(user: UserInput, gateName: GateName, options?: ExplainOptions): Explanation {
    return this.#checker.explain('gate', user, gateName, options);
  }

  /**
   * Why a user gets the answer of a dynamic config: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainConfig(user: UserInput, configName: DynamicConfigName, options?: ExplainOptions): Explanation {
    return this.#checker.explain('dynamic-config', user, configName, options);
  }

  /**
   * Why a user gets the answer of an experiment: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainExperiment(user: UserInput, experimentName: ExperimentName, options?: StickyExplainOptions): Explanation {
    return this.#checker.explain('experiment', user, experimentName, options);
  }

  /**
   * Why a user gets the answer of a layer: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainLayer(user: UserInput, layerName: LayerName, options?: StickyExplainOptions): Explanation {
    return this.#checker.explain('layer', user, layerName, options);
  }

  /** What an experiment gives to the group of that name; empty when there is none. Logs nothing. */
  getExperimentByGroupName<Name extends ExperimentName>(
    experimentName: Name,
    groupName: string,
  ): Experiment<ExperimentValues<Name>> {
    const group = toName(groupName);
    return this.#checker.experimentByRule(experimentName, (rule) => rule.groupName === group);
  }

  /** What an experiment gives to the group whose rule has that id; empty when there is none. Logs nothing. */
  getExperimentByGroupIdAdvanced<Name extends ExperimentName>(
    experimentName: Name,
    groupId: string,
  ): Experiment<ExperimentValues<Name>> {
    return this.#checker.experimentByRule(experimentName, (rule) => rule.id === groupId);
  }

  /** The groups of an experiment and whether it is running; no groups when the name is not an experiment's. */
  getExperimentGroups(experimentName: ExperimentName): ExperimentGroupsResult {
    return experimentGroups(this.#specs, experimentName);
  }

  /** The names of all feature gates, sorted; segments and holdouts are not among them. */
  getFeatureGateList(): string[] {
    return namesOf(this.#specs.featureGates, 'feature_gate');
  }

  /** The names of all dynamic configs, sorted. */
  getDynamicConfigList(): string[] {
    return namesOf(this.#specs.dynamicConfigs, 'dynamic_config');
  }

  /** The names of all experiments, sorted. */
  getExperimentList(): string[] {
    return namesOf(this.#specs.dynamicConfigs, 'experiment');
  }

  /** The names of all autotunes, sorted. */
  getAutotuneList(): string[] {
    return namesOf(this.#specs.dynamicConfigs, 'autotune');
  }

  /** The names of all layers, sorted. */
  getLayerList(): string[] {
    return [...this.#specs.layerConfigs.keys()].toSorted();
  }

  /** The names of all parameter stores, sorted. */
  getParameterStoreList(): string[] {
    return [...this.#specs.paramStores.keys()].toSorted();
  }

  /** The user fields that a gate looks at; empty for unknown names. */
  getFieldsNeededForGate(gateName: GateName): string[] {
    return [...(this.#specs.featureGates.get(gateName)?.fieldsUsed ?? [])];
  }

  /** The user fields that a dynamic config looks at; empty for unknown names. */
  getFieldsNeededForDynamicConfig(configName: DynamicConfigName): string[] {
    return [...(this.#specs.dynamicConfigs.get(configName)?.fieldsUsed ?? [])];
  }

  /** The user fields that an experiment looks at; empty for unknown names. */
  getFieldsNeededForExperiment(experimentName: ExperimentName): string[] {
    return [...(this.#specs.dynamicConfigs.get(experimentName)?.fieldsUsed ?? [])];
  }

  /** The user fields that a layer looks at; empty for unknown names. */
  getFieldsNeededForLayer(layerName: LayerName): string[] {
    return [...(this.#specs.layerConfigs.get(layerName)?.fieldsUsed ?? [])];
  }

  /**
   * Everything that the project answers a user, as the JSON text that browser SDKs start from: hand it to `setData` of
   * `@statsig/js-client`, or to `useClientBootstrapInit` of `@statsig/react-bindings`. Private attributes are not in it.
   *
   * Logs no exposures: browsers log one when a value is read. Decisions kept in `persistentStorage` play no part. While the
   * client has no specs the maps are empty and `time` is 0; do not embed such a response, because browsers keep to it. Should
   * one not come about, the answer has `has_updates: false`, which browsers do not take.
   */
  getClientInitializeResponse(user: UserInput, options?: ClientInitializeOptions | null): string {
    return this.#responses.text(user, options);
  }

  /** The same as {@link Statsig.getClientInitializeResponse}, as UTF-8 bytes, for sending them at once. */
  getClientInitializeResponseBytes(user: UserInput, options?: ClientInitializeOptions | null): Buffer {
    return Buffer.from(this.#responses.text(user, options));
  }

  /**
   * The same as {@link Statsig.getClientInitializeResponse}, as an object of the caller's own. Browser SDKs take the text alone;
   * making an object of it takes several times as long.
   */
  getClientInitializeResponseObject(
    user: UserInput,
    options?: ClientInitializeOptions | null,
  ): ClientInitializeResponse {
    return this.#responses.object(user, options);
  }

  /**
   * What the user's agent tells, as conditions see it: names are `Other` and versions `0.0.0` where it does not tell. Null
   * for a user without `userAgent`, and with the option `disableUserAgentParsing`. Stated fields such as `browser_name`
   * play no part here.
   */
  getParsedUserAgentValueForUser(user: UserInput): ParsedUserAgentFields | null {
    const { userAgent } = userDataOf(this.#checker.user(user));
    if (userAgent === undefined || this.options.disableUserAgentParsing) return null;
    const { osName, osVersion, browserName, browserVersion } = parseUserAgent(userAgent);
    return {
      os_name: osName,
      os_version: osVersion,
      browser_name: browserName,
      browser_version: browserVersion,
    };
  }

  /**
   * Logs an event of the application's own, to be sent in the background; `new StatsigEvent(…)` makes one, and an object with the
   * same fields will do.
   */
  logEvent(event: StatsigEventArgs): void;
  /**
   * Logs an event of the application's own, to be sent in the background.
   *
   * @param value a text or a finite number; anything else is logged as null, with a warning
   * @param metadata an object; it is copied, so later changes of it have no effect. What JSON cannot hold of it is left out,
   * with a warning, and the event is logged all the same
   */
  logEvent(user: UserInput, eventName: string, value?: string | number | null, metadata?: EventMetadata | null): void;
  logEvent(...args: readonly unknown[]): void {
    this.#applicationEvents.log(...args);
  }

  /** Ends what the option `consoleCaptureOptions` began; `shutdown()` does it, too. It cannot be begun again. */
  stopConsoleCapture(): void {
    this.#consoleCapture?.stop();
  }

  /** Tells the service of a user, without an event of the application's own. */
  identify(user: UserInput): void {
    this.#applicationEvents.identify(user);
  }

  /**
   * Sends a line of the application's log to the service's Logs Explorer.
   *
   * @param level also `warning` and `err`, in any case; with any other word the line is not logged, and a warning is
   * @param metadata what belongs to the line, as texts; `status`, `log_level` and `source` are the service's own
   */
  forwardLogLineEvent(
    user: UserInput,
    level: LogLineLevel,
    value?: string | null,
    metadata?: Readonly<Record<string, string>> | null,
  ): void {
    this.#applicationEvents.forwardLogLine(user, level, value, metadata);
  }

  /** Sets the answer of a gate in this process: for one id (a `userID` or any custom ID), or for everybody. */
  overrideGate(gateName: GateName, value: boolean, id?: string | null): void {
    this.#overrides.overrideGate(gateName, value, id);
  }

  /** Sets the values of a dynamic config in this process: for one id, or for everybody. */
  overrideDynamicConfig<Name extends DynamicConfigName>(
    configName: Name,
    value: Partial<DynamicConfigValues<Name>>,
    id?: string | null,
  ): void {
    this.#overrides.overrideDynamicConfig(configName, value, id);
  }

  /** Sets the values of an experiment in this process: for one id, or for everybody. */
  overrideExperiment<Name extends ExperimentName>(
    experimentName: Name,
    value: Partial<ExperimentValues<Name>>,
    id?: string | null,
  ): void {
    this.#overrides.overrideExperiment(experimentName, value, id);
  }

  /** Sets the values of an experiment to those of one of its groups: for one id, or for everybody. */
  overrideExperimentByGroupName(experimentName: ExperimentName, groupName: string, id?: string | null): void {
    this.#overrides.overrideExperimentByGroupName(experimentName, groupName, id);
  }

  /** Sets the parameters of a layer in this process: for one id, or for everybody. */
  overrideLayer<Name extends LayerName>(layerName: Name, value: Partial<LayerValues<Name>>, id?: string | null): void {
    this.#overrides.overrideLayer(layerName, value, id);
  }

  /**
   * Sets the parameters of a store in this process: for one id, or for everybody. A parameter is a plain value, or an
   * object of the form that the service uses, such as `{ ref_type: 'gate', param_type: 'boolean', gate_name: … }`.
   */
  overrideParameterStore<Name extends ParameterStoreName>(
    parameterStoreName: Name,
    value: ParameterOverrides<ParameterStoreValues<Name>>,
    id?: string | null,
  ): void {
    this.#overrides.overrideParameterStore(parameterStoreName, value, id);
  }

  /** Removes the override of a gate for one id or, without one, every override of it. */
  removeGateOverride(gateName: GateName, id?: string | null): void {
    this.#overrides.remove('gates', gateName, id);
  }

  /** Removes the override of a dynamic config for one id or, without one, every override of it. */
  removeDynamicConfigOverride(configName: DynamicConfigName, id?: string | null): void {
    this.#overrides.remove('dynamicConfigs', configName, id);
  }

  /** Removes the override of an experiment for one id or, without one, every override of it. */
  removeExperimentOverride(experimentName: ExperimentName, id?: string | null): void {
    this.#overrides.remove('experiments', experimentName, id);
  }

  /** Removes the override of a layer for one id or, without one, every override of it. */
  removeLayerOverride(layerName: LayerName, id?: string | null): void {
    this.#overrides.remove('layers', layerName, id);
  }

  /** Removes the override of a parameter store for one id or, without one, every override of it. */
  removeParameterStoreOverride(parameterStoreName: ParameterStoreName, id?: string | null): void {
    this.#overrides.remove('parameterStores', parameterStoreName, id);
  }

  /** Removes every override. */
  removeAllOverrides(): void {
    this.#overrides.removeAll();
  }

  /**
   * What is kept for a user in the option `persistentStorage`, for the option `userPersistedValues` of `getExperiment` and
   * `getLayer`. Load it once a request; checks stay synchronous. Empty without a storage.
   *
   * Never rejects: what the storage does not give within `timeoutMs` is not known, and checks with the result then answer live,
   * and neither keep nor forget anything.
   *
   * @param idType loads what is kept for the user's ID of this type alone; left out, for those of all ID types that the project's
   * running experiments and layers use
   */
  async loadPersistedValues(
    user: UserInput,
    idType?: string | null,
    options?: LoadPersistedValuesOptions,
  ): Promise<UserPersistedValues> {
    if (this.#sticky === undefined) return {};
    return this.#sticky.load(this.#checker.user(user), this.#store.state.context, {
      idType: idType ?? undefined,
      timeoutMs: toLimitMs(options?.timeoutMs, defaultLoadTimeoutMs),
    });
  }

  /**
   * Writes to the option `persistentStorage` what waits for it, for at most `timeoutMs` (milliseconds). Checks do not wait for the
   * storage, so await this where the process may be frozen or ended after a request; `shutdown()` does it, too. Never rejects.
   */
  async flushPersistedValues(timeoutMs: number = defaultShutdownTimeoutMs): Promise<PersistResult> {
    const limitMs = toLimitMs(timeoutMs, defaultShutdownTimeoutMs);
    const result = (await this.#sticky?.flush(limitMs)) ?? { isSuccess: true, written: 0, pending: 0, dropped: 0 };
    return redactResult(result, this.#redact);
  }

  /** Sends everything that is queued. Resolves with what became of it, and never rejects. */
  async flushEvents(): Promise<FlushResult> {
    return redactResult(await this.#events.flush(), this.#redact);
  }

  /**
   * Ends the background work, delivers what is queued, and closes stores, connections, metrics and at last the logger, all
   * together within `timeoutMs` (milliseconds, 3 000 unless given). Afterwards checks are answered from memory as before, and
   * nothing is logged. Calling it again gives the same result; never rejects. The result is a success when every event was
   * delivered and everything ended in time.
   */
  shutdown(timeoutMs: number = defaultShutdownTimeoutMs): Promise<FlushResult> {
    return (this.#shutdown ??= this.#close(toLimitMs(timeoutMs, defaultShutdownTimeoutMs)));
  }

  async #close(timeoutMs: number): Promise<FlushResult> {
    this.#forgetWorkers?.();
    this.#consoleCapture?.stop();
    // The same delivery that the shutdown waits for: as long as it runs, requests are served that may keep something.
    const served = this.#events.shutdown(timeoutMs);
    const result = await runShutdown(
      {
        events: this.#events,
        onEventsClosed: () => (this.#hasClosedEvents = true),
        parts: [
          { name: 'the source of specs', close: () => this.#loader.stop() },
          { name: 'the ID lists', close: () => this.#idLists.stop() },
          ...(this.#sticky === undefined ? [] : [this.#sticky.closingPart(served, timeoutMs)]),
        ],
        closeConnections: () => this.#http.close(),
        metrics: this.#metrics,
        logger: this.#logger,
      },
      timeoutMs,
    );
    return redactResult(result, this.#redact);
  }

  /** The clock as exposures read it, on the way of every check: a process that has slept then looks for newer specs at once. */
  #noteTime(): number {
    const nowMs = systemTimers.nowMs();
    this.#loader.noteTime(nowMs);
    return nowMs;
  }

  /** A check that cannot log reads no clock. Every sixteenth does, so that a process that has slept is noticed here as well. */
  #noteQuietCheck(): false {
    this.#quietChecks = (this.#quietChecks + 1) & 15;
    if (this.#quietChecks === 0) this.#noteTime();
    return false;
  }

  get #specs(): SpecSnapshot {
    return this.#store.state.context.specs.snapshot;
  }

  get #canLog(): boolean {
    return this.#isLogging && !this.#hasClosedEvents;
  }

  #writeUser(user: Readonly<UserData>): string {
    return this.#users.serialize(user, this.#store.environment);
  }

  #missingKey(): InvalidSdkKeyError | undefined {
    return this.#store.hasSpecs ? undefined : this.#keyError;
  }

  #reportKeyAndOptions(key: string, complaints: readonly string[]): void {
    for (const complaint of complaints) this.#logger.warn('Options', complaint);
    if (this.#keyError !== undefined) this.#logger.error(logTag, this.#keyError.message);
    else if (key.startsWith('client-')) {
      this.#logger.warn(logTag, 'The SDK key is a client key; a server needs the server secret key (secret-…).');
    }
  }
}

/** A client for those who should have none: its key is one that the official SDK uses for this, and no request is sent. */
function createClosed(): Statsig {
  const client = new Statsig('INVALID-KEY', { disableAllLogging: true, outputLogLevel: 'none' });
  void client.shutdown();
  return client;
}

function checkSdkKey(sdkKey: unknown): InvalidSdkKeyError | undefined {
  if (sdkKey === undefined || sdkKey === null) return new InvalidSdkKeyError('is missing');
  if (typeof sdkKey !== 'string') {
    return new InvalidSdkKeyError(`is ${typeof sdkKey === 'object' ? 'an object' : `a ${typeof sdkKey}`}`);
  }
  return sdkKey.trim() === '' ? new InvalidSdkKeyError('is empty') : undefined;
}
