import type { ClientParts } from '../client/assemble-client.js';
import { withPorts } from '../client/client-ports.js';
import type {
  DynamicConfigEvaluationOptions,
  ExperimentEvaluationOptions,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
  ParameterStoreEvaluationOptions,
} from '../client/evaluation-options.js';
import type { ClientStatus } from '../client/initialize-result.js';
import { replaceShared } from '../client/shared-instance.js';
import type { SpecsDetails } from '../client/specs-details.js';
import { specsUpdatedData } from '../client/specs-updated.js';
import { Statsig } from '../client/statsig.js';
import type { UserInput } from '../client/user-input.js';
import type { LoggedEvent } from '../events/event-sink.js';
import type { DynamicConfig } from '../results/dynamic-config.js';
import type { Experiment } from '../results/experiment.js';
import type { FeatureGate } from '../results/feature-gate.js';
import type { Layer } from '../results/layer.js';
import type { ParameterStore } from '../results/parameter-store.js';
import type {
  DynamicConfigName,
  DynamicConfigValues,
  ExperimentName,
  ExperimentValues,
  GateName,
  LayerName,
  LayerValues,
  ParameterStoreName,
  ParameterStoreValues,
} from '../types/typed-names.js';
import type { StatsigUser, StatsigUserFields } from '../users/statsig-user.js';
import { checkDefinitions, checkTestOptions } from './check-test-options.js';
import { type EventExpectation, expectEvent, expectNoEvent } from './event-expectation.js';
import { type ExposureExpectation, expectExposure, expectNoExposure } from './exposure-expectation.js';
import { findUserInGroup } from './find-user-in-group.js';
import { readSpecs } from './read-specs.js';
import type { RecordedExposure } from './recorded-exposure.js';
import { Recorder } from './recorder.js';
import { requireKnown } from './require-known.js';
import type {
  ConfigDefinition,
  DefinedKind,
  ExperimentDefinition,
  ExposedName,
  GateDefinition,
  LayerDefinition,
  ParameterStoreDefinition,
  TestDefinitions,
} from './test-definitions.js';
import { TestProject, type TestSpecs } from './test-project.js';
import type { TestStatsigOptions } from './test-statsig-options.js';

/** Checked for its form alone: no request is sent. */
const testKey = 'secret-test';

/**
 * A client for tests: a `Statsig` whose project the test defines. Evaluation, exposures and events are those of production; there
 * is no network and no timer, it is ready at once, and what would be sent is recorded.
 *
 * Made by `createTestStatsig`. Beside the methods of `Statsig` it has those to change definitions and to look at records.
 */
export class TestStatsig extends Statsig {
  readonly #client: ClientParts;
  readonly #project: TestProject;
  readonly #recorder: Recorder;
  readonly #first: TestStatsigOptions;
  #failure: { readonly error: unknown } | undefined;

