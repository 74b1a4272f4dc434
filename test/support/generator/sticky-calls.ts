import { SENTINEL, type StickyCall, type StickyCallOptions } from '../oracle/sticky-plan.mjs';
import type { Random } from './random.js';
import { oddValue, parameterValues } from './rules.js';
import { PARAMETERS } from './vocabulary.js';
import type { Json, JsonObject, WireProject } from './wire-types.js';

/** Rule IDs by which targeting and overrides are recognised, and some that only look like them. */
const SPECIAL_RULE_IDS = [
  'targetingGate',
  'inlineTargetingRules',
  'x:userID:id_override',
  'override',
  'Override',
  'override_2',
];

/**
 * The same project with most experiments and layers running, most rules those of groups, and many by which targeting and
 * overrides are enforced; with the sentinel.
 */
export function stickyProject(random: Random, project: WireProject): WireProject {
  const restart = (specs: WireProject['dynamic_configs']): WireProject['dynamic_configs'] =>
    Object.fromEntries(
      Object.entries(specs).map(([name, spec]) => [
        name,
        isObject(spec) ? { ...spec, ...startedFields(random, spec) } : spec,
      ]),
    );
  return {
    ...project,
    layer_configs: restart(project.layer_configs),
    dynamic_configs: {
      ...restart(project.dynamic_configs),
      [SENTINEL.experiment]: {
        type: 'dynamic_config',
        entity: 'experiment',
        salt: 'sentinel',
        enabled: true,
        idType: 'userID',
        rules: [],
        defaultValue: {},
      },
    },
  };
}

function startedFields(random: Random, { rules }: JsonObject): JsonObject {
  return {
    ...(random.chance(0.65) ? { isActive: true } : {}),
    ...(Array.isArray(rules)
      ? {
          rules: rules.map((rule: Json) =>
            isObject(rule)
              ? {
                  ...rule,
                  ...(random.chance(0.6) ? { isExperimentGroup: true } : {}),
                  ...(random.chance(0.25) ? { id: random.pick(SPECIAL_RULE_IDS) } : {}),
                }
              : rule,
          ),
        }
      : {}),
  };
}

/** Calls for one user, of which many are given decisions of the experiments and layers of the project. */
export function stickyCalls(random: Random, project: WireProject): StickyCall[] {
  const configs = Object.keys(project.dynamic_configs).filter((name) => name !== SENTINEL.experiment);
  const layers = Object.keys(project.layer_configs);
  // The official core recognises exposures without regard to their kind, so a name is asked for as one kind only.
  const taken = { ...project.feature_gates, ...project.layer_configs };
  const others = [
    ...Object.keys(recordOf(project['overrides'])).filter((name) => !Object.hasOwn(taken, name)),
    ...Object.keys(recordOf(project['cmab_configs'])),
  ];
  const names = [...configs, ...layers, ...others, 'no_such_config'];
  return random.many(4, 12, (): StickyCall => {
    const isLayer = layers.length > 0 && random.chance(0.4);
    const name = isLayer ? random.pick(layers) : random.pick([...configs, ...configs, ...others, 'no_such_config']);
    return {
      api: isLayer ? 'getLayer' : 'getExperiment',
      name,
      parameters: [...PARAMETERS.slice(0, 2), 'no_such'],
      options: callOptions(random, { name, names, configs }),
    };
  });
}

function callOptions(
  random: Random,
  { name, names, configs }: { readonly name: string; readonly names: string[]; readonly configs: string[] },
): StickyCallOptions {
  const kept = [...(random.chance(0.7) ? [name] : []), ...random.many(0, 3, () => random.pick(names))];
  return {
    ...random.weighted<StickyCallOptions>([
      [1, () => ({})],
      [1, () => ({ userPersistedValues: {} })],
      [
        8,
        () => ({
          userPersistedValues: Object.fromEntries(kept.map((other) => [other, stickyValues(random, configs)])),
        }),
      ],
    ]),
    ...random.pick([{}, { enforceTargeting: true }, { enforceTargeting: false }]),
    ...random.pick([{}, { enforceOverrides: true }, { enforceOverrides: false }]),
  };
}

/** A decision as it is kept; a malformed one now and then. */
function stickyValues(random: Random, configs: readonly string[]): Json {
  const optional = (name: string, value: () => Json): JsonObject =>
    random.weighted<JsonObject>([
      [6, () => ({ [name]: value() })],
      [1, () => ({ [name]: null })],
      [1, () => ({})],
    ]);
  const exposures = (): Json =>
    random.many(0, 2, () => ({
      gate: random.token(3),
      gateValue: random.pick(['true', 'false']),
      ruleID: random.token(3),
      ...(random.chance(0.1) ? { more: 1 } : {}),
    }));
  const values: JsonObject = {
    value: random.chance(0.7),
    secondary_exposures: exposures(),
    time: random.pick<Json>([1_700_000_000_000, 0, 5.7, null, 'yesterday', true]),
    ...optional('json_value', () =>
      random.orElse(
        0.1,
        () => oddValue(random),
        () => parameterValues(random),
      ),
    ),
    // Always one: the official core tells an empty rule id from none where it recognises exposures that it has logged.
    rule_id: random.pick(['kept_rule', random.token(4)]),
    ...optional('group_name', () => random.pick(['Kept', 'Control', ''])),
    ...optional('undelegated_secondary_exposures', exposures),
    ...optional('config_delegate', () => random.pick([...configs, 'gone', ''])),
    ...optional('explicit_parameters', () => PARAMETERS.filter(() => random.chance(0.4))),
    ...optional('config_version', () => random.pick([1, 0, 4_294_967_295])),
    ...random.pick<JsonObject>([{}, {}, { configVersion: 9 }]),
  };
  return random.orElse(
    0.04,
    () => malformed(random, values),
    () => values,
  );
}

function malformed(random: Random, values: JsonObject): Json {
  const { time: _, ...timeless } = values;
  return random.pick<Json>([
    null,
    'text',
    {},
    timeless,
    { ...values, value: 'true' },
    { ...values, rule_id: 5 },
    { ...values, group_name: false },
    { ...values, secondary_exposures: null },
    { ...values, secondary_exposures: [{ gate: 'g', gateValue: 'true' }] },
    { ...values, undelegated_secondary_exposures: {} },
    { ...values, config_delegate: 1 },
    { ...values, explicit_parameters: ['a', 1] },
    { ...values, config_version: 4_294_967_296 },
    { ...values, config_version: -1 },
    { ...values, config_version: 1.5 },
  ]);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
