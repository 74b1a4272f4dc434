import type { ClientInitializeOptions } from '../bootstrap/client-initialize-options.js';
import type { BootstrapOptions, BootstrapResult } from '../bootstrap/statsig-bootstrap.js';
import type { ExplainOptions } from '../evaluation/explain/explaining-run.js';
import type { Explanation } from '../evaluation/explain/explanation.js';
import type { ClientEventBatch, ForwardingAnswer } from '../events/client-event-batch.js';
import type { FlushResult } from '../events/flush-result.js';
import type { PrintableOptions } from '../options/printable-options.js';
import type { StatsigOptions } from '../options/statsig-options.js';
import type { DynamicConfig } from '../results/dynamic-config.js';
import type { Experiment } from '../results/experiment.js';
import type { FeatureGate } from '../results/feature-gate.js';
import type { Layer } from '../results/layer.js';
import type { ParameterStore } from '../results/parameter-store.js';
import { type ExperimentGroupsResult, experimentGroups, namesOf } from '../specs/introspect.js';
import type { SpecSnapshot } from '../specs/spec-snapshot.js';
import type { PersistResult } from '../sticky/persist-result.js';
import type { UserPersistedValues } from '../sticky/persistent-storage.js';
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
import { userDataOf } from '../users/statsig-user.js';
import { assembleClient, type ClientParts } from './assemble-client.js';
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
import type { EventsDetails } from './events-details.js';
import type { IdListsDetails } from './id-lists-details.js';
import type { LogLineLevel } from '../events/log-line.js';
import { redactResult } from './redact-result.js';
import type { SdkEventListener, SdkEventName } from './sdk-events.js';
import { hasShared, newShared, removeShared, shared } from './shared-instance.js';
import type { EventMetadata, StatsigEventArgs } from './statsig-event.js';
import type { SpecsDetails } from './specs-details.js';
import type { UserInput } from './user-input.js';
import { UserView } from './user-view.js';
import { endUpdatesMethod } from './end-updates.js';
import { warningMethod } from './warn-through.js';

