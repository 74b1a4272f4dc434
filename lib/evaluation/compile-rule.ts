import { SaltedHash } from '../hashing/salted-hash.js';
import type { JsonObject } from '../specs/json-value.js';
import type { ReturnValue, RuleSpec } from '../specs/spec-snapshot.js';
import type { UserData } from '../users/user-data.js';
import type { CompiledCondition } from './compile-condition.js';
import { unitTextOf } from './subjects/user-fields.js';

/** How many buckets pass percentages tell apart: hundredths of a percent. */
const passBuckets = 10_000;

/** A rule that is ready to run. */
export interface CompiledRule {
  readonly spec: RuleSpec;
  /** In the rule's order; undefined where the condition does not exist, which makes the rule unsupported. */
  readonly conditions: readonly (CompiledCondition | undefined)[];
  /** Whether the user's unit is within the rule's percentage. */
  readonly passes: (user: Readonly<UserData>) => boolean;
}

/**
 * Prepares a rule: its conditions are looked up, its percentage made into a test of the unit's bucket.
 *
 * @param salt the salt of the gate, config or layer that the rule belongs to
 */
export function compileRule(
  spec: RuleSpec,
  salt: string,
  conditions: ReadonlyMap<string, CompiledCondition>,
): CompiledRule {
  return {
    spec,
    conditions: spec.conditionIds.map((id) => conditions.get(id)),
    passes: passTest(spec, salt),
  };
}

/**
 * The percentage test (evaluation §7.2). 100 and 0 need no hash. The bound is compared as the double it is, unrounded:
 * `74.15 * 100` is a little more than 7415, so that bucket passes at 74.15 %.
 */
function passTest({ id, passPercentage, idType, salt: ruleSalt }: RuleSpec, salt: string): CompiledRule['passes'] {
  if (passPercentage === 100) return () => true;
  if (passPercentage === 0) return () => false;
  const bound = passPercentage * 100;
  const unitText = unitTextOf(idType);
  let hash: SaltedHash | undefined;
  return (user) =>
    (hash ??= new SaltedHash(`${salt}.${ruleSalt ?? id}.`)).bucketOf(unitText(user), passBuckets) < bound;
}

/** A rule's or spec's value as the answer of a gate: undefined when it is no boolean. */
export function booleanOf(value: ReturnValue): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

/** A rule's or spec's value as the values of a config: undefined when it is no object. */
export function objectOf(value: ReturnValue | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}
