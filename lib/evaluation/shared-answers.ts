import { specsOfKind } from './compile-specs.js';
import { Dependences } from './dependences.js';
import type { RememberedEvaluation } from './evaluate.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { Evaluation, EvaluationKind } from './evaluation.js';
import { FirstSights } from './first-sights.js';

/** Answers of one spec to users whom nothing but the `userID` tells apart for it. */
export class SpecAnswers {
  /** What everybody gets, once somebody got it; where it depends on the `userID`, it stays undefined. */
  forEverybody: Evaluation | undefined;
  readonly isSameForAll: boolean;
  readonly #noteAdded: (size: number) => void;
  readonly #sights = new FirstSights();
  #younger = new Map<string, RememberedEvaluation>();
  #older = new Map<string, RememberedEvaluation>();

  constructor({
    isSameForAll,
    noteAdded,
  }: {
    readonly isSameForAll: boolean;
    readonly noteAdded: (size: number) => void;
  }) {
    this.isSameForAll = isSameForAll;
    this.#noteAdded = noteAdded;
  }

  get(userID: string): RememberedEvaluation | undefined {
    const known = this.#younger.get(userID);
    if (known !== undefined) return known;
    const aged = this.#older.get(userID);
    if (aged !== undefined) this.set(userID, aged);
    return aged;
  }

  /**
   * Whether an answer is worth keeping: those of users who are seen once are not, and to keep one takes as long as to find it out.
   * Counts as a sight of the user.
   */
  isSeenAgain(userID: string): boolean {
    return this.#sights.isAgain(userID);
  }

  set(userID: string, answer: RememberedEvaluation): void {
    // A copy: an ID that was cut from a longer text, such as a header, would keep all of that alive.
    this.#younger.set(`.${userID}`.slice(1), answer);
    this.#noteAdded(sizeOf(userID, answer));
  }

  /** Forgets what was neither asked for nor added since the last time. */
  age(): void {
    if (this.#younger.size === 0 && this.#older.size === 0) return;
    this.#older = this.#younger;
    this.#younger = new Map();
  }
}

/** How many answers of usual size are kept in each of two generations. One takes about 400 bytes. */
const generationSize = 2_000;

/** As how many answers of usual size one counts: IDs may be of any length, and gates may have consulted thousands of others. */
function sizeOf({ length }: string, { evaluation: { secondaryExposures } }: RememberedEvaluation): number {
  return 1 + Math.floor(length / 256) + Math.floor(secondaryExposures.length / 8);
}

/**
 * What a context answered where it looks at no more of a user than the `userID`: rollouts to everybody or to a percentage, lists
 * of IDs, environments. By ID, so that a user needs neither hashing nor the key of an exposure who was asked about in earlier
 * requests: a server sees the same users again and again, each time as another object.
 *
 * The latest 2,000 to 4,000 answers are kept, whatever they are about; fewer where they are large.
 */
export class SharedAnswers {
  readonly #context: EvaluationContext;
  readonly #dependences: Dependences;
  /** By kind and name; null for what depends on more than the `userID`. */
  readonly #byName: Readonly<Record<EvaluationKind, Map<string, SpecAnswers | null>>> = {
    gate: new Map(),
    'dynamic-config': new Map(),
    experiment: new Map(),
    layer: new Map(),
  };
  #added = 0;

  constructor(context: EvaluationContext) {
    this.#context = context;
    this.#dependences = new Dependences(context);
  }

  /** The answers to one question; undefined when they depend on more than the `userID`, and for names that nothing has. */
  of(kind: EvaluationKind, name: string): SpecAnswers | undefined {
    const known = this.#byName[kind].get(name);
    if (known !== undefined) return known ?? undefined;
    const spec = specsOfKind(this.#context.specs, kind).get(name);
    if (spec === undefined) return undefined;
    const dependence = this.#dependences.of(kind, spec);
    const answers =
      dependence === 'more'
        ? null
        : new SpecAnswers({ isSameForAll: dependence === 'nothing', noteAdded: (size) => this.#noteAdded(size) });
    this.#byName[kind].set(name, answers);
    return answers ?? undefined;
  }

  #noteAdded(size: number): void {
    this.#added += size;
    if (this.#added < generationSize) return;
    this.#added = 0;
    for (const answersByName of Object.values(this.#byName)) {
      for (const answers of answersByName.values()) answers?.age();
    }
  }
}
