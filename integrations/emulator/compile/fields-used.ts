import type { ConditionTable } from './condition-table.js';
import type { WireCondition, WireSpec } from './wire.js';

/**
 * The user fields that decide a spec, sorted: those of its own conditions, and of the gates and segments they consult.
 * Gates that do not exist in `gates` contribute nothing.
 */
export function fieldsUsed(
  spec: WireSpec,
  { gates, conditions }: { gates: Readonly<Record<string, WireSpec>>; conditions: ConditionTable },
): string[] {
  const fields = new Set<string>();
  const seen = new Set<WireSpec>();
  const visit = (current: WireSpec | undefined): void => {
    if (current === undefined || seen.has(current)) return;
    seen.add(current);
    for (const id of current.rules.flatMap((rule) => rule.conditions)) {
      const condition = conditions.get(id);
      if (condition === undefined) continue;
      const { type, targetValue } = condition;
      const isGate = (type === 'pass_gate' || type === 'fail_gate') && typeof targetValue === 'string';
      if (isGate && Object.hasOwn(gates, targetValue)) visit(gates[targetValue]);
      for (const field of fieldsOf(condition)) fields.add(field);
    }
  };
  visit(spec);
  return [...fields].toSorted();
}

function fieldsOf({ type, field, idType }: WireCondition): readonly string[] {
  if (type === 'user_field') return field === null ? [] : [field];
  if (type === 'ip_based') return ['country', 'ip'];
  if (type === 'ua_based') return ['userAgent'];
  return type === 'unit_id' || type === 'user_bucket' ? [idType] : [];
}
