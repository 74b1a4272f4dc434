import type {
  DynamicConfigEvaluationOptions,
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
import { RequestView } from './request-view.js';

/**
 * A request's client whose questions log no exposures: for requests that nobody sees the answer of, and for answers that the
 * browser reports itself. `disableExposureLogging: false` with a question has it logged all the same.
 */
export class QuietRequestView extends RequestView {
  override checkGate(gateName: GateName, options?: FeatureGateEvaluationOptions): boolean {
    return super.checkGate(gateName, quiet(options));
  }

  override getFeatureGate(gateName: GateName, options?: FeatureGateEvaluationOptions): FeatureGate {
    return super.getFeatureGate(gateName, quiet(options));
  }

  override getDynamicConfig<Name extends DynamicConfigName>(
    configName: Name,
    options?: DynamicConfigEvaluationOptions,
  ): DynamicConfig<DynamicConfigValues<Name>> {
    return super.getDynamicConfig(configName, quiet(options));
  }

  override getExperiment<Name extends ExperimentName>(
    experimentName: Name,
    options?: ExperimentEvaluationOptions,
  ): Experiment<ExperimentValues<Name>> {
    return super.getExperiment(experimentName, quiet(options));
  }

  override getLayer<Name extends LayerName>(
    layerName: Name,
    options?: LayerEvaluationOptions,
  ): Layer<LayerValues<Name>> {
    return super.getLayer(layerName, quiet(options));
  }

  override getParameterStore<Name extends ParameterStoreName>(
    parameterStoreName: Name,
    options?: ParameterStoreEvaluationOptions,
  ): ParameterStore<ParameterStoreValues<Name>> {
    return super.getParameterStore(parameterStoreName, quiet(options));
  }
}

function quiet<Options extends object>(
  options: Options | undefined,
): Options & { readonly disableExposureLogging: true } {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every option of a question is optional
  return { disableExposureLogging: true, ...options } as Options & { readonly disableExposureLogging: true };
}
