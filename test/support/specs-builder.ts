import type { UnderivedFields } from '../../lib/evaluation/compile-condition.js';
import { type CompiledSpecs, compileSpecs } from '../../lib/evaluation/compile-specs.js';
import { evaluate } from '../../lib/evaluation/evaluate.js';
import type { EvaluationContext } from '../../lib/evaluation/evaluation-context.js';
import type { Evaluation, EvaluationKind } from '../../lib/evaluation/evaluation.js';
import type { PatternCompiler } from '../../lib/evaluation/operators/operator.js';
import { parseSpecs } from '../../lib/specs/parse-specs.js';
import { StatsigUser, type StatsigUserArgs } from '../../lib/users/statsig-user.js';

/** Fields of an object of the wire format. Tests name those that they are about; builders add the plainest others. */
export type WireFields = Readonly<Record<string, unknown>>;

/** A project, in short. Rules hold their conditions themselves; the builder gives those ids. */
export interface ProjectParts {
  readonly gates?: Readonly<Record<string, WireFields>>;
  readonly configs?: Readonly<Record<string, WireFields>>;
  readonly layers?: Readonly<Record<string, WireFields>>;
  readonly mappingRules?: Readonly<Record<string, WireFields>>;
  /** Top-level fields of the document. */
  readonly top?: WireFields;
}

/** A condition that everyone meets. */
export const everyone = condition({ type: 'public' });

/** A condition that nobody meets. */
export const nobody = condition({ field: 'nothing', operator: 'any', targetValue: ['x'] });

/** A condition of a type that no SDK knows. */
export const unknownCondition = condition({ type: 'no_such_type' });

/** A condition; without a type it looks at a user field. */
export function condition(fields: WireFields): WireFields {
  return { type: 'user_field', idType: 'userID', operator: null, field: null, targetValue: null, ...fields };
}

/** A condition on the custom field `f`. */
export function fieldCondition(operator: string, targetValue: unknown): WireFields {
  return condition({ field: 'f', operator, targetValue });
}

/** A condition that another gate passes. */
export function passGate(name: string): WireFields {
  return condition({ type: 'pass_gate', targetValue: name });
}

/** A condition that another gate fails. */
export function failGate(name: string): WireFields {
  return condition({ type: 'fail_gate', targetValue: name });
}

/**
 * A rule that all pass who meet its conditions.
 * @param conditions objects, or ids for conditions that the project does not have.
 */
export function rule(id: string, conditions: readonly (WireFields | string)[], fields: WireFields = {}): WireFields {
  return { name: id, id, salt: id, passPercentage: 100, conditions, returnValue: true, idType: 'userID', ...fields };
}

/** The document that the service would send for a project. */
export function buildSpecs({ gates, configs, layers, mappingRules, top }: ProjectParts = {}): Record<string, unknown> {
  const conditionMap: Record<string, WireFields> = {};
  const withIds = (fields: WireFields): WireFields => {
    if (!Array.isArray(fields['conditions'])) return fields;
    const conditions = (fields['conditions'] as (WireFields | string)[]).map((one) => {
      if (typeof one === 'string') return one;
      const text = JSON.stringify(one);
      const known = Object.keys(conditionMap).find((id) => JSON.stringify(conditionMap[id]) === text);
      const id = known ?? String(Object.keys(conditionMap).length + 1);
      conditionMap[id] = one;
      return id;
    });
    return { ...fields, conditions };
  };
  const specs = (entity: string, named: Readonly<Record<string, WireFields>> = {}): WireFields =>
    mapEntries(named, (fields) => ({
      type: entity === 'feature_gate' ? 'feature_gate' : 'dynamic_config',
      entity,
      salt: 'salt',
      enabled: true,
      idType: 'userID',
      defaultValue: entity === 'feature_gate' ? false : {},
      ...fields,
      rules: ((fields['rules'] ?? []) as WireFields[]).map(withIds),
    }));
  return {
    has_updates: true,
    time: 1000,
    feature_gates: specs('feature_gate', gates),
    dynamic_configs: specs('experiment', configs),
    layer_configs: specs('layer', layers),
    ...(mappingRules && { override_rules: mapEntries(mappingRules, withIds) }),
    condition_map: conditionMap,
    experiment_to_layer: {},
    ...top,
  };
}

/** What an evaluation context may be given besides the specs. */
export interface ContextParts extends Partial<Omit<EvaluationContext, 'specs'>>, UnderivedFields {
  readonly compilePattern?: PatternCompiler;
}

/** A context in which nothing but the specs answers: the clock stands at 0, and there are no lists, countries or agents. */
export function buildContext(
  parts: ProjectParts,
  { compilePattern, withoutCountryOf, withoutUserAgents, ...others }: ContextParts = {},
): EvaluationContext {
  return {
    specs: compileParts(parts, compilePattern, { withoutCountryOf, withoutUserAgents }),
    overrides: undefined,
    environment: undefined,
    globalCustomFields: undefined,
    now: () => 0,
    random: () => 0,
    isOnIdList: () => false,
    countryOf: () => undefined,
    userAgentField: () => undefined,
    ...others,
  };
}

/** A project, parsed and compiled. @throws when a spec of it is malformed, which no test of evaluation wants. */
export function compileParts(
  parts: ProjectParts,
  compilePattern?: PatternCompiler,
  underived?: UnderivedFields,
): CompiledSpecs {
  const { snapshot, skipped } = parseSpecs(buildSpecs(parts));
  if (skipped[0] !== undefined) throw skipped[0];
  return compileSpecs(snapshot, compilePattern, underived);
}

/** Evaluates something by kind and name for a user of these fields. */
export function decide(
  context: EvaluationContext,
  kind: EvaluationKind,
  name: string,
  user: StatsigUser | StatsigUserArgs = { userID: 'u' },
): Evaluation {
  return evaluate(kind, name, user instanceof StatsigUser ? user : new StatsigUser(user), context).evaluation;
}

/** The secondary exposures of an evaluation as `gate/value/rule`. */
export function exposed({ secondaryExposures }: Pick<Evaluation, 'secondaryExposures'>): string[] {
  return secondaryExposures.map(({ gate, gateValue, ruleID }) => `${gate}/${gateValue}/${ruleID}`);
}

/** Whether a user of these fields meets a single condition. */
export function meets(
  one: WireFields,
  user: StatsigUser | StatsigUserArgs = { userID: 'u' },
  parts: ContextParts & { readonly top?: WireFields } = {},
): boolean {
  const { top = {}, ...others } = parts;
  const context = buildContext({ gates: { g: { rules: [rule('r', [one])] } }, top }, others);
  const { outcome, value } = decide(context, 'gate', 'g', user);
  if (outcome !== 'recognized') throw new Error(`The condition was not decided: ${outcome}.`);
  return value;
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
