import { canonicalJson } from './canonical-json.mjs';

/**
 * The one program that both contestants run: every gate, config, experiment and layer of a plan for one user, each
 * answer as canonical text. Ours and the official client offer the same methods, so the same lines drive both.
 */

/** Given where a parameter is missing or of another type; no project has this value. */
const FALLBACK = 'fallback-7f3a';

export const READS_OF_UNSET_PARAMETER = canonicalJson([FALLBACK, FALLBACK, 0.5, [FALLBACK]]);

export function planLabels(plan) {
  return [
    ...plan.probes.map((name) => ({ api: 'checkGate', name })),
    ...plan.gates.flatMap((name) => [
      { api: 'checkGate', name },
      { api: 'getFeatureGate', name },
    ]),
    ...plan.configs.flatMap(({ name }) => [
      { api: 'getDynamicConfig', name },
      { api: 'getExperiment', name },
    ]),
    ...plan.layers.flatMap(({ name, parameters }) => [
      { api: 'getLayer', name },
      ...parameters.map((parameter) => ({ api: 'layer.get', name, parameter })),
    ]),
  ];
}

export function answerPlan(client, user, plan, logging) {
  const quiet = { disableExposureLogging: true };
  // `checkGate` and `getFeatureGate` log the same event, as do config and experiment of one name: one of each pair is
  // exposed, or deduplication would make the outcome depend on the order of calls.
  const first = logging === 'first' ? {} : quiet;
  const second = logging === 'second' ? {} : quiet;
  const layerLogging = logging === 'none' ? quiet : {};
  const answers = [];

  for (const name of plan.probes) {
    answers.push(attempt(() => client.checkGate(user, name, quiet)));
  }
  for (const name of plan.gates) {
    answers.push(attempt(() => client.checkGate(user, name, first)));
    answers.push(attempt(() => gateFacts(client.getFeatureGate(user, name, second))));
  }
  for (const { name, parameters, isQuiet } of plan.configs) {
    answers.push(attempt(() => configFacts(client.getDynamicConfig(user, name, isQuiet ? quiet : first), parameters)));
    answers.push(
      attempt(() => {
        const experiment = client.getExperiment(user, name, isQuiet ? quiet : second);
        return { ...configFacts(experiment, parameters), groupName: experiment.groupName ?? null };
      }),
    );
  }
  for (const { name, parameters } of plan.layers) {
    let layer;
    answers.push(
      attempt(() => {
        layer = client.getLayer(user, name, layerLogging);
        return {
          ...evaluationFacts(layer),
          groupName: layer.groupName ?? null,
          allocatedExperimentName: layer.allocatedExperimentName ?? null,
        };
      }),
    );
    for (const parameter of parameters) answers.push(attempt(() => readParameter(layer, parameter)));
  }
  return answers;
}

function attempt(evaluate) {
  try {
    return canonicalJson(evaluate());
  } catch (error) {
    return canonicalJson({ threw: String(error) });
  }
}

/** What every evaluation carries. `receivedAt` is a wall clock reading, so only its presence can be compared. */
function evaluationFacts({ name, ruleID, idType, details, secondaryExposures }) {
  return {
    name,
    ruleID,
    idType,
    reason: details.reason,
    lcut: details.lcut ?? null,
    version: details.version ?? null,
    isDated: typeof details.receivedAt === 'number',
    secondaryExposures: secondaryExposures.map(({ gate, gateValue, ruleID: exposedRule }) => ({
      gate,
      gateValue,
      ruleID: exposedRule,
    })),
  };
}

const gateFacts = (gate) => ({ ...evaluationFacts(gate), value: gate.value });

const configFacts = (config, parameters) => ({
  ...evaluationFacts(config),
  value: config.value,
  reads: parameters.map((parameter) => readParameter(config, parameter)),
});

/** Untyped first, then with a text, a number and a list as fallback. */
const readParameter = (source, parameter) => [
  source.getValue(parameter, FALLBACK),
  source.get(parameter, FALLBACK),
  source.get(parameter, 0.5),
  source.get(parameter, [FALLBACK]),
];
