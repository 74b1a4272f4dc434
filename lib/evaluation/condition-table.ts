import type { ConditionSpec } from '../specs/spec-snapshot.js';
import { CompileOnUse } from './compile-on-use.js';
import { type CompileTools, type CompiledCondition, compileCondition } from './compile-condition.js';
import type { CompiledRule } from './compile-rule.js';
import { ConditionBuckets } from './condition-buckets.js';

/**
 * The conditions of a project, each made ready to run when a rule first asks for it.
 *
 * Rules take theirs from here when they are compiled. So the table alone knows, and notes in `isShared`, which conditions
 * several rules test: the answers of those are worth remembering with the user, which costs more than testing once.
 */
export class ConditionTable {
  readonly #conditions: CompileOnUse<ConditionSpec, CompiledCondition & { isShared: boolean }>;
  readonly #taken = new Set<string>();

  constructor(conditions: ReadonlyMap<string, ConditionSpec>, settings: Omit<CompileTools, 'buckets'>) {
    const tools = { ...settings, buckets: new ConditionBuckets() };
    this.#conditions = new CompileOnUse(conditions, (spec) => compileCondition(spec, tools));
  }

  /** A condition for a rule that will test it; undefined when the project has none of that id. */
  take(id: string): CompiledCondition | undefined {
    const condition = this.#conditions.get(id);
    if (condition === undefined) return undefined;
    if (this.#taken.has(id)) condition.isShared = true;
    else this.#taken.add(id);
    return condition;
  }

  /** Makes a condition ready before any rule asks for it. */
  prepare(id: string): void {
    this.#conditions.get(id);
  }

  /** Takes over the conditions of earlier specs that did not change. Offers a pause after each. */
  adopt(earlier: ConditionTable): Generator<void, void> {
    return this.#conditions.adopt(earlier.#conditions, () => true);
  }

  /** Takes the conditions of rules that were compiled with an earlier table, unless one of them has changed since. */
  retake(rules: readonly CompiledRule[]): boolean {
    const isSame = rules.every(({ spec, conditions }) =>
      spec.conditionIds.every((id, index) => this.#conditions.get(id) === conditions[index]),
    );
    if (isSame) for (const { spec } of rules) for (const id of spec.conditionIds) this.take(id);
    return isSame;
  }
}
