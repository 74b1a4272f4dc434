import { generateProject } from '../support/generator/generate-project.js';
import { Random } from '../support/generator/random.js';
import type { Json, JsonObject } from '../support/generator/wire-types.js';
import { HOSTILE_NAMES, HOSTILE_PATTERNS, hostileText } from './hostile-texts.js';
import { mutateJson } from './mutate-json.js';

/** How far gates refer to one another. */
const DEPTH = 1000;
/** On how many levels gates ask the next one twice. */
const DOUBLING_LEVELS = 40;

/** Whether an entity of `hostileSpecs` is there to be hostile, by its name. */
export function isHostileEntity(name: string): boolean {
  const names: readonly string[] = HOSTILE_NAMES;
  return (
    names.includes(name) ||
    /^(itself|(ring|deep|double|hostile|endless|gate_endless|asks)_|(new_)?layer_endless)/.test(name)
  );
}

/** The maps of a payload that hostile entities are added to. */
interface Parts {
  readonly gates: Record<string, Json>;
  readonly configs: Record<string, Json>;
  readonly layers: Record<string, Json>;
  readonly conditions: Record<string, Json>;
}

/** A payload that tries to stop whoever evaluates it, as JSON text. */
export function hostileSpecs(seed: number): string {
  const random = new Random(seed);
  const project: Record<string, Json> = JSON.parse(JSON.stringify(generateProject(seed).project));
  const parts: Parts = {
    gates: mapIn(project, 'feature_gates'),
    configs: mapIn(project, 'dynamic_configs'),
    layers: mapIn(project, 'layer_configs'),
    conditions: mapIn(project, 'condition_map'),
  };
  addEndlessGates(parts);
  addEndlessConfigs(parts, project);
  addPrototypeNames(parts);
  addHostileConditions(parts, random);
  // Most payloads stay sound, or nothing would be evaluated.
  return JSON.stringify(random.chance(0.25) ? mutateJson(random, project) : project);
}

/** Gates that pass themselves or each other, stand a thousand deep, or ask each other twice on every level. */
function addEndlessGates({ gates, conditions }: Parts): void {
  const refer = (from: string, to: string, times = 1): void => {
    conditions[`pass ${to}`] = condition({ type: 'pass_gate', targetValue: to });
    setOwn(
      gates,
      from,
      spec(
        [
          rule(
            Array.from({ length: times }, () => `pass ${to}`),
            true,
          ),
        ],
        false,
      ),
    );
  };
  refer('itself', 'itself');
  refer('ring_0', 'ring_1');
  refer('ring_1', 'ring_2', 2);
  refer('ring_2', 'ring_0', 2);
  for (let level = 0; level < DEPTH; level += 1) refer(`deep_${level}`, `deep_${level + 1}`);
  for (let level = 0; level < DOUBLING_LEVELS; level += 1) refer(`double_${level}`, `double_${level + 1}`, 2);
  conditions['everyone'] = condition({ type: 'public' });
  for (const last of [`deep_${DEPTH}`, `double_${DOUBLING_LEVELS}`]) {
    gates[last] = spec([rule(['everyone'], true)], false);
  }
}

/** Experiments that delegate to or consult each other, autotunes behind them, and mappings in circles. */
function addEndlessConfigs({ gates, configs, layers, conditions }: Parts, project: Record<string, Json>): void {
  for (const [name, other] of [
    ['endless_a', 'endless_b'],
    ['endless_b', 'endless_a'],
  ] as const) {
    conditions[`group ${other}`] = condition({
      type: 'experiment_group',
      field: other,
      operator: 'none',
      targetValue: [],
    });
    conditions[`pass gate_${other}`] = condition({ type: 'pass_gate', targetValue: `gate_${other}` });
    gates[`gate_${name}`] = spec([rule([`group ${other}`, `group ${other}`], true)], false);
    configs[name] = spec([rule([`group ${other}`, `pass gate_${other}`], { a: 1 }, { configDelegate: other })], {});
    layers[`layer_${name}`] = spec([rule(['everyone'], { a: 1 }, { configDelegate: name })], {});
    layers[`new_layer_${name}`] = {
      ...spec(
        Array.from({ length: 50 }, () => rule([`pass gate_${name}`], { b: 1 }, { configDelegate: other })),
        { c: 1 },
      ),
      useNewLayerEval: true,
    };
  }
  configs['contextual'] = spec([], {});
  project['cmab_configs'] = {
    ...Object(project['cmab_configs']),
    contextual: {
      salt: '',
      defaultValue: {},
      idType: 'userID',
      enabled: true,
      version: 1,
      sampleRate: 1e308,
      higherIsBetter: true,
      groups: [{ name: 'a', id: 'a', parameterValues: {} }],
      targetingGateName: 'asks_contextual',
      config: {
        a: { alpha: 1e308, intercept: 1e308, records: 0, weightsNumerical: { level: 1e308 }, weightsCategorical: {} },
      },
    },
  };
  conditions['group contextual'] = condition({
    type: 'experiment_group',
    field: 'contextual',
    operator: 'any',
    targetValue: ['a'],
  });
  gates['asks_contextual'] = spec([rule(['group contextual'], true)], false);
  project['override_rules'] = { ...Object(project['override_rules']), always: rule(['everyone'], null) };
  project['overrides'] = {
    ...Object(project['overrides']),
    mapped_a: [mapping('mapped_b'), mapping('mapped_b')],
    mapped_b: [mapping('mapped_a'), mapping('mapped_c'), mapping('mapped_a')],
    mapped_c: [mapping('mapped_c')],
  };
  gates['asks_mapped'] = spec([rule(['pass mapped_a', 'pass mapped_b'], true)], false);
  for (const name of ['mapped_a', 'mapped_b']) {
    conditions[`pass ${name}`] = condition({ type: 'pass_gate', targetValue: name });
  }
}

