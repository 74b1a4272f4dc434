import type { Evaluation } from '../evaluation/evaluation.js';
import type { ParameterSpec, SpecSnapshot } from '../specs/spec-snapshot.js';

/** The names that a response is limited to, as browsers look them up: configs of every kind are one map. */
export interface UsedNames {
  readonly gates: ReadonlySet<string>;
  readonly configs: ReadonlySet<string>;
  readonly layers: ReadonlySet<string>;
  readonly stores: ReadonlySet<string>;
}

/**
 * The names, and those that they need to be whole in a browser: what the parameters of stores refer to, the experiment that
 * decides for the user in a layer, and what starts the recording of a session.
 */
export function withDependencies(
  used: UsedNames,
  { featureGates, dynamicConfigs, cmabs, layerConfigs, paramStores, sessionReplay }: SpecSnapshot,
  evaluateLayer: (layer: string) => Pick<Evaluation, 'allocatedExperiment'>,
): UsedNames {
  const gates = new Set(used.gates);
  const configs = new Set(used.configs);
  const layers = new Set(used.layers);
  const refer = (parameter: ParameterSpec): void => {
    if (parameter.kind === 'gate') gates.add(parameter.gate);
    else if (parameter.kind === 'layer') layers.add(parameter.source);
    else if (parameter.kind !== 'static') configs.add(parameter.source);
  };
  for (const store of used.stores)
    for (const parameter of paramStores.get(store)?.parameters.values() ?? []) refer(parameter);
  for (const layer of layers) {
    const experiment = layerConfigs.has(layer) ? evaluateLayer(layer).allocatedExperiment : undefined;
    if (experiment !== undefined) configs.add(experiment);
  }
  // A trigger names a gate or an experiment, and does not say which.
  for (const trigger of sessionReplay?.exposureTriggers?.keys() ?? []) {
    if (featureGates.has(trigger)) gates.add(trigger);
    if (dynamicConfigs.has(trigger) || cmabs.has(trigger)) configs.add(trigger);
  }
  return { gates, configs, layers, stores: used.stores };
}
