import type { EvaluationPlan, PlannedGroup, PlannedObject, PlannedStore } from './evaluation-plan.mjs';

/** The parts of a specs payload that a plan is made from. Malformed entries are planned too, by their names. */
export interface PlanSource {
  readonly feature_gates: Readonly<Record<string, unknown>>;
  readonly dynamic_configs: Readonly<Record<string, unknown>>;
  readonly layer_configs: Readonly<Record<string, unknown>>;
  readonly overrides?: unknown;
  readonly param_stores?: unknown;
  readonly cmab_configs?: unknown;
}

/** A plan that asks for nothing, for those that name all they ask for. */
export const EMPTY_PLAN: EvaluationPlan = { probes: [], gates: [], configs: [], layers: [], stores: [], groups: [] };

/** How many parameters of a config are read one by one; its whole value is compared anyway. */
const PARAMETERS_READ_PER_CONFIG = 2;

/**
 * A plan that evaluates everything in a payload, and of each kind one name that it does not have.
 * @param isProbe - tells the gates that are asked only once, without exposures.
 */
export function planFor(payload: PlanSource, isProbe: (gateName: string) => boolean = () => false): EvaluationPlan {
  const autotunes = recordOf(payload.cmab_configs);
  const stores = recordOf(payload.param_stores);
  // The official core takes exposures of a gate, a config and a layer of one name for the same one, so that a name is asked
  // for as one of them only.
  const known = { ...payload.feature_gates, ...payload.dynamic_configs, ...payload.layer_configs, ...autotunes };
  const mappedOnly = Object.keys(recordOf(payload.overrides)).filter((name) => !Object.hasOwn(known, name));
  const gates = [...Object.keys(payload.feature_gates), 'no_such_gate'];
  const configs = new Set([
    ...Object.keys(payload.dynamic_configs),
    ...Object.keys(autotunes),
    ...mappedOnly,
    'no_such_config',
  ]);
  const layers = [...Object.keys(payload.layer_configs), 'no_such_layer'];
  return {
    probes: gates.filter(isProbe),
    gates: gates.filter((name) => !isProbe(name)),
    configs: [...configs].map((name) => ({
      name,
      parameters: [
        ...new Set([
          ...parametersOf(payload.dynamic_configs[name]).slice(0, PARAMETERS_READ_PER_CONFIG),
          ...parametersOfAutotune(autotunes[name]).slice(0, PARAMETERS_READ_PER_CONFIG),
        ]),
        'no_such',
      ],
    })),
    layers: layers.map((name) => plannedLayer(payload, autotunes, name)),
    stores: [...Object.keys(stores), 'no_such_store'].map((name) => plannedStore(stores, name)),
    groups: Object.entries(payload.dynamic_configs).flatMap(([name, spec]) => groupsOf(name, spec)),
  };
}

function plannedLayer(payload: PlanSource, autotunes: Readonly<Record<string, unknown>>, name: string): PlannedObject {
  const layer = payload.layer_configs[name];
  const delegates = rulesOf(layer).flatMap((rule) => {
    const delegate = rule['configDelegate'];
    return typeof delegate === 'string'
      ? [...parametersOf(payload.dynamic_configs[delegate]), ...parametersOfAutotune(autotunes[delegate])]
      : [];
  });
  return { name, parameters: [...new Set([...parametersOf(layer), ...delegates]), 'no_such'] };
}

const REFERENCES = [
  ['gate_name', 'getFeatureGate'],
  ['config_name', 'getDynamicConfig'],
  ['experiment_name', 'getExperiment'],
  ['layer_name', 'getLayer'],
] as const;

function plannedStore(stores: Readonly<Record<string, unknown>>, name: string): PlannedStore {
  const parameters = Object.entries(recordOf(recordOf(stores[name])['parameters'])).map(([parameter, fields]) => {
    const reference = REFERENCES.find(([field]) => typeof recordOf(fields)[field] === 'string');
    // A parameter with a value of its own refers to nothing, whatever else it says.
    if (reference === undefined || 'value' in recordOf(fields)) return { name: parameter };
    return { name: parameter, source: { api: reference[1], name: String(recordOf(fields)[reference[0]]) } };
  });
  return { name, parameters: [...parameters, { name: 'no_such' }] };
}

/** Every rule's group, whether or not it makes sense, and one that no rule has. */
function groupsOf(name: string, spec: unknown): PlannedGroup[] {
  const asked = new Map(
    rulesOf(spec).map((rule) => {
      const groupName = typeof rule['groupName'] === 'string' ? rule['groupName'] : 'no_such_group';
      const ruleID = typeof rule['id'] === 'string' ? rule['id'] : 'no_such_rule';
      return [`${groupName} ${ruleID}`, { name, groupName, ruleID }];
    }),
  );
  return asked.size === 0 ? [{ name, groupName: 'no_such_group', ruleID: 'no_such_rule' }] : [...asked.values()];
}

function parametersOf(spec: unknown): string[] {
  if (!isRecord(spec)) return [];
  return keysOfAll([spec['defaultValue'], ...rulesOf(spec).map((rule) => rule['returnValue'])]);
}

function parametersOfAutotune(autotune: unknown): string[] {
  const groups = recordOf(autotune)['groups'];
  return Array.isArray(groups) ? keysOfAll(groups.map((group) => recordOf(group)['parameterValues'])) : [];
}

const keysOfAll = (values: readonly unknown[]): string[] => [
  ...new Set(values.filter(isRecord).flatMap((value) => Object.keys(value))),
];

function rulesOf(spec: unknown): Record<string, unknown>[] {
  const rules = recordOf(spec)['rules'];
  return Array.isArray(rules) ? rules.filter(isRecord) : [];
}

const recordOf = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
