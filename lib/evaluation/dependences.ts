import type { CompiledCondition } from './compile-condition.js';
import type { CompiledRule } from './compile-rule.js';
import type { CompiledSpec } from './compile-specs.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { EvaluationKind } from './evaluation.js';

/**
 * What an answer depends on besides its context, for users without custom IDs and without an environment of their own: on nothing,
 * on the `userID`, or on more than that.
 */
export type Dependence = 'nothing' | 'userID' | 'more';

/** How many gates may refer to each other before nobody looks further. Chains of projects are a few long. */
const maxDepth = 30;

/** What the specs of a context look at of a user. Counts as `more` whatever is not certain, and what is asked anew each time. */
export class Dependences {
  readonly #context: EvaluationContext;
  /** `more` as well for what is being looked at now: gates that refer to each other without end. */
  readonly #known = new Map<CompiledSpec, Dependence>();
  #depth = 0;

  constructor(context: EvaluationContext) {
    this.#context = context;
  }

  /** What the answers of a spec depend on. */
  of(kind: EvaluationKind, compiled: CompiledSpec): Dependence {
    const { specs, overrides } = this.#context;
    if (overrides !== undefined || specs.mappingsOf !== undefined || kind === 'layer') return 'more';
    if (kind === 'experiment' && specs.cmabs.get(compiled.spec.name) !== undefined) return 'more';
    return this.#ofSpec(compiled);
  }

  #ofSpec(compiled: CompiledSpec): Dependence {
    const known = this.#known.get(compiled);
    if (known !== undefined) return known;
    if (compiled.decidingFor !== undefined || this.#depth >= maxDepth) return 'more';
    this.#known.set(compiled, 'more');
    this.#depth += 1;
    const dependence = most(compiled.rules, (rule) => this.#ofRule(rule));
    this.#depth -= 1;
    this.#known.set(compiled, dependence);
    return dependence;
  }

  #ofRule({ spec, conditions, passTest }: CompiledRule): Dependence {
    if (spec.delegate !== undefined) return 'more';
    const ofConditions = most(conditions, (condition) => this.#ofCondition(condition));
    // Of a unit that users without custom IDs do not have it is the same for all: the difference is not worth a look.
    return ofConditions === 'nothing' && typeof passTest !== 'boolean' ? 'userID' : ofConditions;
  }

  #ofCondition(condition: CompiledCondition | undefined): Dependence {
    if (condition?.kind === 'always') return 'nothing';
    if (condition?.kind === 'value') return dependenceByType.get(condition.spec.type) ?? 'more';
    const gate = condition?.kind === 'gate' ? this.#context.specs.gates.get(condition.gate) : undefined;
    return gate === undefined ? 'more' : this.#ofSpec(gate);
  }
}

/** By the type of conditions that test a value. */
const dependenceByType: ReadonlyMap<string, Dependence> = new Map([
  ['target_app', 'nothing'],
  ['environment_field', 'nothing'],
  ['unit_id', 'userID'],
  ['user_bucket', 'userID'],
]);

function most<Part>(parts: readonly Part[], dependenceOf: (part: Part) => Dependence): Dependence {
  let found: Dependence = 'nothing';
  for (const part of parts) {
    const dependence = dependenceOf(part);
    if (dependence === 'more') return dependence;
    if (dependence === 'userID') found = dependence;
  }
  return found;
}
