import type { Statsig, StatsigUserArgs } from 'statsig-nodekit';
import type { JsonObject, WireRule, WireSpec } from '../../support/generator/wire-types.js';
import { type FlagAnswer, type FlagNames, fallbacks } from './flag-answers.js';

const silent = { disableExposureLogging: true };

/**
 * Every flag of the client's project; of layers and stores every parameter that the specs name, and of layers one more. Without
 * configs that share their name with a contextual autotune, which no project has: browsers keep both in one map.
 */
export function namesOf(statsig: Statsig, specs: JsonObject): FlagNames {
  const parameters = [...parametersIn(specs), 'no_such_parameter'];
  const stores = (specs['param_stores'] ?? {}) as Record<
    string,
    { parameters?: Record<string, { param_type: string }> }
  >;
  const contextual = Object.keys(specs['cmab_configs'] ?? {});
  const configs = [...statsig.getDynamicConfigList(), ...statsig.getAutotuneList()];
  return {
    gates: statsig.getFeatureGateList(),
    configs: configs.filter((name) => !contextual.includes(name)),
    experiments: statsig.getExperimentList().filter((name) => !contextual.includes(name)),
    layers: statsig.getLayerList().map((name) => ({ name, parameters })),
    stores: statsig.getParameterStoreList().map((name) => ({
      name,
      parameters: Object.entries(stores[name]?.parameters ?? {}).map(([parameter, { param_type: type }]) => ({
        name: parameter,
        type,
      })),
    })),
  };
}

/** The keys of all values that configs, experiments and layers can have. */
function parametersIn(specs: JsonObject): string[] {
  const values = ['dynamic_configs', 'layer_configs'].flatMap((kind) =>
    Object.values((specs[kind] ?? {}) as Record<string, Partial<WireSpec>>).flatMap(({ defaultValue, rules = [] }) => [
      defaultValue,
      ...(Array.isArray(rules) ? (rules as WireRule[]) : []).map(({ returnValue }) => returnValue),
    ]),
  );
  return [...new Set(values.flatMap((value) => Object.keys(value ?? {})))];
}

/** The server's answers, in the order and form of `read` in `pages/probe.ts`. Logs no exposures. */
export function answersOf(statsig: Statsig, input: object, names: FlagNames): FlagAnswer[] {
  // Generated users hold what the types forbid.
  const user = input as StatsigUserArgs;
  return [
    ...names.gates.map((name): FlagAnswer => {
      const { value, ruleID, details } = statsig.getFeatureGate(user, name, silent);
      return { flag: `gate ${name}`, value, ruleID, reason: details.reason };
    }),
    ...names.configs.map((name): FlagAnswer => {
      const { value, ruleID, details } = statsig.getDynamicConfig(user, name, silent);
      return { flag: `config ${name}`, value, ruleID, reason: details.reason };
    }),
    ...names.experiments.map((name): FlagAnswer => {
      const { value, ruleID, groupName, details } = statsig.getExperiment(user, name, silent);
      return { flag: `experiment ${name}`, value, ruleID, groupName, reason: details.reason };
    }),
    ...names.layers.flatMap(({ name, parameters }): FlagAnswer[] => {
      const layer = statsig.getLayer(user, name, silent);
      const { ruleID, groupName, details } = layer;
      return [
        { flag: `layer ${name}`, value: null, ruleID, groupName, reason: details.reason },
        ...parameters.map((parameter) => ({ flag: `layer ${name}, ${parameter}`, value: layer.getValue(parameter) })),
      ];
    }),
    ...names.stores.flatMap(({ name, parameters }): FlagAnswer[] => {
      const store = statsig.getParameterStore(user, name, silent);
      return parameters.map((parameter) => ({
        flag: `store ${name}, ${parameter.name}`,
        value: store.getValue(parameter.name, fallbacks[parameter.type]),
      }));
    }),
  ];
}
