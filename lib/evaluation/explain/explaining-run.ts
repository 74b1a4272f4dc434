import { ownValue } from '../../users/user-value.js';
import type { LocalOverrides } from '../../overrides/local-overrides.js';
import type { CompiledCondition } from '../compile-condition.js';
import { BucketTest, type CompiledRule } from '../compile-rule.js';
import type { CompiledSpec } from '../compile-specs.js';
import { EvaluationRun } from '../evaluation-run.js';
import type { EvaluationKind } from '../evaluation.js';
import { userField } from '../subjects/user-fields.js';
import type { ConditionExplanation, RuleExplanation, SpecExplanation } from './explanation.js';

/** What stands in the place of a private attribute. */
const privateValue = '(private)';

/** What an explanation may show. */
export interface ExplainOptions {
  /** Whether private attributes are shown as they are. @default false */
  readonly showPrivateAttributes?: boolean;
}

/** An evaluation that writes down what it does: each step is the ordinary one, with a note before or after it. */
export class ExplainingRun extends EvaluationRun {
  /** The explanation of what was asked for; undefined before `evaluate`. */
  root: SpecExplanation | undefined;
  readonly #options: ExplainOptions;
  #spec: SpecExplanation | undefined;
  #rule: RuleExplanation | undefined;
  /** Where the next thing that is evaluated belongs in the tree. */
  #attach: (child: SpecExplanation) => void = (child) => {
    this.root = child;
  };

  constructor(options: ExplainOptions, ...of: ConstructorParameters<typeof EvaluationRun>) {
    super(...of);
    this.#options = options;
  }

  override evaluate(kind: EvaluationKind, name: string): boolean {
    const node: SpecExplanation = {
      kind,
      name,
      decidedBy: 'unknown',
      value: false,
      ruleID: '',
      isEnabled: true,
      rules: [],
      redirectRules: [],
      redirectedTo: undefined,
    };
    this.#attach(node);
    const outer = { spec: this.#spec, rule: this.#rule, attach: this.#attach };
    this.#spec = node;
    this.#rule = undefined;
    this.#attach = (child) => {
      node.redirectedTo = child;
    };
    const isRecognized = super.evaluate(kind, name);
    node.value = this.value;
    if (isRecognized) {
      node.ruleID = this.ruleID ?? '';
      if (this.isUnsupported) node.decidedBy = 'unsupported';
      else if (node.decidedBy === 'unknown') node.decidedBy = node.redirectedTo === undefined ? 'autotune' : 'redirect';
    }
    this.#spec = outer.spec;
    this.#rule = outer.rule;
    this.#attach = outer.attach;
    return isRecognized;
  }

  override evaluateRule(rule: CompiledRule): void {
    const node: RuleExplanation = {
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
    node.doConditionsHold = this.value && !this.isUnsupported;
  }

  override passes(rule: CompiledRule): boolean {
    const doesPass = super.passes(rule);
    const { passTest } = rule;
    const isHashed = passTest instanceof BucketTest;
    if (this.#rule !== undefined) {
      this.#rule.percentage = {
        passPercentage: rule.spec.passPercentage,
        doesPass,
        hashInput: isHashed ? passTest.hashInput(this.user) : undefined,
        bucket: isHashed ? passTest.bucketOf(this.user) : undefined,
        threshold: isHashed ? passTest.bound : rule.spec.passPercentage * 100,
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
    const attach = this.#attach;
    this.#attach = (child) => {
      if (node !== undefined) node.delegate = child;
    };
    const isDelegated = super.tryDelegate(rule);
    this.#attach = attach;
    if (isDelegated && spec?.decidedBy === 'default') spec.decidedBy = 'delegate';
    return isDelegated;
  }

  protected override evaluateSpec(kind: EvaluationKind, compiled: CompiledSpec): void {
    if (this.#spec !== undefined) {
      this.#spec.decidedBy = kind === 'layer' && compiled.spec.usesNewLayerEvaluation ? 'layer' : 'default';
      this.#spec.isEnabled = compiled.spec.isEnabled;
    }
    super.evaluateSpec(kind, compiled);
  }

  protected override applyOverride(kind: EvaluationKind, name: string, overrides: LocalOverrides): boolean {
    const isApplied = super.applyOverride(kind, name, overrides);
    if (isApplied && this.#spec !== undefined) this.#spec.decidedBy = 'override';
    return isApplied;
  }

  protected override evaluateCondition(condition: CompiledCondition): void {
    const { type, field, operator, targetValue } = condition.spec;
    const node: ConditionExplanation = {
      type,
      field,
      operator,
      target: targetValue,
      seen: undefined,
      isPrivate: false,
      holds: false,
      isSupported: condition.kind !== 'unsupported',
      consulted: undefined,
    };
    this.#rule?.conditions.push(node);
    const attach = this.#attach;
    this.#attach = (child) => {
      node.consulted = child;
    };
    super.evaluateCondition(condition);
    this.#attach = attach;
    node.holds = this.value && node.isSupported && !this.isUnsupported;
    if (condition.kind === 'value') this.#noteSeen(node, condition);
    if (condition.kind === 'clock') node.seen = this.nowMs();
  }

  /** The value that the condition saw. Where it comes from a private attribute, it is hidden. */
  #noteSeen(node: ConditionExplanation, { subject }: Extract<CompiledCondition, { kind: 'value' }>): void {
    node.seen = subject(this.user, this.context);
    if (node.seen === undefined || !this.#isFromPrivateAttribute(node)) return;
    node.isPrivate = true;
    if (this.#options.showPrivateAttributes !== true) node.seen = privateValue;
  }

  /** Whether the user without private attributes would have shown another value. */
  #isFromPrivateAttribute({ type, field }: ConditionExplanation): boolean {
    const { privateAttributes, ...rest } = this.user;
    if (privateAttributes === undefined || field === undefined) return false;
    if (type !== 'user_field' && type !== 'ua_based' && type !== 'ip_based') return false;
    const isThere = (name: string): boolean =>
      ownValue(privateAttributes, name) !== undefined || ownValue(privateAttributes, name.toLowerCase()) !== undefined;
    const withoutPrivate = { ...rest, privateAttributes: undefined };
    const sources = [field, ...(type === 'ua_based' ? ['userAgent'] : []), ...(type === 'ip_based' ? ['ip'] : [])];
    return sources.some((name) => isThere(name) && userField(name)(withoutPrivate, this.context) === undefined);
  }
}
