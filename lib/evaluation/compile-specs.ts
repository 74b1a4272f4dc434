import { SaltedHash } from '../hashing/salted-hash.js';
import type { CmabSpec, Spec, SpecSnapshot } from '../specs/spec-snapshot.js';
import type { UserData } from '../users/user-data.js';
import { type CompiledCondition, compileCondition } from './compile-condition.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import type { EvaluationKind } from './evaluation.js';
import type { PatternCompiler } from './operators/operator.js';
import { unitTextOf } from './subjects/user-fields.js';

/** A gate, config or layer whose rules are ready to run. */
export interface CompiledSpec {
  readonly spec: Spec;
  readonly rules: readonly CompiledRule[];
}

/** A contextual autotune whose bucket test is ready to run. */
export interface CompiledCmab {
  readonly spec: CmabSpec;
  /** Range: 0 to 9,999. */
  readonly bucketOf: (user: Readonly<UserData>) => number;
}

/** One redirection of a config mapping. */
export interface CompiledMapping {
  readonly newConfigName: string;
  readonly rules: readonly { readonly startTime: number; readonly rule: CompiledRule }[];
}

/** A snapshot that is ready to evaluate: rules resolved, targets turned into sets, percentages into bucket tests. */
export interface CompiledSpecs {
  readonly snapshot: SpecSnapshot;
  readonly gates: ReadonlyMap<string, CompiledSpec>;
  /** Dynamic configs and experiments alike: either getter finds either. */
  readonly configs: ReadonlyMap<string, CompiledSpec>;
  readonly layers: ReadonlyMap<string, CompiledSpec>;
  readonly cmabs: ReadonlyMap<string, CompiledCmab>;
  /** The redirections of a name, or undefined; their percentages use the salt of the spec that they redirect. */
  readonly mappingsOf: ((kind: EvaluationKind, name: string) => readonly CompiledMapping[] | undefined) | undefined;
}

/**
 * Makes a snapshot ready to evaluate. Runs once for each change of the specs.
 *
 * @param compilePattern the engine for `str_matches`; without one no pattern matches
 */
export function compileSpecs(snapshot: SpecSnapshot, compilePattern?: PatternCompiler): CompiledSpecs {
  const tools = { compilePattern, appId: snapshot.appId };
  const shared = sharedConditions(snapshot);
  const conditions = new Map<string, CompiledCondition>();
  for (const [id, condition] of snapshot.conditions) {
    conditions.set(id, compileCondition(condition, tools, shared.has(id)));
  }
  const compileSpec = (spec: Spec): CompiledSpec => ({
    spec,
    rules: spec.rules.map((rule) => compileRule(rule, spec.salt, conditions)),
  });
  return {
    snapshot,
    gates: mapValues(snapshot.featureGates, compileSpec),
    configs: mapValues(snapshot.dynamicConfigs, compileSpec),
    layers: mapValues(snapshot.layerConfigs, compileSpec),
    cmabs: mapValues(snapshot.cmabs, compileCmab),
    mappingsOf: compileMappings(snapshot, conditions),
  };
}

/** The ids of conditions that more than one rule of gates, configs and layers asks for. */
function sharedConditions({ featureGates, dynamicConfigs, layerConfigs }: SnapshotSpecs): ReadonlySet<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const specs of [featureGates, dynamicConfigs, layerConfigs]) {
    for (const { rules } of specs.values()) {
      for (const { conditionIds } of rules) {
        for (const id of conditionIds) (seen.has(id) ? shared : seen).add(id);
      }
    }
  }
  return shared;
}

type SnapshotSpecs = Pick<SpecSnapshot, 'featureGates' | 'dynamicConfigs' | 'layerConfigs'>;

/** Whether the snapshot has a condition that needs a regular-expression engine. */
export function usesPatterns(snapshot: SpecSnapshot): boolean {
  for (const condition of snapshot.conditions.values()) if (condition.operator === 'str_matches') return true;
  return false;
}

/** Whether the snapshot has a condition that needs the country of an IP address. */
export function usesCountries(snapshot: SpecSnapshot): boolean {
  for (const { type, field } of snapshot.conditions.values())
    if (type === 'ip_based' && field === 'country') return true;
  return false;
}

/** The specs of a kind. Dynamic configs and experiments share one map. */
export function specsOfKind(specs: CompiledSpecs, kind: EvaluationKind): ReadonlyMap<string, CompiledSpec> {
  if (kind === 'gate') return specs.gates;
  return kind === 'layer' ? specs.layers : specs.configs;
}

function compileCmab(spec: CmabSpec): CompiledCmab {
  const hash = new SaltedHash(`${spec.salt}.`);
  const unitText = unitTextOf(spec.idType);
  return { spec, bucketOf: (user) => hash.bucketOf(unitText(user), 10_000) };
}

/**
 * Mappings are rare, and their rules hash with the salt of whatever they redirect, so they are compiled when first asked
 * for.
 */
function compileMappings(
  { mappings, mappingRules, featureGates, dynamicConfigs, layerConfigs }: SpecSnapshot,
  conditions: Parameters<typeof compileRule>[2],
): CompiledSpecs['mappingsOf'] {
  if (mappings === undefined || mappingRules === undefined || mappings.size === 0) return undefined;
  const compiled = new Map<string, readonly CompiledMapping[]>();
  return (kind, name) => {
    const redirections = mappings.get(name);
    if (redirections === undefined) return undefined;
    const specs = kind === 'gate' ? featureGates : kind === 'layer' ? layerConfigs : dynamicConfigs;
    const salt = specs.get(name)?.salt ?? '';
    const key = JSON.stringify([salt, name]);
    let result = compiled.get(key);
    if (result === undefined) {
      result = redirections.map(({ newConfigName, rules }) => ({
        newConfigName,
        rules: rules.flatMap(({ ruleName, startTime }) => {
          const rule = mappingRules.get(ruleName);
          return rule === undefined ? [] : [{ startTime, rule: compileRule(rule, salt, conditions) }];
        }),
      }));
      compiled.set(key, result);
    }
    return result;
  };
}

function mapValues<In, Out>(map: ReadonlyMap<string, In>, convert: (value: In) => Out): ReadonlyMap<string, Out> {
  const result = new Map<string, Out>();
  for (const [key, value] of map) result.set(key, convert(value));
  return result;
}