/** Entities, parameters and conditions with the names that every object has. */
function addPrototypeNames({ gates, configs, layers, conditions }: Parts): void {
  for (const name of HOSTILE_NAMES) {
    setOwn(
      conditions,
      name,
      condition({ type: 'user_field', field: name, operator: 'none', targetValue: { [name]: 1 } }),
    );
    setOwn(gates, name, spec([rule([name], true, { idType: name, salt: name })], false));
    const values = withMember(name, { [name]: name });
    setOwn(configs, name, spec([rule([name], values, { groupName: name })], values));
    setOwn(layers, name, {
      ...spec([rule([name], values, { configDelegate: name })], values),
      explicitParameters: [name],
    });
  }
}

/** Conditions with targets that are hard to prepare or to compare, each with a gate. */
function addHostileConditions({ gates, conditions }: Parts, random: Random): void {
  const huge: readonly Json[] = [1e308, -1e308, 5e-324, 2 ** 64, '9'.repeat(5000), hostileText(random)];
  const long: Json = Array.from({ length: 3000 }, (_item, index) => `Item ${index}`);
  const tangled: Json = JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`);
  const colliding: Json = ['a', 'A', 'ä', 'Ä', 5, '5', null, 'null', 'İ', 'i̇'];
  const targets: readonly (readonly [operator: string, target: Json])[] = [
    ...HOSTILE_PATTERNS.map((pattern) => ['str_matches', pattern] as const),
    ...['gt', 'lte', 'eq', 'before', 'on', 'version_gte'].flatMap((operator) =>
      huge.map((target) => [operator, target] as const),
    ),
    ...['any', 'none_case_sensitive', 'str_contains_any', 'array_contains_all', 'eq', 'neq'].flatMap((operator) =>
      [long, tangled, colliding, Object.fromEntries([['__proto__', 1]])].map((target) => [operator, target] as const),
    ),
  ];
  for (const [index, [operator, targetValue]] of targets.entries()) {
    const field = random.pick(['level', 'plan', 'tags', 'email', 'userID', 'userAgent', 'ip']);
    conditions[`hostile ${index}`] = condition({
      type: random.pick(['user_field', 'ua_based', 'ip_based']),
      field,
      operator,
      targetValue,
    });
    gates[`hostile_${index}`] = spec(
      [rule([`hostile ${index}`], true, { passPercentage: random.pick([100, 50, 1e308, -1e308, 5e-324]) })],
      false,
    );
  }
}

function spec(rules: readonly Json[], defaultValue: Json): JsonObject {
  return {
    type: 'dynamic_config',
    entity: 'experiment',
    salt: 's',
    enabled: true,
    idType: 'userID',
    rules,
    defaultValue,
  };
}

function rule(conditions: readonly string[], returnValue: Json, fields: JsonObject = {}): Json {
  return { name: 'r', id: 'r', salt: 'r', passPercentage: 100, idType: 'userID', conditions, returnValue, ...fields };
}

const condition = (fields: JsonObject): Json => ({
  idType: 'userID',
  operator: null,
  field: null,
  targetValue: null,
  ...fields,
});

const mapping = (name: string): Json => ({ new_config_name: name, rules: [{ rule_name: 'always' }] });

const withMember = (name: string, value: Json): JsonObject => Object.fromEntries([[name, value]]);

/** Sets a property also when it is called `__proto__`. */
function setOwn(record: Record<string, Json>, name: string, value: Json): void {
  Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
}

function mapIn(project: Record<string, Json>, name: string): Record<string, Json> {
  const map: Record<string, Json> = { ...Object(project[name]) };
  project[name] = map;
  return map;
}
