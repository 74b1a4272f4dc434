import { SaltedHash } from '../hashing/salted-hash.js';
import type { CmabSpec, Spec, SpecSnapshot } from '../specs/spec-snapshot.js';
import { runToEnd } from '../specs/run-to-end.js';
import type { UserData } from '../users/user-data.js';
import type { UnderivedFields } from './compile-condition.js';
import { CompileOnUse } from './compile-on-use.js';
import { type CompiledRule, compileRule } from './compile-rule.js';
import { ConditionTable } from './condition-table.js';
import type { EvaluationKind } from './evaluation.js';
import type { PatternCompiler } from './operators/operator.js';
import { unitTextOf } from './subjects/user-fields.js';

/** The operator of conditions whose target is a regular expression. */
const patternOperator = 'str_matches';

/** A gate, config or layer whose rules are ready to run. */
export interface CompiledSpec {
  readonly spec: Spec;
  readonly rules: readonly CompiledRule[];
  /**
   * What decides for a user in place of the rules, asked at each evaluation: specs that a test answers itself. Undefined for
   * those of a project.
   */
  readonly decidingFor?: ((user: Readonly<UserData>) => CompiledSpec) | undefined;
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
  readonly conditions: ConditionTable;
  readonly gates: CompileOnUse<Spec, CompiledSpec>;
  /** Dynamic configs and experiments alike: either getter finds either. */
  readonly configs: CompileOnUse<Spec, CompiledSpec>;
  readonly layers: CompileOnUse<Spec, CompiledSpec>;
  readonly cmabs: CompileOnUse<CmabSpec, CompiledCmab>;
  /** The redirections of a name, or undefined; their percentages use the salt of the spec that they redirect. */
  readonly mappingsOf: ((kind: EvaluationKind, name: string) => readonly CompiledMapping[] | undefined) | undefined;
}

/** What compiling specs may need besides them. */
export interface CompileSettings {
  /** The engine for `str_matches`; without one no pattern matches. */
  readonly compilePattern?: PatternCompiler | undefined;
  /** What conditions shall find underived. */
  readonly underived?: UnderivedFields | undefined;
  /**
   * The specs before, compiled with the same settings. What was compiled of objects that are in the snapshot too is taken over,
   * as far as nothing has changed that it was compiled with.
   */
  readonly previous?: CompiledSpecs | undefined;
}

/**
 * Makes a snapshot ready to evaluate, at once.
 *
 * @param compilePattern the engine for `str_matches`; without one no pattern matches
 * @param underived what conditions shall find underived
 */
export function compileSpecs(
  snapshot: SpecSnapshot,
  compilePattern?: PatternCompiler,
  underived?: UnderivedFields,
): CompiledSpecs {
  return runToEnd(compileInSteps(snapshot, { compilePattern, underived }));
}

/**
 * Makes a snapshot ready to evaluate: at once what has a pattern, so that those that cannot be run are known; the rest when it is
 * first asked for. Offers pauses.
 *
 * What depends on what: a condition on itself and on the project's app id; a rule on itself, on its spec's salt and on its
 * conditions, which it refers to by an id that another condition may have later. Gates and configs that a rule names are
 * looked up when it is evaluated.
 */
export function* compileInSteps(
  snapshot: SpecSnapshot,
  { compilePattern, underived = {}, previous }: CompileSettings,
): Generator<void, CompiledSpecs> {
  const conditions = new ConditionTable(snapshot.conditions, { ...underived, compilePattern, appId: snapshot.appId });
  const compileSpec = (spec: Spec): CompiledSpec => ({
    spec,
    rules: spec.rules.map((rule) => compileRule(rule, spec.salt, conditions)),
  });
  const compiled = {
    snapshot,
    conditions,
    gates: new CompileOnUse(snapshot.featureGates, compileSpec),
    configs: new CompileOnUse(snapshot.dynamicConfigs, compileSpec),
    layers: new CompileOnUse(snapshot.layerConfigs, compileSpec),
    cmabs: new CompileOnUse(snapshot.cmabs, compileCmab),
    mappingsOf: compileMappings(snapshot, conditions),
  };
  if (previous !== undefined) yield* adopt(compiled, previous);
  for (const [id, { operator }] of snapshot.conditions) {
    if (operator === patternOperator) conditions.prepare(id);
    yield;
  }
  return compiled;
}

function* adopt(compiled: CompiledSpecs, previous: CompiledSpecs): Generator<void, void> {
  // An app id may be a list, which is another object in each snapshot.
  if (JSON.stringify(compiled.snapshot.appId) === JSON.stringify(previous.snapshot.appId)) {
    yield* compiled.conditions.adopt(previous.conditions);
  }
  const hasSameConditions = ({ rules }: CompiledSpec): boolean => compiled.conditions.retake(rules);
  for (const kind of ['gates', 'configs', 'layers'] as const) {
    yield* compiled[kind].adopt(previous[kind], hasSameConditions);
  }
  yield* compiled.cmabs.adopt(previous.cmabs, () => true);
}

/** What a snapshot needs that is loaded only for those who need it. */
export interface SpecNeeds {
  /** Whether a condition needs the engine for regular expressions. */
  readonly patterns: boolean;
  /** Whether a condition needs the countries of IP addresses. */
  readonly countries: boolean;
}

/** Finds out what the conditions of a snapshot need. Offers a pause after each. */
export function* findNeeds({ conditions }: SpecSnapshot): Generator<void, SpecNeeds> {
  let [patterns, countries] = [false, false];
  for (const { operator, type, field } of conditions.values()) {
    if (operator === patternOperator) patterns = true;
    if (type === 'ip_based' && field === 'country') countries = true;
    yield;
  }
  return { patterns, countries };
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
