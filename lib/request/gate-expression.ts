import type {
  DynamicConfigName,
  DynamicConfigValues,
  ExperimentName,
  ExperimentValues,
  GateName,
  LayerName,
  LayerValues,
} from '../types/typed-names.js';

/**
 * What must hold: a gate that is open, a value that is as said, all of several, any of several, or the opposite of one of
 * these.
 */
export type GateExpression =
  | GateName
  | ValueCondition
  | readonly GateExpression[]
  | { readonly all: readonly GateExpression[] }
  | { readonly any: readonly GateExpression[] }
  | { readonly not: GateExpression };

/** A parameter of an experiment, a dynamic config or a layer that must have a value: `{ experiment, param, equals }`. */
export type ValueCondition =
  | ParameterEquals<'experiment', { [Name in ExperimentName]: ExperimentValues<Name> }>
  | ParameterEquals<'config', { [Name in DynamicConfigName]: DynamicConfigValues<Name> }>
  | ParameterEquals<'layer', { [Name in LayerName]: LayerValues<Name> }>;

type ParameterEquals<Kind extends string, ValuesByName> = {
  readonly [Name in keyof ValuesByName]: { readonly [Key in Kind]: Name } & {
    readonly param: Extract<keyof ValuesByName[Name], string>;
    /** Compared by `===`. A parameter that does not exist equals nothing. */
    readonly equals: ComparedValue;
  };
}[keyof ValuesByName];

/** What a value can be compared with. */
export type ComparedValue = string | number | boolean;

/** The kinds of what holds the parameters of a {@link ValueCondition}. */
export type ValueKind = 'experiment' | 'config' | 'layer';

/** One parameter to ask for. */
export interface ValueQuestion {
  readonly kind: ValueKind;
  readonly name: string;
  readonly param: string;
}

/** What a client says about one gate: its value, and the reason of its evaluation details. */
export interface GateAnswer {
  readonly value: boolean;
  readonly reason: string;
}

/** What a client says about one parameter: its value, null when there is none, and the reason. */
export interface ValueAnswer {
  readonly value: unknown;
  readonly reason: string;
}

/** Whoever knows the answers for one user. */
export interface FlagAnswers {
  gate(name: string): GateAnswer;
  value(question: ValueQuestion): ValueAnswer;
}

/** Whether an expression holds; when it does not, what decided and why. */
export type GateDecision =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** The gate, experiment, config or layer that was asked last. */
      readonly gate: string;
      /** The reason of that evaluation, for example `Network:Recognized`. */
      readonly reason: string;
      /** False when it could not be evaluated (unknown, no specs yet): then its value says nothing. */
      readonly decided: boolean;
    };

/**
 * Whether the expression holds for the user whom `answers` is about.
 *
 * Questions are asked left to right and no further than needed, because asking logs an exposure. A gate, experiment, config
 * or layer that cannot be evaluated denies the whole expression, also under `not`: else a misspelt or deleted gate would
 * open what it negates.
 */
export function decideGateExpression(expression: GateExpression, answers: FlagAnswers): GateDecision {
  const { holds, gate, reason, decided } = outcomeOf(expression, answers);
  return holds && decided ? { allowed: true } : { allowed: false, gate, reason, decided };
}

interface Outcome {
  readonly holds: boolean;
  readonly gate: string;
  readonly reason: string;
  readonly decided: boolean;
}

function outcomeOf(expression: GateExpression, answers: FlagAnswers): Outcome {
  if (typeof expression === 'string') {
    const { value, reason } = answers.gate(expression);
    return { holds: value, gate: expression, reason, decided: isDecided(reason) };
  }
  if (isList(expression)) return firstOutcome(expression, answers, false);
  if ('all' in expression) return firstOutcome(expression.all, answers, false);
  if ('any' in expression) return firstOutcome(expression.any, answers, true);
  if ('not' in expression) {
    const negated = outcomeOf(expression.not, answers);
    return { ...negated, holds: !negated.holds };
  }
  const question = questionOf(expression);
  const { value, reason } = answers.value(question);
  return { holds: value === expression.equals, gate: question.name, reason, decided: isDecided(reason) };
}

/** As `Array.isArray`, which does not know arrays that cannot be written to. */
function isList(expression: GateExpression): expression is readonly GateExpression[] {
  return Array.isArray(expression);
}

function questionOf(condition: ValueCondition): ValueQuestion {
  const { param } = condition;
  if ('experiment' in condition) return { kind: 'experiment', name: condition.experiment, param };
  if ('config' in condition) return { kind: 'config', name: condition.config, param };
  return { kind: 'layer', name: condition.layer, param };
}

/** The first part that settles the matter: one that cannot be decided, or one that is `settling`; else the last. */
function firstOutcome(parts: readonly GateExpression[], answers: FlagAnswers, settling: boolean): Outcome {
  let outcome: Outcome = { holds: !settling, gate: '', reason: '', decided: true };
  for (const part of parts) {
    outcome = outcomeOf(part, answers);
    if (!outcome.decided || outcome.holds === settling) return outcome;
  }
  return outcome;
}

/** `Network:Recognized`, `LocalOverride:Recognized`, … name a real decision; all other reasons name a default. */
function isDecided(reason: string): boolean {
  return reason.endsWith(':Recognized');
}
