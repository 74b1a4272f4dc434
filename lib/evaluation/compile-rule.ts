import { SaltedHash } from '../hashing/salted-hash.js';
import type { JsonObject } from '../specs/json-value.js';
import type { ReturnValue, RuleSpec } from '../specs/spec-snapshot.js';
import type { UserData } from '../users/user-data.js';
import type { CompiledCondition } from './compile-condition.js';
import type { ConditionTable } from './condition-table.js';
import { unitTextOf } from './subjects/user-fields.js';

/** How many buckets pass percentages tell apart: hundredths of a percent. */
const passBuckets = 10_000;

/** A rule that is ready to run. */
export interface CompiledRule {
  readonly spec: RuleSpec;
  /** In the rule's order; undefined where the condition does not exist, which makes the rule unsupported. */
  readonly conditions: readonly (CompiledCondition | undefined)[];
  /** Whether users pass: all, none, or those whose bucket is low enough. */
  readonly passTest: boolean | BucketTest;
}

/** The percentage of a rule as a test of the unit's bucket (evaluation §7.2). */
export class BucketTest {
  /**
   * Buckets below this pass. It is the double that the percentage gives, unrounded: `74.15 * 100` is a little more than
   * 7415, so that bucket passes at 74.15 %.
   */
  readonly bound: number;
  readonly #prefix: string;
  readonly #unitText: (user: Readonly<UserData>) => string;
  #hash: SaltedHash | undefined;

  constructor({ id, passPercentage, idType, salt }: RuleSpec, specSalt: string) {
    this.bound = passPercentage * 100;
    this.#prefix = `${specSalt}.${salt ?? id}.`;
    this.#unitText = unitTextOf(idType);
  }

  /** The user's bucket. Range: 0 to 9,999. */
  bucketOf(user: Readonly<UserData>): number {
    // The salt is hashed on first use: a project has many rules that no one asks for.
    return (this.#hash ??= new SaltedHash(this.#prefix)).bucketOf(this.#unitText(user), passBuckets);
  }

  /** The text whose hash gives the bucket. */
  hashInput(user: Readonly<UserData>): string {
    return this.#prefix + this.#unitText(user);
  }
}

/**
 * Prepares a rule: its conditions are taken from the table, its percentage made into a test of the unit's bucket.
 *
 * @param salt the salt of the gate, config or layer that the rule belongs to
 */
export function compileRule(spec: RuleSpec, salt: string, conditions: ConditionTable): CompiledRule {
  return {
    spec,
    conditions: spec.conditionIds.map((id) => conditions.take(id)),
    passTest: passTest(spec, salt),
  };
}

/** 100 and 0 need no hash. */
function passTest(rule: RuleSpec, salt: string): CompiledRule['passTest'] {
  if (rule.passPercentage === 100) return true;
  return rule.passPercentage === 0 ? false : new BucketTest(rule, salt);
}

/** Whether the user's unit is within a rule's percentage. */
export function passes({ passTest: test }: CompiledRule, user: Readonly<UserData>): boolean {
  return typeof test === 'boolean' ? test : test.bucketOf(user) < test.bound;
}

/** A rule's or spec's value as the answer of a gate: undefined when it is no boolean. */
export function booleanOf(value: ReturnValue): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A rule's or spec's value as the values of a config: undefined when it is no object. */
export function objectOf(value: ReturnValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}
