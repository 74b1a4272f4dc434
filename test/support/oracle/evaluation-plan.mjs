import { canonicalJson } from './canonical-json.mjs';

/**
 * The one program that both contestants run: every gate, config, experiment, layer and parameter store of a plan for one
 * user, each answer as canonical text. Ours and the official client offer the same methods, so the same lines drive both.
 */

/** Given where a parameter is missing or of another type; no project has this value. */
const FALLBACK = 'fallback-7f3a';

/** One fallback of each type, by the name under which a read with it is reported. */
const FALLBACKS = Object.entries({
  text: FALLBACK,
  number: 0.5,
  flag: true,
  list: [FALLBACK],
  object: { [FALLBACK]: 1 },
  nothing: null,
});

const isText = (value) => typeof value === 'string';
const isList = (value) => Array.isArray(value);

const quiet = { disableExposureLogging: true };

export function loggingFor(index, exposedUsers) {
  return index >= exposedUsers ? 'none' : (['checks', 'objects', 'stores'][index % 3] ?? 'none');
}

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
    ...plan.stores.flatMap(({ name, parameters }) => [
      { api: 'getParameterStore', name },
      ...parameters.map(({ name: parameter }) => ({ api: 'store.getValue', name, parameter })),
    ]),
    { api: 'getParsedUserAgentValueForUser', name: '' },
  ];
}

export function answerPlan(client, user, plan, logging) {
  // `checkGate` and `getFeatureGate` of one gate are one exposure of ours, and two of the official core: one of both logs.
  // What a store says of a gate counts as `checkGate`.
  const checks = logging === 'checks' || logging === 'stores' ? {} : quiet;
  const objects = logging === 'objects' ? {} : quiet;
  const others = logging === 'none' ? quiet : {};
  // The first of two alike is the one that is logged, so the order is another for other users.
  const early = logging === 'stores' ? answerStores(client, user, plan, checks) : undefined;
  const answers = [];

  for (const name of plan.probes) {
    answers.push(attempt(() => client.checkGate(user, name, quiet)));
  }
  for (const name of plan.gates) {
    answers.push(attempt(() => client.checkGate(user, name, checks)));
    answers.push(attempt(() => gateFacts(client.getFeatureGate(user, name, objects))));
  }
  for (const { name, parameters } of plan.configs) {
    const askConfig = () => attempt(() => configFacts(client.getDynamicConfig(user, name, others), parameters));
    const askExperiment = () => attempt(() => experimentFacts(client.getExperiment(user, name, others), parameters));
    if (logging === 'objects') answers.push(...[askExperiment(), askConfig()].toReversed());
    else answers.push(askConfig(), askExperiment());
  }
  for (const { name, parameters } of plan.layers) {
    let layer;
    answers.push(
      attempt(() => {
        layer = client.getLayer(user, name, others);
        return layerFacts(layer);
      }),
    );
    for (const parameter of parameters) answers.push(attempt(() => readParameter(layer, parameter)));
  }
  answers.push(...(early ?? answerStores(client, user, plan, checks)));
  answers.push(attempt(() => client.getParsedUserAgentValueForUser(user)));
  return answers;
}

function answerStores(client, user, plan, options) {
  const answers = [];
  for (const { name, parameters } of plan.stores) {
    let store;
    answers.push(
      attempt(() => {
        store = client.getParameterStore(user, name, options);
        return { name: store.name, ...detailFacts(store.getEvaluationDetails()) };
      }),
    );
    for (const { name: parameter, source } of parameters) {
      answers.push(
        attempt(() => ({
          ...readStored(store, parameter),
          // Stores do not tell how what they refer to was decided.
          ...(source === undefined ? {} : { reason: client[source.api](user, source.name, quiet).details.reason }),
        })),
      );
    }
  }
  return answers;
}

/** The lists of names, by the method that gives them. */
const LISTS = [
  'getFeatureGateList',
  'getDynamicConfigList',
  'getExperimentList',
  'getAutotuneList',
  'getLayerList',
  'getParameterStoreList',
];

