import { type ConditionScope, leafCondition } from './conditions/leaf-conditions.js';
import { unsupportedCondition } from './conditions/unsupported-conditions.js';
import type { Random } from './random.js';
import { FIELDS, ID_TYPES } from './vocabulary.js';
import type { Json, WireCondition } from './wire-types.js';

/** What a rule's conditions may ask for. */
export type ConditionReach =
  /** Only the user, the clock and the environment. */
  | 'leaf'
  /** Also gates that exist already, and the groups of leaf experiments. */
  | 'nested';

/** An evaluation repeats the exposures of a gate on each use of it: this bounds how often they multiply. */
const MAX_GATE_COST = 40;

/** A project under construction: the conditions so far, and which entities later ones may refer to. */
export class ProjectDraft implements ConditionScope {
  readonly random: Random;
  /** A few fields per project, so that its users have most of them. */
  readonly fields: readonly string[];
  readonly conditions = new Map<string, WireCondition>();
  readonly gates = new Map<string, Json>();
  readonly configs = new Map<string, Json>();
  readonly layers = new Map<string, Json>();
  /** Gates without nested conditions: the only ones that config mappings refer to, so that no mapping can recur. */
  readonly leafGates: string[] = [];
  /** Experiments without nested conditions, for `experiment_group` conditions. */
  readonly leafExperiments: string[] = [];
  /** Whether a gate may pass through itself. Not together with config mappings, which would never end. */
  readonly allowsCycles: boolean;
  /** Whether there may be conditions that nobody can evaluate. Not together with overrides, which hide the reason. */
  readonly allowsUnsupported: boolean;
  readonly #gateCosts = new Map<string, number>();
  #openCost = 1;

  constructor(
    random: Random,
    { allowsCycles, allowsUnsupported }: { readonly allowsCycles: boolean; readonly allowsUnsupported: boolean },
  ) {
    this.random = random;
    this.fields = random.many(6, 9, () => random.pick(FIELDS));
    this.allowsCycles = allowsCycles;
    this.allowsUnsupported = allowsUnsupported;
  }

  /** Adds a condition; returns its ID. */
  addCondition(condition: WireCondition): string {
    const id = String(1_000_000 + this.conditions.size * 7919);
    this.conditions.set(id, condition);
    return id;
  }

  /** The ID of a new or an existing condition, or, rarely, of none. */
  conditionID(reach: ConditionReach): string {
    const { random } = this;
    return random.weighted<string>([
      [10, () => this.addCondition(leafCondition(this))],
      [reach === 'nested' ? 6 : 0, () => this.addCondition(this.#nestedCondition())],
      [3, () => this.#usedLeafCondition()],
      [this.allowsUnsupported ? 0.4 : 0, () => this.addCondition(unsupportedCondition(random))],
      [this.allowsUnsupported ? 0.2 : 0, () => 'no_such_condition'],
    ]);
  }

  /** Closes the gate whose rules were drawn last: from now on it may be referred to. */
  addGate(name: string, spec: Json): void {
    this.gates.set(name, spec);
    this.#gateCosts.set(name, this.#openCost);
    this.#openCost = 1;
  }

  /** Forgets the references drawn since the last gate; called for entities that gates never refer to. */
  closeEntity(): void {
    this.#openCost = 1;
  }

  #usedLeafCondition(): string {
    const leaves = [...this.conditions].filter(
      ([, { type }]) => !type.endsWith('_gate') && type !== 'experiment_group',
    );
    return leaves.length === 0 ? this.addCondition(leafCondition(this)) : this.random.pick(leaves)[0];
  }

  #nestedCondition(): WireCondition {
    const { random } = this;
    if (this.leafExperiments.length > 0 && random.chance(0.1)) return this.#experimentGroup();
    return {
      type: random.pick(['pass_gate', 'pass_gate', 'fail_gate']),
      idType: random.pick(ID_TYPES),
      operator: random.pick([null, 'any', 'no_such_operator']),
      field: null,
      targetValue: this.#referredGate(),
    };
  }

  #referredGate(): Json {
    const { random } = this;
    if (random.chance(0.06)) return random.pick<Json>(['no_such_gate', '', null, 5, 'segment:missing']);
    if (this.allowsCycles && random.chance(0.4)) return `gate_${random.integer(0, 6)}`;
    const affordable = [...this.#gateCosts].filter(([, cost]) => this.#openCost + cost <= MAX_GATE_COST);
    if (affordable.length === 0) return 'no_such_gate';
    const [name, cost] = random.pick(affordable);
    this.#openCost += cost;
    return name;
  }

  #experimentGroup(): WireCondition {
    const { random } = this;
    return {
      type: 'experiment_group',
      idType: 'userID',
      field: random.pick(this.leafExperiments),
      operator: random.pick(['any', 'none', 'eq']),
      targetValue: random.pick<Json>([['Control'], ['control', 'Test'], 'Test', null]),
    };
  }
}
