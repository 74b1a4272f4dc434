import type { ConditionSpec } from '../specs/spec-snapshot.js';
import type { UserValue } from '../users/user-value.js';
import { operators, timeOperators } from './operators/index.js';
import type { Matcher, OperatorTools } from './operators/operator.js';
import type { UserData } from '../users/user-data.js';
import type { ConditionBuckets } from './condition-buckets.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { OverrideReason } from './evaluation.js';
import {
  derivableUserAgentField,
  ipField,
  ipText,
  isCountryField,
  parsableUserAgent,
  userAgentField,
} from './subjects/derived-fields.js';
import { type Subject, environmentField, unitOf, unitTextOf, userField } from './subjects/user-fields.js';

type RunnableCondition =
  /** Holds for everyone. */
  | { readonly kind: 'always' }
  /** Holds when another gate passes, or when it fails. */
  | { readonly kind: 'gate'; readonly gate: string; readonly isNegated: boolean }
  /** Tests a value of the user. */
  | { readonly kind: 'value'; readonly subject: Subject; readonly matches: Matcher }
  /** Tests a value that the user states, and that is otherwise derived; but deriving it is switched off. */
  | {
      readonly kind: 'underived';
      readonly subject: Subject;
      readonly matches: Matcher;
      /** Whether there is something to derive it from: then the answer is reported with `reason`. */
      readonly isDerivable: (user: Readonly<UserData>, context: EvaluationContext) => boolean;
      readonly reason: OverrideReason;
    }
  /** Tests the current time. */
  | { readonly kind: 'clock'; readonly matches: Matcher }
  /** Tests the group that the user has in an experiment. */
  | { readonly kind: 'experiment-group'; readonly experiment: string; readonly matches: Matcher }
  /** A type or operator that this version does not know: the gate stays closed. */
  | { readonly kind: 'unsupported' };

/** A condition that is ready to run. */
export type CompiledCondition = RunnableCondition & {
  /** What it was compiled from: evaluation does not look at it, explanations do. */
  readonly spec: ConditionSpec;
  /** Whether several rules test it, as far as they were compiled yet: see `ConditionTable`. */
  readonly isShared: boolean;
};

/** What compiling a condition needs besides the condition. */
export interface CompileTools extends OperatorTools, UnderivedFields {
  /** The project's app id, the value of `target_app` conditions. */
  readonly appId: UserValue;
  /** What `user_bucket` conditions look at. */
  readonly buckets: ConditionBuckets;
}

/** What is not derived from users although a condition asks for it. */
export interface UnderivedFields {
  /** Set when countries are not looked up: whether a text is an address, whose country would have been. */
  readonly withoutCountryOf?: ((ip: string) => boolean) | undefined;
  /** Set when user agents are not parsed. @default false */
  readonly withoutUserAgents?: boolean | undefined;
}

/** Prepares a condition: its type decides what is looked at, its operator how. Types match exactly (evaluation §5). */
export function compileCondition(spec: ConditionSpec, tools: CompileTools): CompiledCondition {
  return { ...compile(spec, tools), spec, isShared: false };
}

function compile(condition: ConditionSpec, tools: CompileTools): RunnableCondition {
  const { targetValue } = condition;
  switch (condition.type) {
    case 'public':
      return { kind: 'always' };
    case 'pass_gate':
    case 'fail_gate':
      return {
        kind: 'gate',
        gate: typeof targetValue === 'string' ? targetValue : '',
        isNegated: condition.type === 'fail_gate',
      };
    default:
  }

  const operator = condition.operator === undefined ? undefined : operators.get(condition.operator);
  if (operator === undefined) return { kind: 'unsupported' };
  const matches = operator(targetValue, tools);

  switch (condition.type) {
    case 'user_field':
      return { kind: 'value', subject: userField(condition.field), matches };
    case 'ua_based':
      return compileUserAgentCondition(condition.field, matches, tools);
    case 'ip_based':
      return compileIpCondition(condition.field, matches, tools);
    case 'environment_field':
      return { kind: 'value', subject: environmentField(condition.field), matches };
    case 'unit_id':
      return { kind: 'value', subject: unitOf(condition.idType), matches };
    case 'target_app':
      return {
        kind: 'value',
        subject: (_user, { targetApp }) => (targetApp === undefined ? tools.appId : targetApp),
        matches,
      };
    case 'user_bucket':
      return { kind: 'value', subject: bucketOf(condition, tools), matches };
    case 'current_time':
      // The time is an instant and nothing else: to every other operator it is a missing value.
      return condition.operator !== undefined && timeOperators.has(condition.operator)
        ? { kind: 'clock', matches }
        : { kind: 'value', subject: () => undefined, matches };
    case 'experiment_group':
      return { kind: 'experiment-group', experiment: condition.field ?? '', matches };
    default:
      return { kind: 'unsupported' };
  }
}

function compileUserAgentCondition(
  field: string | undefined,
  matches: Matcher,
  { withoutUserAgents }: UnderivedFields,
): RunnableCondition {
  if (withoutUserAgents !== true || derivableUserAgentField(field) === undefined) {
    return { kind: 'value', subject: userAgentField(field), matches };
  }
  return {
    kind: 'underived',
    subject: userField(field),
    matches,
    isDerivable: (user, context) => parsableUserAgent(user, context) !== undefined,
    reason: 'UAParserNotLoaded',
  };
}

function compileIpCondition(
  field: string | undefined,
  matches: Matcher,
  { withoutCountryOf: isAddress }: UnderivedFields,
): RunnableCondition {
  if (isAddress === undefined || !isCountryField(field)) return { kind: 'value', subject: ipField(field), matches };
  return {
    kind: 'underived',
    subject: userField(field),
    matches,
    // As observed of the official SDK: what is no address needs no table.
    isDerivable: (user, context) => {
      const ip = ipText(user, context);
      return ip !== undefined && isAddress(ip);
    },
    reason: 'CountryLookupNotLoaded',
  };
}

function bucketOf({ salt, idType }: ConditionSpec, { buckets }: CompileTools): Subject {
  const unitText = unitTextOf(idType);
  const bucketOfUnit = buckets.ofSalt(salt);
  return (user) => bucketOfUnit(unitText(user));
}
