import type { JsonValue } from '../specs/json-value.js';
import type { CompiledCondition } from './compile-condition.js';
import type { CompiledRule } from './compile-rule.js';
import type { CompiledCmab, CompiledSpec } from './compile-specs.js';
import { EvaluationRun } from './evaluation-run.js';
import type { Evaluation, EvaluationKind, SecondaryExposure } from './evaluation.js';
import { joinExposures } from './join-exposures.js';
import type { Answers, Question, QuestionTable } from './question-table.js';
import type { UserMemory } from '../users/user-memory.js';

/** What a gate came to that conditions asked for: a holdout is asked for by every experiment, and evaluated once a response. */
export interface ConsultedGate {
  readonly value: boolean;
  readonly ruleID: string | undefined;
  /** The gates that it asked for, and itself. */
  readonly exposures: readonly SecondaryExposure[];
  /** What was asked on the way to it. */
  readonly asked: ReadonlySet<Question>;
  /** Whether the answers to that decided alone. */
  readonly isDecidedByAnswers: boolean;
}

/** What the runs of one response have in common. */
export interface ResponseOccasion {
  readonly answers: Answers;
  readonly questions: QuestionTable;
  /** What is known of the user in this context (`memoryOf`), for the experiments that conditions look into. */
  readonly memory: UserMemory;
  /** The gates that were consulted; undefined: each is evaluated anew. */
  readonly gates: Map<string, ConsultedGate> | undefined;
}

/**
 * An evaluation in which consulted gates leave nothing behind but their answer and their exposures, and which notes what it
 * asked of the user.
 */
export class ResponseRun extends EvaluationRun {
  readonly #occasion: ResponseOccasion;
  #asked = new Set<Question>();
  #isDecidedByAnswers = true;

  constructor(occasion: ResponseOccasion) {
    const { answers, memory } = occasion;
    super(answers.user, answers.context, memory);
    this.#occasion = occasion;
  }

  /** What was asked so far, each question once, in order. */
  get asked(): ReadonlySet<Question> {
    return this.#asked;
  }

  /** Whether the answers decided alone: no chance, no score, and no condition that is answered otherwise. */
  get isDecidedByAnswers(): boolean {
    return this.#isDecidedByAnswers;
  }

  override conclude(kind: EvaluationKind, name: string): Evaluation {
    const evaluation = super.conclude(kind, name);
    if (evaluation.outcome !== 'unsupported') return evaluation;
    // No rule decided, whatever gate was consulted last.
    return { ...evaluation, ruleID: '', groupName: null, isExperimentGroup: false };
  }

  /**
   * As in checks; but conditions that leave nothing behind come last, and are not all looked at once one has failed: what is
   * not asked need not be hashed.
   */
  override evaluateRule(rule: CompiledRule): void {
    const { holds, others } = this.#occasion.questions.ofRule(rule);
    let doAllHold = true;
    for (const condition of others) {
      if (condition === undefined) {
        this.record.isUnsupported = true;
        return;
      }
      this.evaluateCondition(condition);
      if (!this.record.value) doAllHold = false;
    }
    this.record.value = doAllHold && (holds === undefined || this.#ask(holds));
  }

  override passes(rule: CompiledRule): boolean {
    const { passes } = this.#occasion.questions.ofRule(rule);
    return typeof passes === 'boolean' ? passes : this.#ask(passes);
  }

  override evaluateNestedGate(gate: string): void {
    const known = this.#occasion.gates?.get(gate);
    if (known === undefined) {
      this.#consult(gate);
      return;
    }
    const { record } = this;
    record.value = known.value;
    record.ruleID = known.ruleID;
    record.json = undefined;
    record.exposures = joinExposures(record.exposures, known.exposures);
    this.#note(known);
  }

  #consult(gate: string): void {
    const before = this.record;
    const aside = before.exposures;
    const { name, idType, version, groupName, isExperimentGroup, isExperimentActive } = before;
    const { isInLayer, explicitParameters, overrideConfigName, isUnsupported, undelegated } = before;
    // Or else the gate would be, too, and its exposure would depend on whether another entity had asked for it.
    before.isUnsupported = false;
    // A gate that does not exist has none, and then is no exposure; in checks it has that of the gate before it.
    before.ruleID = undefined;
    const found = this.#apart(() => super.evaluateNestedGate(gate));
    // Perhaps another one: a redirection of the gate begins anew.
    const { record } = this;
    record.name = name;
    record.idType = idType;
    record.version = version;
    record.groupName = groupName;
    record.isExperimentGroup = isExperimentGroup;
    record.isExperimentActive = isExperimentActive;
    record.isInLayer = isInLayer;
    record.explicitParameters = explicitParameters;
    record.overrideConfigName = overrideConfigName;
    record.undelegated = undelegated;
    if (record.isUnsupported) return;
    record.isUnsupported = isUnsupported;
    const exposures = record.exposures.slice(aside.length);
    this.#occasion.gates?.set(gate, { value: record.value, ruleID: record.ruleID, exposures, ...found });
  }

  /** What a step asks, which counts as asked by this evaluation as well. */
  #apart(step: () => void): Pick<ConsultedGate, 'asked' | 'isDecidedByAnswers'> {
    const [asked, isDecidedByAnswers] = [this.#asked, this.#isDecidedByAnswers];
    this.#asked = new Set();
    this.#isDecidedByAnswers = true;
    let found;
    try {
      step();
    } finally {
      // Also when gates refer to each other without end: that, too, depends on the answers.
      found = { asked: this.#asked, isDecidedByAnswers: this.#isDecidedByAnswers };
      this.#asked = asked;
      this.#isDecidedByAnswers = isDecidedByAnswers;
      this.#note(found);
    }
    return found;
  }

  #note({ asked, isDecidedByAnswers }: Pick<ConsultedGate, 'asked' | 'isDecidedByAnswers'>): void {
    for (const question of asked) this.#asked.add(question);
    if (!isDecidedByAnswers) this.#isDecidedByAnswers = false;
  }

  #ask(question: Question): boolean {
    this.#asked.add(question);
    return this.#occasion.answers.to(question);
  }

  protected override evaluateCondition(condition: CompiledCondition): void {
    // Its answer comes with a reason.
    if (condition.kind === 'underived') this.#isDecidedByAnswers = false;
    super.evaluateCondition(condition);
  }

  protected override evaluateAutotune(cmab: CompiledCmab): void {
    this.#isDecidedByAnswers = false;
    super.evaluateAutotune(cmab);
  }

  protected override consultExperiment(name: string): JsonValue | undefined {
    this.#isDecidedByAnswers = false;
    return super.consultExperiment(name);
  }

  protected override decidingSpec(decidingFor: NonNullable<CompiledSpec['decidingFor']>): CompiledSpec {
    this.#isDecidedByAnswers = false;
    return super.decidingSpec(decidingFor);
  }

  /** Asked by mappings that begin at some time; conditions have the time of the answers. */
  override nowMs(): number {
    this.#isDecidedByAnswers = false;
    return super.nowMs();
  }

  override random(): number {
    this.#isDecidedByAnswers = false;
    return super.random();
  }
}