  /**
   * @throws TypeError for a definition that is none of its kind, and for an option that does not exist
   * @throws InvalidSpecsError for `specs` that cannot be used
   */
  constructor(options: TestStatsigOptions = {}) {
    checkTestOptions(options);
    const recorder = new Recorder();
    const connected: { parts?: ClientParts } = {};
    super(
      testKey,
      withPorts(
        { ...options.options, disableNetwork: true, disableDiagnostics: true },
        {
          record: (event) => recorder.record(event),
          connect: (parts) => {
            connected.parts = parts;
          },
        },
      ),
    );
    if (connected.parts === undefined) throw new TypeError('The client of the test was not connected.');
    this.#client = connected.parts;
    this.#recorder = recorder;
    // A copy: later changes of the object given are no definitions.
    this.#first = { ...options };
    const { snapshot, skipped } = readSpecs(options.specs);
    for (const { message } of skipped) this.#client.logger.warn('Testing', message);
    this.#project = new TestProject({
      base: snapshot,
      nowMs: () => Date.now(),
      noteFailure: (error) => {
        this.#failure ??= { error };
      },
    });
    this.#use(this.#project.restart(options));
  }

  /** `ready` from the start; `shutdown` when it was shut down. `initialize()` may be awaited, and need not. */
  override get status(): ClientStatus {
    return super.status === 'shutdown' ? 'shutdown' : 'ready';
  }

  /** As of specs that came when the definitions changed last; their age is the time since then, by the clock of the test. */
  override getSpecsDetails(): SpecsDetails {
    const details = super.getSpecsDetails();
    const { source, receivedAt: at } = details;
    if (at === null) return details;
    const lastSync = { source, outcome: 'applied', at } as const;
    return { ...details, checkedAt: at, ageMs: Math.max(0, Date.now() - at), lastSync };
  }

  /** What was exposed so far, the oldest first: each exposure once a minute for each user and answer, as in production. */
  get exposures(): readonly RecordedExposure[] {
    return this.#recorder.exposures;
  }

  /** What `logEvent`, `identify` and `forwardLogLineEvent` have logged so far, the oldest first, as the service would get it. */
  get events(): readonly LoggedEvent[] {
    return this.#recorder.events;
  }

  /** Expects an exposure of that name; the result asks for more. @throws AssertionError when there is none */
  expectExposure(name: ExposedName): ExposureExpectation {
    return expectExposure(this.exposures, name);
  }

  /** Expects no exposure of that name, to that user if one is given. @throws AssertionError when there is one */
  expectNoExposure(name: ExposedName, user?: UserInput | string): void {
    expectNoExposure(this.exposures, name, user);
  }

  /** Expects an event of that name; the result asks for more. @throws AssertionError when there is none */
  expectEvent(name: string): EventExpectation {
    return expectEvent(this.events, name);
  }

  /** Expects no event of that name, of that user if one is given. @throws AssertionError when there is one */
  expectNoEvent(name: string, user?: UserInput | string): void {
    expectNoEvent(this.events, name, user);
  }

  /** Sets what a gate answers from now on. */
  setGate(name: GateName, definition: GateDefinition): void {
    this.define({ gates: { [name]: definition } });
  }

  /** Sets what a dynamic config answers from now on. */
  setConfig<Name extends DynamicConfigName>(name: Name, definition: ConfigDefinition<Name>): void {
    this.define({ configs: { [name]: definition } });
  }

  /** Sets what an experiment answers from now on. */
  setExperiment<Name extends ExperimentName>(name: Name, definition: ExperimentDefinition<Name>): void {
    this.define({ experiments: { [name]: definition } });
  }

  /** Sets what a layer answers from now on. */
  setLayer<Name extends LayerName>(name: Name, definition: LayerDefinition<Name>): void {
    this.define({ layers: { [name]: definition } });
  }

  /** Sets the parameters of a store from now on. */
  setParameterStore<Name extends ParameterStoreName>(name: Name, definition: ParameterStoreDefinition<Name>): void {
    this.define({ parameterStores: { [name]: definition } });
  }

  /**
   * Changes several definitions in one step; those of other names stay. Whoever has subscribed to `specs_updated` is told, as
   * when a project was changed.
   *
   * @throws TypeError, and nothing is changed, for a definition that is none of its kind
   */
  define(definitions: TestDefinitions): void {
    checkDefinitions(definitions);
    this.#use(this.#project.define(definitions));
    this.#tellOfUpdate();
  }

  /** As it was made: the first definitions, no overrides, nothing recorded, nothing counted as exposed. Subscriptions stay. */
  reset(): void {
    this.removeAllOverrides();
    this.clearRecords();
    this.#use(this.#project.restart(this.#first));
    this.#tellOfUpdate();
  }

  /** Forgets what was recorded, and exposes anew what was exposed before. */
  clearRecords(): void {
    this.#recorder.clear();
    this.#client.exposures.startOver();
  }

  /**
   * Makes this the client that `Statsig.shared()` returns, in place of any other, until `Statsig.removeSharedInstance()`.
   *
   * @param sdkKey the key that the application passes to `Statsig.newShared()`, which then returns this client, too
   */
  useAsShared(sdkKey = testKey): this {
    replaceShared(this, sdkKey);
    return this;
  }

  /**
   * A user who gets into that group by the rules of `specs`, or by a function of the test: the same one each time. Logs nothing.
   *
   * @param fields what else the user has, for the rules of the experiment; its id is chosen here
   * @throws AssertionError when there is no such experiment, or nobody gets into that group
   */
  inGroup(experimentName: ExperimentName, groupName: string, fields: StatsigUserFields = {}): StatsigUser {
    const { origin, context } = this.#client.store.state;
    return this.#throwing(() => findUserInGroup({ experimentName, groupName, fields, origin, context }));
  }

  override checkGate(user: UserInput, gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    return this.#asked('gate', gateName, () => super.checkGate(user, gateName, options));
  }

  override getFeatureGate(user: UserInput, gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    return this.#asked('gate', gateName, () => super.getFeatureGate(user, gateName, options));
  }

  override getDynamicConfig<Name extends DynamicConfigName>(
    user: UserInput,
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    return this.#asked('config', configName, () => super.getDynamicConfig(user, configName, options));
  }

  override getExperiment<Name extends ExperimentName>(
    user: UserInput,
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    return this.#asked('experiment', experimentName, () => super.getExperiment(user, experimentName, options));
  }

  override getLayer<Name extends LayerName>(
    user: UserInput,
    layerName: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>> {
    return this.#asked('layer', layerName, () => super.getLayer(user, layerName, options));
  }

  override getParameterStore<Name extends ParameterStoreName>(
    user: UserInput,
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    return this.#asked('parameterStore', parameterStoreName, () =>
      super.getParameterStore(user, parameterStoreName, options),
    );
  }

  #use({ specs, countryOf }: TestSpecs): void {
    this.#client.store.use(specs, { source: 'Bootstrap', countryOf });
  }

  #tellOfUpdate(): void {
    const { specs = {} } = this.#first;
    this.#client.sdkEvents.emit('specs_updated', () =>
      specsUpdatedData({ kind: 'payload', document: specs, source: 'Bootstrap', sourceApi: undefined }),
    );
  }

  /** A check; what the test's own functions throw in it is thrown here, where it would be a closed gate in production. */
  #asked<Result>(kind: DefinedKind, name: string, check: () => Result): Result {
    if (this.#first.unknown === 'throw') {
      const { store, overrides } = this.#client;
      requireKnown(kind, name, { snapshot: store.state.context.specs.snapshot, overrides: overrides.overrides });
    }
    return this.#throwing(check);
  }

  #throwing<Result>(check: () => Result): Result {
    this.#failure = undefined;
    const result = check();
    const failure = this.#takeFailure();
    if (failure !== undefined) throw failure.error;
    return result;
  }

  /** A method of its own: the compiler takes the field to be as it was set last. */
  #takeFailure(): { readonly error: unknown } | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }
}
