import { deriveChecksum } from './derive.js';
import type { WireCondition } from './wire.js';

/** The payload's `condition_map` while it grows: equal conditions share one entry. */
export class ConditionTable {
  readonly #conditions = new Map<string, WireCondition>();

  /** The id of a condition, which is added when it is new. */
  idOf(condition: WireCondition): string {
    const id = deriveChecksum(condition);
    this.#conditions.set(id, condition);
    return id;
  }

  /** The condition with this id. */
  get(id: string): WireCondition | undefined {
    return this.#conditions.get(id);
  }

  /** The wire's `condition_map`. */
  toMap(): Record<string, WireCondition> {
    return Object.fromEntries(this.#conditions);
  }
}
