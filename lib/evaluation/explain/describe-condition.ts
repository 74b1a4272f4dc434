import type { ConditionExplanation } from './explanation.js';

/** Longer targets are cut: a list of a thousand ids helps nobody. */
const longestValue = 80;

/** A condition and how it came out, as a clause: `country is "US", and any ["CA"] does not hold`. */
export function describeCondition(condition: ConditionExplanation): string {
  const { type, operator, target, holds, isSupported, consulted } = condition;
  if (!isSupported) return `"${type}" with operator "${operator ?? ''}" is not known to this version`;
  const isTrue = holds ? 'holds' : 'does not hold';
  if (type === 'public') return 'it is for everyone';
  if (type === 'pass_gate' || type === 'fail_gate') {
    const wanted = type === 'pass_gate' ? 'open' : 'closed';
    const found = consulted?.decidedBy === 'unknown' ? 'unknown' : consulted?.value === true ? 'open' : 'closed';
    return `gate ${show(target)} has to be ${wanted} and is ${found}`;
  }
  return `${subjectOf(condition)} is ${seenOf(condition)}, and ${operator ?? ''} ${show(target)} ${isTrue}`;
}

function subjectOf({ type, field }: ConditionExplanation): string {
  switch (type) {
    case 'current_time':
      return 'the time';
    case 'user_bucket':
      return "the user's bucket";
    case 'unit_id':
      return 'the unit';
    case 'target_app':
      return 'the app';
    case 'experiment_group':
      return `the group in experiment ${field ?? ''}`;
    default:
      return field ?? type;
  }
}

function seenOf({ type, seen, consulted, isPrivate }: ConditionExplanation): string {
  if (type === 'experiment_group') return consulted === undefined ? 'none' : 'as evaluated';
  if (isPrivate && typeof seen === 'string') return seen;
  return seen === undefined ? 'missing' : show(seen);
}

/** A value as JSON, cut when long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'missing';
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}
