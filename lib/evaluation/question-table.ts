import type { UserData } from '../users/user-data.js';
import type { CompiledCondition } from './compile-condition.js';
import { type CompiledRule, passes } from './compile-rule.js';
import type { EvaluationContext } from './evaluation-context.js';

/** Something that is asked of a user and the world, with yes or no for an answer. */
export interface Question {
  /** Counts the questions of a project from 0. */
  readonly index: number;
  /** The answer. Asks other questions through `answers`, so that each is found out once a response. */
  readonly find: (answers: Answers) => boolean;
}

/** What a rule asks. */
export interface RuleQuestions {
  /** Whether those of its conditions hold that depend on user and time alone; undefined when it has none. */
  readonly holds: Question | undefined;
  /** The other conditions in the rule's order: they leave something behind, or do not exist. */
  readonly others: readonly (CompiledCondition | undefined)[];
  /** Whether the user's unit is within the percentage. */
  readonly passes: Question | boolean;
}

/** The questions of a project's rules, each made when a rule is first evaluated. Equal questions are one and the same. */
export class QuestionTable {
  #count = 0;
  readonly #conditions = new Map<CompiledCondition, Question>();
  readonly #rules = new Map<CompiledRule, RuleQuestions>();

  /** How many there are yet. */
  get count(): number {
    return this.#count;
  }

  /** What a rule asks. */
  ofRule(rule: CompiledRule): RuleQuestions {
    let questions = this.#rules.get(rule);
    if (questions === undefined) this.#rules.set(rule, (questions = this.#readRule(rule)));
    return questions;
  }

  #readRule(rule: CompiledRule): RuleQuestions {
    const tested: Question[] = [];
    const hashed: Question[] = [];
    const others: (CompiledCondition | undefined)[] = [];
    for (const condition of rule.conditions) {
      const find = condition === undefined ? undefined : findOut(condition);
      if (condition === undefined || find === undefined) others.push(condition);
      else if (condition.kind !== 'always') {
        // Hashing takes longer than anything else, so it comes last.
        const questions = condition.spec.type === 'user_bucket' ? hashed : tested;
        questions.push(this.#ofCondition(condition, find));
      }
    }
    tested.push(...hashed);
    return {
      holds: tested.length > 1 ? this.#add((answers) => areAllTrue(tested, answers)) : tested[0],
      others,
      passes: typeof rule.passTest === 'boolean' ? rule.passTest : this.#add((answers) => passes(rule, answers.user)),
    };
  }

  #ofCondition(condition: CompiledCondition, find: Question['find']): Question {
    let question = this.#conditions.get(condition);
    if (question === undefined) this.#conditions.set(condition, (question = this.#add(find)));
    return question;
  }

  #add(find: Question['find']): Question {
    const question = { index: this.#count, find };
    this.#count += 1;
    return question;
  }
}

/** How a condition is found out that leaves nothing behind but its answer; undefined for all others. */
function findOut(condition: CompiledCondition): Question['find'] | undefined {
  const { kind } = condition;
  if (kind === 'always') return () => true;
  if (kind === 'value') {
    const { subject, matches } = condition;
    return ({ user, context }) => matches(subject(user, context), context);
  }
  if (kind === 'clock') {
    const { matches } = condition;
    return (answers) => matches(answers.nowMs(), answers.context);
  }
  return undefined;
}

function areAllTrue(questions: readonly Question[], answers: Answers): boolean {
  for (const question of questions) if (!answers.to(question)) return false;
  return true;
}

const [unknown, no, yes] = [0, 1, 2];

/** The answers for one user, at one moment. */
export class Answers {
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;
  #known: Uint8Array;
  #nowMs: number | undefined;

  /** @param count how many questions there are; more may come */
  constructor(user: Readonly<UserData>, context: EvaluationContext, count: number) {
    this.user = user;
    this.context = context;
    this.#known = new Uint8Array(count);
  }

  /** The answer to a question, found out when it is first asked. */
  to(question: Question): boolean {
    const { index } = question;
    const known = this.#known[index];
    if (known === yes) return true;
    if (known === no) return false;
    const answer = question.find(this);
    if (known !== unknown) this.#makeRoomFor(index);
    this.#known[index] = answer ? yes : no;
    return answer;
  }

  /** The current time, asked once. */
  nowMs(): number {
    return (this.#nowMs ??= Math.trunc(this.context.now()));
  }

  #makeRoomFor(index: number): void {
    if (index < this.#known.length) return;
    const known = new Uint8Array(Math.max(2 * index, 64));
    known.set(this.#known);
    this.#known = known;
  }
}
