import { FlagRecorder } from '../bootstrap/flag-recorder.js';
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
import type { StatsigUser } from '../users/statsig-user.js';
import type {
  DynamicConfigEvaluationOptions,
  ExperimentEvaluationOptions,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
  ParameterStoreEvaluationOptions,
} from './evaluation-options.js';
import { StatsigView } from './statsig-view.js';
import type { UserInput } from './user-input.js';

/** A view that notes the names that it is asked for; `recordFlags` makes one. Answers are those of the view that it is made of. */
export class RecordingView extends StatsigView {
  /** The names so far; what the option `flagsUsed` takes. */
  readonly flags: FlagRecorder;
  readonly #view: StatsigView;

  constructor(view: StatsigView, flags: FlagRecorder) {
    super(view.client);
    this.#view = view;
    this.flags = flags;
  }

  override get user(): StatsigUser {
    return this.#view.user;
  }

  override setUser(user: UserInput): void {
    this.#view.setUser(user);
  }

  override checkGate(gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    this.flags.add('gates', gateName);
    return this.#view.checkGate(gateName, options);
  }

  override getFeatureGate(gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    this.flags.add('gates', gateName);
    return this.#view.getFeatureGate(gateName, options);
  }

  override getDynamicConfig<Name extends DynamicConfigName>(
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    this.flags.add('dynamicConfigs', configName);
    return this.#view.getDynamicConfig(configName, options);
  }

  override getExperiment<Name extends ExperimentName>(
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    this.flags.add('experiments', experimentName);
    return this.#view.getExperiment(experimentName, options);
  }

  override getLayer<Name extends LayerName>(
    layerName: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>> {
    this.flags.add('layers', layerName);
    return this.#view.getLayer(layerName, options);
  }

  override getParameterStore<Name extends ParameterStoreName>(
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    this.flags.add('parameterStores', parameterStoreName);
    return this.#view.getParameterStore(parameterStoreName, options);
  }
}

/**
 * A view that answers as the given one does and notes the names that are read through it, for the option `flagsUsed`. Give it to
 * what is rendered again in the browser, where the same names are read.
 *
 * @param view of `Statsig.forUser`, or of a request
 * @param flags where the names are noted. @default a recorder of its own, `flags` of the result
 */
export function recordFlags(view: StatsigView, flags: FlagRecorder = new FlagRecorder()): RecordingView {
  return new RecordingView(view, flags);
}
