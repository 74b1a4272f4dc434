import type { GateName } from '../types/typed-names.js';

/** Which gates must hold: one gate, all of several, any of several, or the opposite of one of these. */
export type GateExpression =
  | GateName
  | readonly GateExpression[]
  | { readonly all: readonly GateExpression[] }
  | { readonly any: readonly GateExpression[] }
  | { readonly not: GateExpression };

/** What a client says about one gate: its value, and the reason of its evaluation details. */
export interface GateAnswer {
  readonly value: boolean;
  readonly reason: string;
}

/** Whether an expression holds; when it does not, the gate that decided and why. */
export type GateDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** The gate that was asked last. */
      readonly gate: string;
      /** The reason of that gate's evaluation, for example `Network:Recognized`. */
      readonly reason: string;
      /** False when the gate could not be evaluated (unknown, no specs yet): then its value says nothing. */
      readonly decided: boolean;
    };

/** An expression was written wrongly: the application must be changed, so it is thrown while the program starts. */
export class GateExpressionError extends Error {
  override readonly name = 'GateExpressionError';
  readonly code = 'gate_expression_invalid';
}

/**
 * Whether the expression holds for whatever user `ask` answers for.
 *
 * Gates are asked left to right and no further than needed, because asking logs an exposure. A gate that cannot be
 * evaluated denies the whole expression, also under `not`: else a misspelt or deleted gate would open what it negates.
 */
export function decideGateExpression(expression: GateExpression, ask: (gate: string) => GateAnswer): GateDecision {
  const { holds, gate, reason, decided } = outcomeOf(expression, ask);
  return holds && decided ? { allowed: true } : { allowed: false, gate, reason, decided };
}

interface Outcome extends GateSource {
  readonly holds: boolean;
}

interface GateSource {
  readonly gate: string;
  readonly reason: string;
  readonly decided: boolean;
}

function outcomeOf(expression: GateExpression, ask: (gate: string) => GateAnswer): Outcome {
  if (typeof expression === 'string') {
    const { value, reason } = ask(expression);
    return { holds: value, gate: expression, reason, decided: isDecided(reason) };
  }
  if ('not' in expression) {
    const negated = outcomeOf(expression.not, ask);
    return { ...negated, holds: !negated.holds };
  }
  if ('any' in expression) return firstOutcome(expression.any, ask, true);
  return firstOutcome('all' in expression ? expression.all : expression, ask, false);
}

/** The first part that settles the matter: one that cannot be decided, or one that is `settling`; else the last. */
function firstOutcome(parts: readonly GateExpression[], ask: (gate: string) => GateAnswer, settling: boolean): Outcome {
  let outcome: Outcome = { holds: !settling, gate: '', reason: '', decided: true };
  for (const part of parts) {
    outcome = outcomeOf(part, ask);
    if (!outcome.decided || outcome.holds === settling) return outcome;
  }
  return outcome;
}

/** `Network:Recognized`, `LocalOverride:Recognized`, … name a real decision; all other reasons name a default. */
function isDecided(reason: string): boolean {
  return reason.endsWith(':Recognized');
}

/**
 * The expression, checked: names are not empty, lists are not empty (an empty one would let everyone through), and
 * objects have exactly one of `all`, `any`, `not`.
 *
 * @throws GateExpressionError naming the place, what stands there, and what was expected
 */
export function checkGateExpression(expression: unknown, path = 'expression'): GateExpression {
  if (typeof expression === 'string') {
    if (expression.trim() === '') throw invalid(path, 'an empty name');
    return expression;
  }
  if (Array.isArray(expression)) return checkList(expression, path);
  if (typeof expression !== 'object' || expression === null) throw invalid(path, described(expression));
  const [key, ...others] = Object.keys(expression);
  if (others.length > 0) throw invalid(path, `an object with ${[key, ...others].join(', ')}`);
  if ('all' in expression) return { all: checkList(expression.all, `${path}.all`) };
  if ('any' in expression) return { any: checkList(expression.any, `${path}.any`) };
  if ('not' in expression) return { not: checkGateExpression(expression.not, `${path}.not`) };
  throw invalid(path, key === undefined ? 'an empty object' : `an object with ${key}`);
}

function checkList(list: unknown, path: string): readonly GateExpression[] {
  if (!Array.isArray(list)) throw invalid(path, described(list), 'a list of expressions');
  if (list.length === 0) throw invalid(path, 'an empty list', 'at least one gate');
  return list.map((part, index) => checkGateExpression(part, `${path}[${index}]`));
}

function described(value: unknown): string {
  return value === null || typeof value !== 'object' ? String(value) : 'an object';
}

function invalid(
  path: string,
  found: string,
  expected = 'a gate name, a list, { all: […] }, { any: […] } or { not: … }',
): GateExpressionError {
  return new GateExpressionError(`Gate ${path} is ${found}; expected ${expected}.`);
}
