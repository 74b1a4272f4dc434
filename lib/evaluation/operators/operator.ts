import type { JsonValue } from '../../specs/json-value.js';
import type { UserValue } from '../../users/user-value.js';
import type { EvaluationContext } from '../evaluation-context.js';

/**
 * Decides whether a user's value satisfies a condition whose target was prepared. Undefined stands for an absent value.
 * Never throws.
 */
export type Matcher = (value: UserValue | undefined, context: EvaluationContext) => boolean;

/** Turns a pattern of the service's regular-expression dialect into a search; undefined when it is not one. */
export type PatternCompiler = (pattern: string) => ((text: string) => boolean) | undefined;

/** What operators need besides their target. */
export interface OperatorTools {
  /** Undefined when no engine was loaded: then no pattern matches. */
  readonly compilePattern: PatternCompiler | undefined;
}

/** Prepares a target once, when specs arrive, and gives the matcher that runs for every user. */
export type Operator = (target: JsonValue, tools: OperatorTools) => Matcher;
