import { type StatsigUser, memoryOf, userDataOf } from '../users/statsig-user.js';
import { UserMemory } from '../users/user-memory.js';
import type { CompiledSpecs } from './compile-specs.js';
import { DecisionTree } from './decision-tree.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { Evaluation, EvaluationKind } from './evaluation.js';
import { Answers, QuestionTable } from './question-table.js';
import { type ConsultedGate, ResponseRun } from './response-run.js';

/** Something that responses evaluate, with what it came to for other users. */
export interface ResponseSubject<Outcome> {
  readonly kind: EvaluationKind;
  readonly name: string;
  readonly outcomes: DecisionTree<Outcome>;
}

/** Evaluates for one user. */
export type ResponseEvaluator<Outcome> = (subject: ResponseSubject<Outcome>) => Outcome;

/** How a response is evaluated. */
export interface ResponseEvaluation {
  /** Whether values set in this process count. */
  readonly includeLocalOverrides: boolean;
  /** The app that is evaluated for: undefined is the project's own, null none. */
  readonly targetApp: EvaluationContext['targetApp'];
}

/** Consulted gates in one outcome up to which it is kept. There may be thousands, of gates that ask for each other. */
const mostExposures = 100;

/**
 * Evaluates for client initialize responses: as checks do, but what a decision reports is of the spec that decided alone.
 *
 * In checks, as in the official core, a gate that a condition asks for can leave its group name and its flags behind. In a
 * response that would make a browser report another group than the user is in, so there nothing is left behind
 * (bootstrap §3.8).
 *
 * What entities come to is kept for all users of the same specs (`DecisionTree`), together with what `Outcome` adds to it.
 */
export class ResponseEvaluations<Outcome> {
  readonly #questions = new QuestionTable();
  readonly #subjects: Readonly<Record<EvaluationKind, Map<string, ResponseSubject<Outcome>>>> = {
    gate: new Map(),
    'dynamic-config': new Map(),
    experiment: new Map(),
    layer: new Map(),
  };
  readonly #specs: CompiledSpecs;
  readonly #toOutcome: (evaluation: Evaluation) => Outcome;

  /** @param toOutcome makes what is kept of an evaluation */
  constructor(specs: CompiledSpecs, toOutcome: (evaluation: Evaluation) => Outcome) {
    this.#specs = specs;
    this.#toOutcome = toOutcome;
  }

  /** Something to evaluate, by its name in the specs. */
  subject(kind: EvaluationKind, name: string): ResponseSubject<Outcome> {
    const subjects = this.#subjects[kind];
    let subject = subjects.get(name);
    if (subject === undefined) subjects.set(name, (subject = { kind, name, outcomes: new DecisionTree() }));
    return subject;
  }

  /** Evaluates for a user. The context is one of the same specs. */
  evaluatorFor(
    user: StatsigUser,
    context: EvaluationContext,
    { includeLocalOverrides, targetApp }: ResponseEvaluation,
  ): ResponseEvaluator<Outcome> {
    const own = { ...context, overrides: includeLocalOverrides ? context.overrides : undefined, targetApp };
    const occasion = {
      answers: new Answers(userDataOf(user), own, this.#questions.count),
      questions: this.#questions,
      // Answers of conditions hold whatever is overridden, but not for another app.
      memory: targetApp === undefined ? memoryOf(user, context) : new UserMemory(),
      // A redirection of a gate wipes what the one who asks had gathered, which an answer from memory would not.
      gates: this.#specs.mappingsOf === undefined ? new Map<string, ConsultedGate>() : undefined,
    };
    // Overrides are set for single users, too, which no question asks about.
    const areKept = own.overrides === undefined;
    return ({ kind, name, outcomes }) => {
      const known = areKept ? outcomes.find(occasion.answers) : undefined;
      if (known !== undefined) return known;
      const run = new ResponseRun(occasion);
      const evaluation = run.conclude(kind, name);
      const outcome = this.#toOutcome(evaluation);
      if (areKept && run.isDecidedByAnswers && evaluation.secondaryExposures.length <= mostExposures) {
        outcomes.add(run.asked, occasion.answers, outcome);
      }
      return outcome;
    };
  }
}
