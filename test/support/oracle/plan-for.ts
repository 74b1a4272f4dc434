import type { EvaluationPlan, PlannedObject } from './evaluation-plan.mjs';

/** The parts of a specs payload that a plan is made from. Malformed entries are planned too, by their names. */
export interface PlanSource {
  readonly feature_gates: Readonly<Record<string, unknown>>;
  readonly dynamic_configs: Readonly<Record<string, unknown>>;
  readonly layer_configs: Readonly<Record<string, unknown>>;
  readonly condition_map: Readonly<Record<string, { readonly type: string; readonly field?: unknown }>>;
  readonly overrides?: unknown;
}

/** How many parameters of a config are read one by one; its whole value is compared anyway. */
const PARAMETERS_READ_PER_CONFIG = 2;

/**
 * A plan that evaluates everything in a payload, and of each kind one name that it does not have.
 * @param isProbe - tells the gates that are asked only once, without exposures.
 */
export function planFor(payload: PlanSource, isProbe: (gateName: string) => boolean = () => false): EvaluationPlan {
  // The official core deduplicates exposures without regard to their kind, so a name is asked for as one kind only.
  const known = { ...payload.feature_gates, ...payload.dynamic_configs, ...payload.layer_configs };
  const mapped = isRecord(payload.overrides) ? Object.keys(payload.overrides) : [];
  const mappedOnly = mapped.filter((name) => !Object.hasOwn(known, name));
  // Its exposures by a condition and by a direct call are told apart in a way that is private to the core.
  const consulted = new Set(
    Object.values(payload.condition_map).map(({ type, field }) => (type === 'experiment_group' ? field : undefined)),
  );
  const gates = [...Object.keys(payload.feature_gates), 'no_such_gate'];
  const configs = [...Object.keys(payload.dynamic_configs), ...mappedOnly, 'no_such_config'];
  const layers = [...Object.keys(payload.layer_configs), 'no_such_layer'];
  return {
    probes: gates.filter(isProbe),
    gates: gates.filter((name) => !isProbe(name)),
    configs: configs.map((name) => ({
      name,
      isQuiet: consulted.has(name),
      parameters: [...parametersOf(payload.dynamic_configs[name]).slice(0, PARAMETERS_READ_PER_CONFIG), 'no_such'],
    })),
    layers: layers.map((name) => plannedLayer(payload, name)),
  };
}

function plannedLayer(payload: PlanSource, name: string): PlannedObject {
  const layer = payload.layer_configs[name];
  const delegates = rulesOf(layer).flatMap((rule) =>
    typeof rule['configDelegate'] === 'string' ? [payload.dynamic_configs[rule['configDelegate']]] : [],
  );
  return { name, parameters: [...new Set([layer, ...delegates].flatMap(parametersOf)), 'no_such'] };
}

function parametersOf(spec: unknown): string[] {
  if (!isRecord(spec)) return [];
  const values = [spec['defaultValue'], ...rulesOf(spec).map((rule) => rule['returnValue'])];
  return [...new Set(values.filter(isRecord).flatMap((value) => Object.keys(value)))];
}

function rulesOf(spec: unknown): Record<string, unknown>[] {
  if (!isRecord(spec)) return [];
  const rules = spec['rules'];
  return Array.isArray(rules) ? rules.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
