import { SaltedHash } from '../hashing/salted-hash.js';
import type { CmabSpec, Spec, SpecSnapshot } from '../specs/spec-snapshot.js';
import type { UserData } from '../users/user-data.js';
import type { UnderivedFields } from './compile-condition.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { ConditionTable } from './condition-table.js';
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

/**
 * Entries by name, each compiled when it is first asked for: a process checks a few dozen of a project's thousand gates,
 * and a refresh of the specs should not stall it for the others.
 */
export class CompileOnUse<Source, Compiled> {
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #compile: (source: Source) => Compiled;
  readonly #compiled = new Map<string, Compiled>();

  constructor(sources: ReadonlyMap<string, Source>, compile: (source: Source) => Compiled) {
    this.#sources = sources;
    this.#compile = compile;
  }

  get size(): number {
    return this.#sources.size;
  }

  get(name: string): Compiled | undefined {
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    const source = this.#sources.get(name);
    if (source === undefined) return undefined;
    const compiled = this.#compile(source);
    this.#compiled.set(name, compiled);
    return compiled;
  }
}

/** A snapshot that is ready to evaluate: rules resolved, targets turned into sets, percentages into bucket tests. */
export interface CompiledSpecs {
  readonly snapshot: SpecSnapshot;
  readonly gates: CompileOnUse<Spec, CompiledSpec>;
  /** Dynamic configs and experiments alike: either getter finds either. */
  readonly configs: CompileOnUse<Spec, CompiledSpec>;
  readonly layers: CompileOnUse<Spec, CompiledSpec>;
  readonly cmabs: CompileOnUse<CmabSpec, CompiledCmab>;
  /** The redirections of a name, or undefined; their percentages use the salt of the spec that they redirect. */
  readonly mappingsOf: ((kind: EvaluationKind, name: string) => readonly CompiledMapping[] | undefined) | undefined;
}

/**
 * Makes a snapshot ready to evaluate. Runs once for each change of the specs.
 *
 * @param compilePattern the engine for `str_matches`; without one no pattern matches
 * @param underived what conditions shall find underived
 */
export function compileSpecs(
  snapshot: SpecSnapshot,
  compilePattern?: PatternCompiler,
  underived: UnderivedFields = {},
): CompiledSpecs {
  const tools = { ...underived, compilePattern, appId: snapshot.appId };
  const conditions = new ConditionTable(snapshot.conditions, tools);
  const compileSpec = (spec: Spec): CompiledSpec => ({
    spec,
    rules: spec.rules.map((rule) => compileRule(rule, spec.salt, conditions)),
  });
  return {
    snapshot,
    gates: new CompileOnUse(snapshot.featureGates, compileSpec),
    configs: new CompileOnUse(snapshot.dynamicConfigs, compileSpec),
    layers: new CompileOnUse(snapshot.layerConfigs, compileSpec),
    cmabs: new CompileOnUse(snapshot.cmabs, compileCmab),
    mappingsOf: compileMappings(snapshot, conditions),
  };
}

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
export function specsOfKind(specs: CompiledSpecs, kind: EvaluationKind): CompileOnUse<Spec, CompiledSpec> {
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
  conditions: ConditionTable,
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
