import type { FlagKind } from '../bootstrap/flags-used.js';
import type {
  DynamicConfigEvaluationOptions,
  EvaluationOptions,
  ExperimentEvaluationOptions,
  FeatureGateEvaluationOptions,
  LayerEvaluationOptions,
  ParameterStoreEvaluationOptions,
} from '../client/evaluation-options.js';
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
import type { RequestScope } from './request-scope.js';
import { RequestView } from './request-view.js';

/** How questions of a request are asked unless told otherwise. */
export interface QuestionTerms extends EvaluationOptions {
  /** Told of each question that says nothing of its exposure itself. */
  readonly onQuestion?: ((kind: FlagKind, name: string) => void) | undefined;
}

/**
 * A request's client whose questions are asked on terms: without exposures, for requests that nobody sees the answer of, for
 * example. Options that are given with a question go before them.
 */
export class TailoredRequestView extends RequestView {
  readonly #terms: QuestionTerms;

  constructor(scope: RequestScope, terms: QuestionTerms) {
    super(scope);
    this.#terms = terms;
  }

  override checkGate(gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    return super.checkGate(gateName, this.#tailored('gates', gateName, options));
  }

  override getFeatureGate(gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    return super.getFeatureGate(gateName, this.#tailored('gates', gateName, options));
  }

  override getDynamicConfig<Name extends DynamicConfigName>(
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    return super.getDynamicConfig(configName, this.#tailored('dynamicConfigs', configName, options));
  }

  override getExperiment<Name extends ExperimentName>(
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    return super.getExperiment(experimentName, this.#tailored('experiments', experimentName, options));
  }

  override getLayer<Name extends LayerName>(
    layerName: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>> {
    return super.getLayer(layerName, this.#tailored('layers', layerName, options));
  }

  override getParameterStore<Name extends ParameterStoreName>(
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    return super.getParameterStore(parameterStoreName, this.#tailored('parameterStores', parameterStoreName, options));
  }

  #tailored<Options extends EvaluationOptions>(kind: FlagKind, name: string, given: Options | undefined): Options {
    const { onQuestion, ...terms } = this.#terms;
    if (given?.disableExposureLogging === undefined) onQuestion?.(kind, name);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every option of a question is optional
    return { ...terms, ...given } as Options;
  }
}
