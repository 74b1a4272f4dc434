import { operators, timeOperators } from '../operators/index.js';
import { targetInstant, userInstant } from '../operators/times.js';
import { numberOf } from '../values/number-form.js';
import type { ConditionExplanation } from './explanation.js';
import { operatorPhrase } from './operator-phrases.js';
import { quote, quoteBuckets, quoteInstant } from './quote.js';

const numberOperators: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte']);

/** A condition and what it met, as a clause: `country is "US" and must be one of ["CA"]`. */
export function describeCondition(condition: ConditionExplanation): string {
  const { type, operator, target, isSupported, consulted } = condition;
  if (!isSupported) return describeUnsupported(condition);
  if (type === 'public') return 'it is for everyone';
  if (type === 'pass_gate' || type === 'fail_gate') {
    const wanted = type === 'pass_gate' ? 'open' : 'closed';
    const found = consulted?.value === true ? 'open' : 'closed';
    const unknown = consulted?.decidedBy === 'unknown' ? ', because the project has no such gate' : '';
    return `gate ${quote(target)} is ${found}${unknown} and must be ${wanted}`;
  }
  return `${subjectOf(condition)} is ${seenOf(condition)} and must ${operatorPhrase(operator)} ${targetOf(condition)}`;
}

function describeUnsupported({ type, operator, target }: ConditionExplanation): string {
  if (type === 'missing') return `the specs lack the condition ${quote(target)}`;
  // An operator counts only where the type is known; of the two, the first that is not known is to blame.
  if (operator !== undefined && !operators.has(operator)) {
    return `a condition of type ${quote(type)} has the operator ${quote(operator)}, which this version does not know`;
  }
  const without = operator === undefined ? ' without an operator' : '';
  return `a condition is of type ${quote(type)}${without}, which this version does not know`;
}

function subjectOf({ type, field, idType, derivedFrom }: ConditionExplanation): string {
  switch (type) {
    case 'current_time':
      return 'the time';
    case 'user_bucket':
      return `the bucket of ${idType}`;
    case 'unit_id':
      return idType;
    case 'target_app':
      return 'the app';
    case 'environment_field':
      return `environment ${field ?? ''}`;
    case 'experiment_group':
      return `the group in experiment ${quote(field ?? '')}`;
    default:
      return derivedFrom === undefined ? (field ?? type) : `${field ?? type}, told by the ${derivedFrom},`;
  }
}

function seenOf({ type, operator, seen, isPrivate, underived }: ConditionExplanation): string {
  if (underived === 'CountryLookupNotLoaded') return 'not looked up (disableCountryLookup)';
  if (underived === 'UAParserNotLoaded') return 'not parsed (disableUserAgentParsing)';
  if (seen === undefined) {
    // The time is an instant and nothing else: operators for numbers or texts find none.
    if (type === 'current_time') return 'nothing to this operator';
    return type === 'experiment_group' ? 'none' : 'missing';
  }
  // Not what stands for it, either: it says nothing of the value's form.
  if (isPrivate && seen === '(private)') return seen;
  if (type === 'current_time' && typeof seen === 'number') return quoteInstant(seen);
  if (operator !== undefined && timeOperators.has(operator)) {
    const instant = userInstant(seen);
    return instant === undefined ? `${quote(seen)} (not a date)` : `${quote(seen)} (${quoteInstant(instant)})`;
  }
  if (operator !== undefined && numberOperators.has(operator) && numberOf(seen) === undefined) {
    return `${quote(seen)} (not a number)`;
  }
  return type === 'user_bucket' ? `${quote(seen)} (of 0 to 999)` : quote(seen);
}

function targetOf({ type, operator, target }: ConditionExplanation): string {
  if (type === 'user_bucket') return quoteBuckets(target);
  if (operator === undefined || !timeOperators.has(operator)) return quote(target);
  const instant = targetInstant(target);
  return instant === undefined ? `${quote(target)} (not a date)` : quoteInstant(instant);
}
