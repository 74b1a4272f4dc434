import type { UserData } from '../users/user-data.js';
import type { UserMemory } from '../users/user-memory.js';
import { specsOfKind } from './compile-specs.js';
import type { EvaluationContext } from './evaluation-context.js';
import { EvaluationRun } from './evaluation-run.js';
import type { Evaluation, EvaluationKind } from './evaluation.js';

/** Tells by its id whether a rule counts. */
export type RuleFilter = (ruleID: string) => boolean;

/**
 * An evaluation in which some rules of the experiment alone decide: neither the others nor local overrides, mappings or
 * autotunes. What those rules ask for is evaluated as ever (evaluation §15).
 */
export class FilteredRun extends EvaluationRun {
  readonly #filter: RuleFilter;
  #applies = false;

  constructor(
    filter: RuleFilter,
    {
      user,
      context,
      memory,
    }: {
      readonly user: Readonly<UserData>;
      readonly context: EvaluationContext;
      readonly memory?: UserMemory;
    },
  ) {
    super(user, context, memory);
    this.#filter = filter;
  }

  /** Whether one of the rules applies to the user. False before `conclude`, and for what does not come to an end. */
  get applies(): boolean {
    return this.#applies;
  }

  override conclude(kind: EvaluationKind, name: string): Evaluation {
    const evaluation = super.conclude(kind, name);
    // Not the evaluation's value: that is closed by an unknown condition, which leaves open here what the others say.
    this.#applies = evaluation.outcome !== 'too-deep' && this.record.value;
    return evaluation;
  }

  protected override evaluateNamed(kind: EvaluationKind, name: string): boolean {
    if (this.isNested) return super.evaluateNamed(kind, name);
    const compiled = specsOfKind(this.context.specs, kind).get(name);
    if (compiled === undefined) return false;
    const rules = compiled.rules.filter(({ spec }) => this.#filter(spec.id));
    // Without such a rule the answer is no, whatever the default of the experiment.
    if (rules.length > 0) this.evaluateSpec(kind, { ...compiled, rules });
    return true;
  }
}
