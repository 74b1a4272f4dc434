import type { CompiledRule } from '../evaluation/compile-rule.js';
import type { CompiledSpec } from '../evaluation/compile-specs.js';
import type { EvaluationKind } from '../evaluation/evaluation.js';
import type { RuleSpec, Spec } from '../specs/spec-snapshot.js';
import type { UserData } from '../users/user-data.js';
import { type AnswerRules, everyoneID } from './answer-rules.js';
import { readAnswer } from './read-answer.js';
import type { DefinedKind } from './test-definitions.js';

/** Something that a test defines. */
export interface SpecDefinition {
  readonly kind: Exclude<DefinedKind, 'parameterStore'>;
  readonly name: string;
  /** An answer, or a function of the user that gives one. */
  readonly given: unknown;
  /** What the given specs have under that name. */
  readonly base: CompiledSpec | undefined;
}

/** What defining needs besides the definition. */
export interface DefiningTools {
  readonly rules: AnswerRules;
  /** Told of what a function of the test threw, or gave that is no answer. */
  readonly noteFailure: (error: unknown) => void;
}

/**
 * Makes a definition into a spec that evaluation runs like any other: each answer is a rule for everyone. What the given specs
 * say of the name beside its rules, such as its ID type, stays.
 *
 * @throws TypeError for what is no answer; a function's answers are only seen when it is asked
 */
export function defineSpec({ kind, name, given, base }: SpecDefinition, tools: DefiningTools): CompiledSpec {
  const target = { kind: evaluationKinds[kind], name, base: base?.spec };
  // Grows with the answers that a function gives.
  const ruleSpecs: RuleSpec[] = [];
  const compiledRules: CompiledRule[] = [];
  const deciding = new Map<RuleSpec, CompiledSpec>();
  const spec = specOf(kind, name, base?.spec, ruleSpecs);
  const undecided = base ?? { spec, rules: [] };

  const decide = (answer: unknown): CompiledSpec => {
    if (answer === undefined) return undecided;
    const ruleSpec = tools.rules.ruleFor(target, readAnswer(kind, name, answer));
    let decided = deciding.get(ruleSpec);
    if (decided === undefined) {
      const rule: CompiledRule = { spec: ruleSpec, conditions: [everyone], passTest: true };
      ruleSpecs.push(ruleSpec);
      compiledRules.push(rule);
      deciding.set(ruleSpec, (decided = { spec, rules: [rule] }));
    }
    return decided;
  };

  if (typeof given !== 'function') return decide(given);
  return {
    spec,
    rules: compiledRules,
    decidingFor: (user: Readonly<UserData>) => {
      try {
        return decide(Reflect.apply(given, undefined, [user]));
      } catch (error) {
        tools.noteFailure(error);
        throw error;
      }
    },
  };
}

const evaluationKinds = {
  gate: 'gate',
  config: 'dynamic-config',
  experiment: 'experiment',
  layer: 'layer',
} as const satisfies Record<SpecDefinition['kind'], EvaluationKind>;

const entities = {
  gate: 'feature_gate',
  config: 'dynamic_config',
  experiment: 'experiment',
  layer: 'layer',
} as const satisfies Record<SpecDefinition['kind'], string>;

const everyone: NonNullable<CompiledRule['conditions'][number]> = {
  kind: 'always',
  spec: { type: 'public', idType: 'userID', operator: undefined, field: undefined, targetValue: null, salt: '' },
  isShared: false,
};

/** The condition of all answers, by its id, for the snapshot. */
export const answerConditions = new Map([[everyoneID, everyone.spec]]);

function specOf(kind: SpecDefinition['kind'], name: string, base: Spec | undefined, rules: RuleSpec[]): Spec {
  const isExperiment = kind === 'experiment';
  return {
    name,
    entity: base?.entity ?? entities[kind],
    salt: base?.salt ?? name,
    defaultValue: base?.defaultValue ?? (kind === 'gate' ? false : {}),
    isEnabled: true,
    rules,
    idType: base?.idType ?? 'userID',
    /** For layers that are allocated to it: all that it sets counts as its own. */
    get explicitParameters() {
      return isExperiment ? parametersOf(rules) : base?.explicitParameters;
    },
    hasSharedParams: base?.hasSharedParams,
    isActive: isExperiment ? true : base?.isActive,
    version: base?.version,
    targetAppIDs: base?.targetAppIDs,
    forwardAllExposures: base?.forwardAllExposures,
    fieldsUsed: [],
    usesNewLayerEvaluation: false,
  };
}

function parametersOf(rules: readonly RuleSpec[]): readonly string[] {
  return [...new Set(rules.flatMap(({ returnValue }) => Object.keys(returnValue ?? {})))];
}
