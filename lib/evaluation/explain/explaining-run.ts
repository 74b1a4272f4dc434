import type { JsonValue } from '../../specs/json-value.js';
import type { UserData } from '../../users/user-data.js';
import type { LocalOverrides } from '../../overrides/local-overrides.js';
import type { CompiledCondition } from '../compile-condition.js';
import { BucketTest, type CompiledRule } from '../compile-rule.js';
import type { CompiledCmab, CompiledSpec } from '../compile-specs.js';
import type { EvaluationContext } from '../evaluation-context.js';
import { reportedRuleID } from '../evaluation-record.js';
import { EvaluationRun } from '../evaluation-run.js';
import type { Evaluation, EvaluationKind } from '../evaluation.js';
import { unitTextOf } from '../subjects/user-fields.js';
import { type ConditionDraft, type RuleDraft, type SpecDraft, draftCondition, draftSpec } from './explanation-draft.js';
import type { SpecExplanation } from './explanation.js';
import { noteSeen } from './note-seen.js';

/** What an explanation may show. */
export interface ExplainOptions {
  /** Whether private attributes are shown as they are. @default false */
  readonly showPrivateAttributes?: boolean;
}

/** An evaluation that writes down what it does: each step is the ordinary one, with a note before or after it. */
export class ExplainingRun extends EvaluationRun {
  /** The explanation of what was asked for; undefined before `evaluate`. */
  root: SpecDraft | undefined;
  readonly #options: ExplainOptions;
  #spec: SpecDraft | undefined;
  #rule: RuleDraft | undefined;
  /** Gates that were evaluated: when one is consulted again, its answer is remembered and not evaluated. */
  readonly #toldGates = new Map<string, SpecExplanation>();
  /** The same of experiments, for all runs of one call. */
  readonly #toldExperiments: Map<string, SpecExplanation>;
  /** Copies of targets, for all runs of one call: what the specs hold is theirs alone, and lists of them may be long. */
  readonly #targets: Map<CompiledCondition, ConditionDraft['target']>;
  /** Where the next thing that is evaluated belongs in the tree. */
  #attach: (child: SpecDraft) => void = (child) => {
    this.root = child;
  };

  constructor(options: ExplainOptions, user: Readonly<UserData>, context: EvaluationContext, outer?: ExplainingRun) {
    // Without memory: every condition is tested, so that there is something to tell.
    super(user, context, undefined, outer);
    this.#options = options;
    this.#toldExperiments = outer === undefined ? new Map() : outer.#toldExperiments;
    this.#targets = outer === undefined ? new Map() : outer.#targets;
  }

  override conclude(kind: EvaluationKind, name: string): Evaluation {
    const evaluation = super.conclude(kind, name);
    const root = (this.root ??= draftSpec(kind, name));
    if (evaluation.outcome === 'too-deep') root.decidedBy = 'too-deep';
    // The final answer: an unsupported evaluation is closed whatever its last step said.
    root.value = evaluation.value;
    root.ruleID = evaluation.ruleID;
    return evaluation;
  }

  override evaluate(kind: EvaluationKind, name: string): boolean {
    const node = draftSpec(kind, name);
    this.#attach(node);
    const outer = { spec: this.#spec, rule: this.#rule, attach: this.#attach };
    this.#spec = node;
    this.#rule = undefined;
    this.#attach = (child) => {
      node.redirectedTo = child;
    };
    let isRecognized: boolean;
    try {
      isRecognized = super.evaluate(kind, name);
    } catch (error) {
      // Evaluation throws for this alone, and nothing above comes to an end either.
      node.decidedBy = 'too-deep';
      throw error;
    }
    const { record } = this;
    node.value = record.value;
    if (isRecognized) {
      node.ruleID = reportedRuleID(record);
      if (record.isUnsupported) node.decidedBy = 'unsupported';
      else if (node.decidedBy === 'unknown') node.decidedBy = 'redirect';
      if (node.decidedBy === 'layer' && record.parameterRuleIDs !== undefined) {
        node.parameterRuleIDs = Object.fromEntries(record.parameterRuleIDs);
      }
    }
    this.#spec = outer.spec;
    this.#rule = outer.rule;
    this.#attach = outer.attach;
    return isRecognized;
  }

  override evaluateRule(rule: CompiledRule): void {
    const node: RuleDraft = {
      id: rule.spec.id,
      groupName: rule.spec.groupName,
      conditions: [],
      doConditionsHold: false,
      percentage: undefined,
      delegate: undefined,
    };
    // Before the spec's own rules come those of mappings; `evaluateSpec` marks the border.
    const list = this.#spec?.decidedBy === 'unknown' ? this.#spec.redirectRules : this.#spec?.rules;
    list?.push(node);
    this.#rule = node;
    super.evaluateRule(rule);
    this.#rule = node;
    const missing = rule.conditions.indexOf(undefined);
    if (missing >= 0) node.conditions.push(missingCondition(rule.spec.conditionIds[missing] ?? ''));
    node.doConditionsHold = this.record.value && !this.record.isUnsupported;
  }

  override passes(rule: CompiledRule): boolean {
    const doesPass = super.passes(rule);
    const { passTest, spec } = rule;
    const isHashed = passTest instanceof BucketTest;
    if (this.#rule !== undefined) {
      this.#rule.percentage = {
        passPercentage: spec.passPercentage,
        doesPass,
        idType: spec.idType,
        hasUnit: unitTextOf(spec.idType)(this.user) !== '',
        hashInput: isHashed ? passTest.hashInput(this.user) : undefined,
        bucket: isHashed ? passTest.bucketOf(this.user) : undefined,
        threshold: isHashed ? passTest.bound : spec.passPercentage * 100,
      };
    }
    if (this.#spec !== undefined && this.#spec.decidedBy !== 'unknown' && this.#spec.decidedBy !== 'layer') {
      this.#spec.decidedBy = doesPass ? 'rule' : 'percentage';
    }
    return doesPass;
  }

  override tryDelegate(rule: CompiledRule): boolean {
    const node = this.#rule;
    const spec = this.#spec;
    const isDelegated = this.#attaching(
      (child) => {
        if (node !== undefined) node.delegate = child;
      },
      () => super.tryDelegate(rule),
    );
    if (isDelegated && spec?.decidedBy === 'default') spec.decidedBy = 'delegate';
    return isDelegated;
  }

  override evaluateNestedGate(name: string): void {
    const attach = this.#attach;
    let told: SpecExplanation | undefined;
    this.#attaching(
      (child) => {
        told = child;
        attach(child);
      },
      () => super.evaluateNestedGate(name),
    );
    if (told !== undefined) {
      this.#toldGates.set(name, told);
      return;
    }
    const before = this.#toldGates.get(name);
    if (before !== undefined) attach(repeated(before));
  }

  protected override evaluateSpec(kind: EvaluationKind, compiled: CompiledSpec): void {
    if (this.#spec !== undefined) {
      this.#spec.decidedBy = kind === 'layer' && compiled.spec.usesNewLayerEvaluation ? 'layer' : 'default';
      this.#spec.isEnabled = compiled.spec.isEnabled;
      // A mapping may have led to a name that does not exist, and then the spec itself decides.
      this.#spec.redirectedTo = undefined;
    }
    super.evaluateSpec(kind, compiled);
  }

  protected override evaluateAutotune(cmab: CompiledCmab): void {
    const { spec } = cmab;
    const autotune: NonNullable<SpecDraft['autotune']> = {
      targetingGate: undefined,
      hashInput: `${spec.salt}.${unitTextOf(spec.idType)(this.user)}`,
      bucket: cmab.bucketOf(this.user),
      exploresBelow: spec.weights === undefined ? undefined : spec.sampleRate * 10_000,
    };
    if (this.#spec !== undefined) {
      this.#spec.decidedBy = 'autotune';
      this.#spec.isEnabled = spec.isEnabled;
      this.#spec.redirectedTo = undefined;
      this.#spec.autotune = autotune;
    }
    this.#attaching(
      (child) => {
        autotune.targetingGate = child;
      },
      () => super.evaluateAutotune(cmab),
    );
  }

  protected override applyOverride(kind: EvaluationKind, name: string, overrides: LocalOverrides): boolean {
    const isApplied = super.applyOverride(kind, name, overrides);
    if (isApplied && this.#spec !== undefined) this.#spec.decidedBy = 'override';
    return isApplied;
  }

  protected override evaluateCondition(condition: CompiledCondition): void {
    const { type, field, idType, operator } = condition.spec;
    const isSupported = condition.kind !== 'unsupported';
    const node = draftCondition({ type, field, idType, operator, target: this.#targetOf(condition), isSupported });
    this.#rule?.conditions.push(node);
    const wasUnsupported = this.record.isUnsupported;
    this.#attaching(
      (child) => {
        node.consulted = child;
      },
      () => super.evaluateCondition(condition),
    );
    node.holds = this.record.value && isSupported && (wasUnsupported || !this.record.isUnsupported);
    if (condition.kind === 'clock') node.seen = this.nowMs();
    else noteSeen(node, condition, { user: this.user, context: this.context, options: this.#options });
  }

  #targetOf(condition: CompiledCondition): ConditionDraft['target'] {
    const { targetValue } = condition.spec;
    if (typeof targetValue !== 'object' || targetValue === null) return targetValue;
    const known = this.#targets.get(condition);
    if (known !== undefined) return known;
    const copy = structuredClone(targetValue);
    this.#targets.set(condition, copy);
    return copy;
  }

  /** An experiment that a condition asks for is told in the condition, with the group that it gave. */
  protected override consultExperiment(name: string): JsonValue | undefined {
    const condition = this.#rule?.conditions.at(-1);
    const before = this.#toldExperiments.get(name);
    const group = super.consultExperiment(name);
    if (condition !== undefined) condition.seen = group;
    if (before !== undefined) this.#attach(repeated(before));
    return group;
  }

  protected override concludeApart(kind: EvaluationKind, name: string): Evaluation {
    const run = new ExplainingRun(this.#options, this.user, this.context, this);
    const evaluation = run.conclude(kind, name);
    if (run.root !== undefined) {
      this.#attach(run.root);
      this.#toldExperiments.set(name, run.root);
    }
    return evaluation;
  }

  /** Runs a step whose evaluations belong to a certain place in the tree. */
  #attaching<Result>(attach: (child: SpecDraft) => void, step: () => Result): Result {
    const outer = this.#attach;
    this.#attach = attach;
    const result = step();
    this.#attach = outer;
    return result;
  }
}

/** Something that was told before in the same explanation. */
function repeated({ kind, name, decidedBy, value, ruleID, isEnabled }: SpecExplanation): SpecDraft {
  return { ...draftSpec(kind, name), decidedBy, value, ruleID, isEnabled, isRepeated: true };
}

function missingCondition(id: string): ConditionDraft {
  return draftCondition({
    type: 'missing',
    field: undefined,
    idType: '',
    operator: undefined,
    target: id,
    isSupported: false,
  });
}
