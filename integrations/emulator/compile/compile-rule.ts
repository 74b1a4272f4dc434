import type { JsonObject, Rule } from '../project-file/project.js';
import { ruleIdOf } from '../project-file/rule-id.js';
import type { Compilation } from './compilation.js';
import { compileCondition, everyoneCondition } from './compile-condition.js';
import { deriveSalt } from './derive.js';
import type { WireRule } from './wire.js';

/** Where a rule stands: names the spec that salts are derived from, and gives the idType that rules inherit. */
export interface RuleOwner {
  /** For example `gate`. */
  readonly kind: string;
  readonly name: string;
  readonly idType: string;
}

/** The wire form of one rule as it was written. */
export function compileRule(
  rule: Rule & { readonly groupName?: string },
  { index, owner, returnValue }: { index: number; owner: RuleOwner; returnValue: boolean | JsonObject },
  compilation: Compilation,
): WireRule {
  const id = ruleIdOf(rule, index);
  const idType = rule.idType ?? owner.idType;
  const conditions = (rule.if ?? []).map((condition) =>
    compilation.conditions.idOf(compileCondition(condition, idType, compilation.project)),
  );
  return {
    name: rule.name ?? id,
    id,
    salt: rule.salt ?? deriveSalt('rule', owner.kind, owner.name, id),
    passPercentage: rule.pass ?? 100,
    conditions: conditions.length > 0 ? conditions : [everyone(idType, compilation)],
    returnValue,
    idType,
    ...(rule.groupName === undefined ? {} : { groupName: rule.groupName }),
    ...(rule.samplingRate === undefined ? {} : { samplingRate: rule.samplingRate }),
  };
}

/** A rule that the compiler adds: it applies wholly, and needs no salt. */
export function builtRule(
  id: string,
  { condition, returnValue, idType }: { condition: string; returnValue: boolean | JsonObject; idType: string },
): WireRule {
  return { name: id, id, salt: '', passPercentage: 100, conditions: [condition], returnValue, idType };
}

/** The id of the condition that everyone meets. */
export function everyone(idType: string, { conditions }: Compilation): string {
  return conditions.idOf({ ...everyoneCondition, idType });
}
