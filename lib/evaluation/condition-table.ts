import type { ConditionSpec } from '../specs/spec-snapshot.js';
import { type CompileTools, type CompiledCondition, compileCondition } from './compile-condition.js';

/**
 * The conditions of a project, ready to run.
 *
 * Rules take theirs from here when they are compiled. So the table alone knows, and notes in `isShared`, which conditions
 * several rules test: the answers of those are worth remembering with the user, which costs more than testing once.
 */
export class ConditionTable {
  readonly #conditions = new Map<string, CompiledCondition & { isShared: boolean }>();
  readonly #taken = new Set<string>();

  constructor(conditions: ReadonlyMap<string, ConditionSpec>, tools: CompileTools) {
    for (const [id, spec] of conditions) this.#conditions.set(id, compileCondition(spec, tools));
  }

  /** A condition for a rule that will test it; undefined when the project has none of that id. */
  take(id: string): CompiledCondition | undefined {
    const condition = this.#conditions.get(id);
    if (condition === undefined) return undefined;
    if (this.#taken.has(id)) condition.isShared = true;
    else this.#taken.add(id);
    return condition;
  }
}