export function projectLabels({ probes, gates, configs, layers, groups }) {
  const named = (api, names) => names.map((name) => ({ api, name }));
  const configNames = configs.map(({ name }) => name);
  return [
    ...LISTS.map((api) => ({ api, name: '' })),
    ...named('getFieldsNeededForGate', [...probes.slice(0, 1), ...gates]),
    ...named('getFieldsNeededForDynamicConfig', configNames),
    ...named('getFieldsNeededForExperiment', configNames),
    ...named(
      'getFieldsNeededForLayer',
      layers.map(({ name }) => name),
    ),
    ...named('getExperimentGroups', configNames),
    ...groups.map(({ name, groupName }) => ({ api: 'getExperimentByGroupName', name, parameter: groupName })),
    ...groups.map(({ name, ruleID }) => ({ api: 'getExperimentByGroupIdAdvanced', name, parameter: ruleID })),
  ];
}

export function answerProject(client, plan) {
  return projectLabels(plan).map(({ api, name, parameter }) =>
    attempt(() => {
      // The official core gives names in any order.
      if (LISTS.includes(api)) return client[api]().toSorted();
      if (parameter === undefined) return client[api](name);
      return experimentFacts(client[api](name, parameter), []);
    }),
  );
}

export function applyOverrides(client, overrides) {
  for (const [method, ...args] of overrides) client[method](...args);
}

export function attempt(evaluate) {
  try {
    return canonicalJson(evaluate());
  } catch (error) {
    return canonicalJson({ threw: String(error) });
  }
}

/** What every evaluation carries. */
function evaluationFacts({ name, ruleID, idType, details, secondaryExposures }) {
  return {
    name,
    ruleID,
    idType,
    ...detailFacts(details),
    secondaryExposures: secondaryExposures.map(({ gate, gateValue, ruleID: exposedRule }) => ({
      gate,
      gateValue,
      ruleID: exposedRule,
    })),
  };
}

/** `receivedAt` is a wall clock reading, so only its presence can be compared. */
const detailFacts = ({ reason, lcut, version, receivedAt }) => ({
  reason,
  lcut: lcut ?? null,
  version: version ?? null,
  isDated: typeof receivedAt === 'number',
});

const gateFacts = (gate) => ({ ...evaluationFacts(gate), value: gate.value });

const configFacts = (config, parameters) => ({
  ...evaluationFacts(config),
  value: config.value,
  reads: parameters.map((parameter) => readParameter(config, parameter)),
});

export const layerFacts = (layer) => ({
  ...evaluationFacts(layer),
  groupName: layer.groupName ?? null,
  allocatedExperimentName: layer.allocatedExperimentName ?? null,
});

export const experimentFacts = (experiment, parameters) => ({
  ...configFacts(experiment, parameters),
  groupName: experiment.groupName ?? null,
});

/**
 * With a fallback of each type, without one, with type guards, and without looking at the type at all. Reads that gave
 * the very fallback are left out: most do.
 */
export function readParameter(source, parameter) {
  const reads = {};
  const note = (name, value, fallback) => {
    if (value !== fallback) reads[name] = value;
  };
  for (const [name, fallback] of FALLBACKS) note(name, source.get(parameter, fallback), fallback);
  note('absent', source.get(parameter), null);
  note('untyped', source.getValue(parameter), null);
  note('untypedText', source.getValue(parameter, FALLBACK), FALLBACK);
  note('textGuarded', source.get(parameter, FALLBACK, isText), FALLBACK);
  note('listGuarded', source.get(parameter, FALLBACK, isList), FALLBACK);
  return reads;
}

/** The official core copies fallbacks, so that they are shown too. */
const readStored = (store, parameter) => ({
  ...Object.fromEntries(FALLBACKS.map(([name, fallback]) => [name, store.getValue(parameter, fallback)])),
  absent: store.getValue(parameter),
});
