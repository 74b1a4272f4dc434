const quiet = { disableExposureLogging: true };

/** Plain JavaScript, because the process of the official core loads it without a compiler. */
export function answerChecks(client, user, plan) {
  const each = (names, check) => Object.fromEntries(names.map((name) => [name, check(name)]));
  return {
    feature_gates: each(plan.gates, (name) => {
      const gate = client.getFeatureGate(user, name, quiet);
      return answerOf(gate, gate.value);
    }),
    dynamic_configs: {
      ...each(plan.dynamicConfigs, (name) => {
        const config = client.getDynamicConfig(user, name, quiet);
        return answerOf(config, config.value);
      }),
      ...each(plan.experiments, (name) => {
        const experiment = client.getExperiment(user, name, quiet);
        return answerOf(experiment, experiment.value);
      }),
    },
    layer_configs: each(plan.layers, (name) => {
      const layer = client.getLayer(user, name, quiet);
      const known = plan.parameters.map((parameter) => [parameter, layer.getValue(parameter, null)]);
      return answerOf(layer, Object.fromEntries(known.filter(([, value]) => value !== null)));
    }),
  };
}

function answerOf({ ruleID, groupName, allocatedExperimentName, secondaryExposures }, value) {
  return {
    value,
    rule_id: ruleID,
    group_name: groupName ?? undefined,
    allocated_experiment_name: allocatedExperimentName ?? undefined,
    secondary_exposures: secondaryExposures.map(({ gate, gateValue, ruleID: rule }) => ({
      gate,
      gateValue,
      ruleID: rule,
    })),
  };
}