/** Browser and operating system of a user, by the names that conditions use. */
export interface ParsedUserAgentFields {
  readonly os_name: string;
  readonly os_version: string;
  readonly browser_name: string;
  readonly browser_version: string;
}

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

  readonly #parts: ClientParts;

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
    this.#parts = assembleClient(sdkKey, options);
    this.options = this.#parts.options;
  }

  /** Where the client stands. */
  get status(): ClientStatus {
    return this.#parts.life.status;
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
    return this.#parts.life.initialize();
  }

  /**
   * What is known of the specs that the client serves with: where they came from, how old they are, and how the last look for
   * newer ones ended. Plain data without keys, for health checks.
   */
  getSpecsDetails(): SpecsDetails {
    const { lastSync, ...details } = this.#parts.loader.details();
    const error = lastSync?.error;
    return {
      ...details,
      lastSync: lastSync === null || error === undefined ? lastSync : { ...lastSync, error: this.#parts.redact(error) },
    };
  }

  /**
   * What is known of the ID lists: how many there are, with how many members, and whether they are current. Plain data without
   * ids and keys, for health checks.
   */
  getIdListsDetails(): IdListsDetails {
    return this.#parts.idLists.details();
  }

  /**
   * How many events of this process, without those of browsers, wait, were delivered and were lost. Plain data, for health
   * checks: many that wait mean that the service does not take them.
   */
  getEventsDetails(): EventsDetails {
    return this.#parts.events.statistics();
  }

  /**
   * Calls back with each event of a name, or with every event for `*`: `specs_updated` when newer specs are in use, and
   * `gate_evaluated`, `dynamic_config_evaluated`, `experiment_evaluated` and `layer_evaluated` with each check. The callback runs
   * after what caused the event; what it throws is reported and does no harm.
   *
   * @returns an id for `unsubscribeById`; `ERROR@ERROR` when there is no such event
   */
  subscribe<Name extends SdkEventName>(eventName: Name, callback: SdkEventListener<Name>): string {
    return this.#parts.sdkEvents.subscribe(eventName, callback);
  }

  /** Ends all subscriptions to events of a name; with `*` those to every event. */
  unsubscribe(eventName: SdkEventName): void {
    this.#parts.sdkEvents.unsubscribe(eventName);
  }

  /** Ends the subscription that `subscribe` gave this id. */
  unsubscribeById(subscriptionId: string): void {
    this.#parts.sdkEvents.unsubscribeById(subscriptionId);
  }

  /** Ends all subscriptions. */
  unsubscribeAll(): void {
    this.#parts.sdkEvents.unsubscribeAll();
  }

  /**
   * The client as one user sees it: the same questions, without the user. Costs next to nothing, so make one for each request.
   * A plain object is copied at the first question, and asking again is then cheaper than with the object itself.
   */
  forUser(user: UserInput): UserView {
    return new UserView(this, user);
  }

  /** Whether a gate is open for a user. Closed when in doubt: for unknown names, and before specs are there. */
  checkGate(user: UserInput, gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    return this.#parts.checker.checkGate(user, gateName, options);
  }

  /** The answer of a gate, with the rule that gave it and where it came from. */
  getFeatureGate(user: UserInput, gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    return this.#parts.checker.featureGate(user, gateName, options);
  }

  /** The values of a dynamic config for a user; empty for unknown names. */
  getDynamicConfig<Name extends DynamicConfigName>(
    user: UserInput,
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    return this.#parts.checker.dynamicConfig(user, configName, options);
  }

  /** The values of an experiment for a user's group; the experiment's defaults outside it. */
  getExperiment<Name extends ExperimentName>(
    user: UserInput,
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    return this.#parts.checker.experiment(user, experimentName, options);
  }

  /** The parameters of a layer for a user. Getting it logs nothing; reading a parameter logs an exposure of it. */
  getLayer<Name extends LayerName>(
    user: UserInput,
    layerName: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>> {
    return this.#parts.checker.layer(user, layerName, options);
  }

  /** The parameters of a store for a user. Getting it logs nothing; reading one logs an exposure of what it refers to. */
  getParameterStore<Name extends ParameterStoreName>(
    user: UserInput,
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    return this.#parts.checker.parameterStore(user, parameterStoreName, options);
  }

  /**
   * Logs the exposure of a gate now, for an answer that was got with `disableExposureLogging` and is used only here. Logged once
   * a minute for each user and answer, also when a check has logged it already.
   */
  manuallyLogFeatureGateExposure(user: UserInput, gateName: GateName): void {
    this.#parts.checker.exposeManually('gate', user, gateName);
  }

  /** The same as `manuallyLogFeatureGateExposure`, by the name that the documentation of the official SDK uses. */
  manuallyLogGateExposure(user: UserInput, gateName: GateName): void {
    this.#parts.checker.exposeManually('gate', user, gateName);
  }

  /** Logs the exposure of a dynamic config now; see `manuallyLogFeatureGateExposure`. */
  manuallyLogDynamicConfigExposure(user: UserInput, configName: DynamicConfigName): void {
    this.#parts.checker.exposeManually('dynamic-config', user, configName);
  }

  /**
   * Logs the exposure of an experiment now; see `manuallyLogFeatureGateExposure`. The group is the one that the user is in by
   * the specs in use: decisions kept in `persistentStorage` play no part.
   */
  manuallyLogExperimentExposure(user: UserInput, experimentName: ExperimentName): void {
    this.#parts.checker.exposeManually('experiment', user, experimentName);
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
    this.#parts.checker.exposeManually('layer', user, layerName, toName(parameter));
  }

  /** The same as `manuallyLogLayerParamExposure`, by the name that the documentation of the official SDK uses. */
  manuallyLogLayerParameterExposure<Name extends LayerName>(
    user: UserInput,
    layerName: Name,
    parameter: TypedKey<LayerValues<Name>> | UntypedKey<LayerValues<Name>>,
  ): void {
    this.#parts.checker.exposeManually('layer', user, layerName, toName(parameter));
  }

  /**
   * Why a user gets the answer of a gate: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainGate(user: UserInput, gateName: GateName, options?: ExplainOptions): Explanation {
    return this.#parts.decisions.explain('gate', user, gateName, options);
  }

  /**
   * Why a user gets the answer of a dynamic config: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainConfig(user: UserInput, configName: DynamicConfigName, options?: ExplainOptions): Explanation {
    return this.#parts.decisions.explain('dynamic-config', user, configName, options);
  }

  /**
   * Why a user gets the answer of an experiment: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainExperiment(user: UserInput, experimentName: ExperimentName, options?: StickyExplainOptions): Explanation {
    return this.#parts.decisions.explain('experiment', user, experimentName, options);
  }

  /**
   * Why a user gets the answer of a layer: each rule and condition that was looked at, and one sentence. Logs nothing.
   * Private attributes are hidden unless asked for; `formatExplanation` makes text of it.
   */
  explainLayer(user: UserInput, layerName: LayerName, options?: StickyExplainOptions): Explanation {
    return this.#parts.decisions.explain('layer', user, layerName, options);
  }

  /** What an experiment gives to the group of that name; empty when there is none. Logs nothing. */
  getExperimentByGroupName<Name extends ExperimentName>(
    experimentName: Name,
    groupName: string,
  ): Experiment<ExperimentValues<Name>> {
    const group = toName(groupName);
    return this.#parts.checker.experimentByRule(experimentName, (rule) => rule.groupName === group);
  }

  /** What an experiment gives to the group whose rule has that id; empty when there is none. Logs nothing. */
  getExperimentByGroupIdAdvanced<Name extends ExperimentName>(
    experimentName: Name,
    groupId: string,
  ): Experiment<ExperimentValues<Name>> {
    return this.#parts.checker.experimentByRule(experimentName, (rule) => rule.id === groupId);
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
    return this.#parts.responses.text(user, options);
  }

  /**
   * The same as {@link Statsig.getClientInitializeResponse}, as UTF-8 bytes, for sending them at once: with large values that is
   * several times faster than encoding the text.
   */
  getClientInitializeResponseBytes(user: UserInput, options?: ClientInitializeOptions | null): Buffer {
    return this.#parts.responses.bytes(user, options);
  }

  /**
   * The same as {@link Statsig.getClientInitializeResponse}, as an object of the caller's own. Browser SDKs take the text alone;
   * making an object of it takes several times as long.
   */
  getClientInitializeResponseObject(
    user: UserInput,
    options?: ClientInitializeOptions | null,
  ): ClientInitializeResponse {
    return this.#parts.responses.object(user, options);
  }

  /**
   * All that a page needs for its browser to start with this server's answers, at once and without a request: the values, the
   * exact user for the browser's client, the client key, and how current it all is. `renderBootstrapScript` puts it into HTML.
   *
   * When there is nothing to start from, `bootstrap` is null and `reason` says why: while the client has no specs, and for a
   * `clientSdkKey` that is a key for servers. Embed nothing then, and the browser asks for its values itself. Logs no
   * exposures: the browser does when a value is read. Never throws.
   */
  bootstrap(user: UserInput, options?: BootstrapOptions | null): BootstrapResult {
    return this.#parts.pageBootstraps.make(user, options);
  }

  /**
   * What the user's agent tells, as conditions see it: names are `Other` and versions `0.0.0` where it does not tell. Null
   * for a user without `userAgent`, and with the option `disableUserAgentParsing`. Stated fields such as `browser_name`
   * play no part here.
   */
  getParsedUserAgentValueForUser(user: UserInput): ParsedUserAgentFields | null {
    const { userAgent } = userDataOf(this.#parts.decisions.user(user));
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
    this.#parts.applicationEvents.log(...args);
  }

  /** Ends what the option `consoleCaptureOptions` began; `shutdown()` does it, too. It cannot be begun again. */
  stopConsoleCapture(): void {
    this.#parts.consoleCapture?.stop();
  }

  /** Tells the service of a user, without an event of the application's own. */
  identify(user: UserInput): void {
    this.#parts.applicationEvents.identify(user);
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
    this.#parts.applicationEvents.forwardLogLine(user, level, value, metadata);
  }

  /**
   * Passes on events that the SDK of a browser or an app has logged, in its name: with its key, and unchanged. They are delivered
   * in the background with the retries of this client's own events, and `flushEvents()` and `shutdown()` tell of them in
   * `forwarded`. Sinks do not get them. All of a batch is taken, or nothing; never throws.
   *
   * The client proxy of `statsig-nodekit/request` does this for HTTP requests, with the checks that requests from outside need.
   */
  forwardClientEvents(batch: ClientEventBatch): ForwardingAnswer {
    return this.#parts.clientEvents.forward(batch);
  }

  /** Sets the answer of a gate in this process: for one id (a `userID` or any custom ID), or for everybody. */
  overrideGate(gateName: GateName, value: boolean, id?: string | null): void {
    this.#parts.overrides.overrideGate(gateName, value, id);
  }

  /** Sets the values of a dynamic config in this process: for one id, or for everybody. */
  overrideDynamicConfig<Name extends DynamicConfigName>(
    configName: Name,
    value: Partial<DynamicConfigValues<Name>>,
    id?: string | null,
  ): void {
    this.#parts.overrides.overrideDynamicConfig(configName, value, id);
  }

  /** Sets the values of an experiment in this process: for one id, or for everybody. */
  overrideExperiment<Name extends ExperimentName>(
    experimentName: Name,
    value: Partial<ExperimentValues<Name>>,
    id?: string | null,
  ): void {
    this.#parts.overrides.overrideExperiment(experimentName, value, id);
  }

  /** Sets the values of an experiment to those of one of its groups: for one id, or for everybody. */
  overrideExperimentByGroupName(experimentName: ExperimentName, groupName: string, id?: string | null): void {
    this.#parts.overrides.overrideExperimentByGroupName(experimentName, groupName, id);
  }

  /** Sets the parameters of a layer in this process: for one id, or for everybody. */
  overrideLayer<Name extends LayerName>(layerName: Name, value: Partial<LayerValues<Name>>, id?: string | null): void {
    this.#parts.overrides.overrideLayer(layerName, value, id);
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
    this.#parts.overrides.overrideParameterStore(parameterStoreName, value, id);
  }

  /** Removes the override of a gate for one id or, without one, every override of it. */
  removeGateOverride(gateName: GateName, id?: string | null): void {
    this.#parts.overrides.remove('gates', gateName, id);
  }

  /** Removes the override of a dynamic config for one id or, without one, every override of it. */
  removeDynamicConfigOverride(configName: DynamicConfigName, id?: string | null): void {
    this.#parts.overrides.remove('dynamicConfigs', configName, id);
  }

  /** Removes the override of an experiment for one id or, without one, every override of it. */
  removeExperimentOverride(experimentName: ExperimentName, id?: string | null): void {
    this.#parts.overrides.remove('experiments', experimentName, id);
  }

  /** Removes the override of a layer for one id or, without one, every override of it. */
  removeLayerOverride(layerName: LayerName, id?: string | null): void {
    this.#parts.overrides.remove('layers', layerName, id);
  }

  /** Removes the override of a parameter store for one id or, without one, every override of it. */
  removeParameterStoreOverride(parameterStoreName: ParameterStoreName, id?: string | null): void {
    this.#parts.overrides.remove('parameterStores', parameterStoreName, id);
  }

  /** Removes every override. */
  removeAllOverrides(): void {
    this.#parts.overrides.removeAll();
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
    if (this.#parts.sticky === undefined) return {};
    return this.#parts.sticky.load(this.#parts.decisions.user(user), this.#parts.store.state.context, {
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
    const result = (await this.#parts.sticky?.flush(limitMs)) ?? {
      isSuccess: true,
      written: 0,
      pending: 0,
      dropped: 0,
    };
    return redactResult(result, this.#parts.redact);
  }

  /** Sends everything that is queued. Resolves with what became of it, and never rejects. */
  async flushEvents(): Promise<FlushResult> {
    return redactResult(await this.#parts.events.flush(), this.#parts.redact);
  }

  /**
   * Ends the background work, delivers what is queued, and closes stores, connections, metrics and at last the logger, all
   * together within `timeoutMs` (milliseconds, 3 000 unless given). Afterwards checks are answered from memory as before, and
   * nothing is logged. Calling it again gives the same result; never rejects. The result is a success when every event was
   * delivered and everything ended in time.
   */
  shutdown(timeoutMs: number = defaultShutdownTimeoutMs): Promise<FlushResult> {
    return this.#parts.life.shutdown(toLimitMs(timeoutMs, defaultShutdownTimeoutMs));
  }

  /** Looks no more for newer specs and ID lists; `endUpdates` calls it for integrations. */
  [endUpdatesMethod](): Promise<void> {
    return this.#parts.life.endUpdates();
  }

  /** Writes a warning to the log; `warnThrough` calls it for integrations. */
  [warningMethod](tag: string, message: string, onceKey?: string): void {
    if (onceKey === undefined) this.#parts.logger.warn(tag, message);
    else this.#parts.logger.warnOnce(`${tag}:${onceKey}`, tag, message);
  }

  get #specs(): SpecSnapshot {
    return this.#parts.store.state.context.specs.snapshot;
  }
}

/** A client for those who should have none: its key is one that the official SDK uses for this, and no request is sent. */
function createClosed(): Statsig {
  const client = new Statsig('INVALID-KEY', { disableAllLogging: true, outputLogLevel: 'none' });
  void client.shutdown();
  return client;
}
