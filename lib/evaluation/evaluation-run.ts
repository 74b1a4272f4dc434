import type { JsonValue } from '../specs/json-value.js';
import type { ReturnValue } from '../specs/spec-snapshot.js';
import type { LocalOverrides } from '../overrides/local-overrides.js';
import type { UserData } from '../users/user-data.js';
import type { UserMemory } from '../users/user-memory.js';
import type { CompiledCondition } from './compile-condition.js';
import { type CompiledRule, booleanOf, objectOf, passes } from './compile-rule.js';
import { type CompiledCmab, type CompiledSpec, specsOfKind } from './compile-specs.js';
import { evaluateMappings } from './config-mapping.js';
import { evaluateContextualAutotune } from './contextual-autotune.js';
import type { EvaluationContext } from './evaluation-context.js';
import type { Evaluation, EvaluationKind, SecondaryExposure } from './evaluation.js';
import { type EvaluationRecord, freshRecord, toEvaluation } from './evaluation-record.js';
import { joinExposures } from './join-exposures.js';
import { applyLocalOverride } from './local-override.js';
import { evaluateNewLayer } from './new-layer.js';
import { TooDeep, maxDepth, maxStackDepth } from './too-deep.js';
import { emptyJson, noEvaluations, noExposures, unevaluated } from './unevaluated.js';

/** What a nested gate came to, for its next appearance in the same call. */
interface NestedGate {
  readonly value: boolean;
  readonly ruleID: string | undefined;
  readonly exposures: readonly SecondaryExposure[];
}

type ValueCondition = Extract<CompiledCondition, { kind: 'value' }>;
type UnderivedCondition = Extract<CompiledCondition, { kind: 'underived' }>;

/**
 * One public call's evaluation under way.
 *
 * Nested gates, delegates and mappings all write to this one record, as they do in the official SDK; several details of
 * its answers follow from that sharing (a group name left behind by a consulted gate, a missing gate exposed with the
 * rule id of the one before it), and data that was logged for years relies on them. So the steps below keep the order
 * of evaluation §4 to the letter. Neither run nor record leaves this folder.
 */
export class EvaluationRun {
  readonly user: Readonly<UserData>;
  readonly context: EvaluationContext;

  #record: EvaluationRecord = freshRecord();
  /** How many evaluations stand above the current one. Some endings forget to step back; the official SDK's do too. */
  #nested = 0;
  /** Unset when the answer may be another at another time. */
  #isRepeatable = true;
  #gateMemo: Map<string, NestedGate> | undefined;
  #consulted: Evaluation[] | undefined;
  /** What experiments came to in this call, those within them included; shared by all runs of the call. */
  #consultations: Map<string, Evaluation> | undefined;
  readonly #memory: UserMemory | undefined;
  #nowMs: number | undefined;
  readonly #isConsulted: boolean;
  #stackDepth: number;

  /**
   * @param memory what is known of the user in this context (`memoryOf`): answers of conditions that several rules ask for.
   * A project with twenty rules on the same four conditions then tests each once, and hashes once for a bucket.
   * @param outer the run whose condition asks for this one's answer
   */
  constructor(user: Readonly<UserData>, context: EvaluationContext, memory?: UserMemory, outer?: EvaluationRun) {
    this.user = user;
    this.context = context;
    this.#memory = memory;
    this.#isConsulted = outer !== undefined;
    this.#stackDepth = outer === undefined ? 0 : outer.#stackDepth;
    this.#consultations = outer === undefined ? undefined : outer.#consultations;
  }

  /** What was found out so far. Not to be kept across a step: `reset` puts another in its place. */
  get record(): EvaluationRecord {
    return this.#record;
  }

  /** Whether what is evaluated now was asked for by something else in the same call. */
  protected get isNested(): boolean {
    return this.#nested > 0;
  }

  /**
   * Evaluates by name to the finished result. Gates that refer to each other without end come out as `too-deep`, closed,
   * with the experiments that were consulted until then.
   *
   * @throws TooDeep in a consulted experiment alone, when calls stand in each other without end
   */
  conclude(kind: EvaluationKind, name: string): Evaluation {
    try {
      const isRecognized = this.evaluate(kind, name);
      const record = this.#record;
      return toEvaluation(record, {
        kind,
        name,
        entity: this.#entityOf(kind, name),
        outcome: !isRecognized ? 'unrecognized' : record.isUnsupported ? 'unsupported' : 'recognized',
        consultedExperiments: this.#consulted ?? noEvaluations,
        isRepeatable: this.#isRepeatable,
      });
    } catch (error) {
      if (!(error instanceof TooDeep) || (error.endsOuterCalls && this.#isConsulted)) throw error;
      return {
        ...unevaluated(kind, name, 'too-deep'),
        entity: this.#entityOf(kind, name),
        consultedExperiments: this.#consulted ?? noEvaluations,
        isRepeatable: this.#isRepeatable,
      };
    }
  }

  /** Looked up by the name that was asked for: the record may tell of what a mapping led to. */
  #entityOf(kind: EvaluationKind, name: string): string | undefined {
    const { specs } = this.context;
    const compiled = specsOfKind(specs, kind).get(name);
    if (compiled !== undefined) return compiled.spec.entity;
    return kind === 'experiment' && specs.cmabs.size > 0 && specs.cmabs.get(name) !== undefined
      ? 'autotune'
      : undefined;
  }

  /** Evaluates by name into the record; false when there is nothing of that name. */
  evaluate(kind: EvaluationKind, name: string): boolean {
    this.#stackDepth += 1;
    if (this.#stackDepth > maxStackDepth) throw new TooDeep({ endsOuterCalls: true });
    const isRecognized = this.evaluateNamed(kind, name);
    this.#stackDepth -= 1;
    return isRecognized;
  }

  /** What comes before the rules of a name, then these; false when there is nothing of that name. */
  protected evaluateNamed(kind: EvaluationKind, name: string): boolean {
    const { specs, overrides } = this.context;
    if (overrides !== undefined && this.applyOverride(kind, name, overrides)) return true;
    if (specs.mappingsOf !== undefined) {
      const mappings = specs.mappingsOf(kind, name);
      if (mappings !== undefined && evaluateMappings(this, kind, mappings)) return true;
    }
    if (kind === 'experiment' && specs.cmabs.size > 0) {
      const cmab = specs.cmabs.get(name);
      if (cmab !== undefined) {
        this.evaluateAutotune(cmab);
        return true;
      }
    }
    const compiled = specsOfKind(specs, kind).get(name);
    if (compiled === undefined) return false;
    this.evaluateSpec(kind, compiled.decidingFor === undefined ? compiled : this.decidingSpec(compiled.decidingFor));
    return true;
  }

  /** Asks what decides for the user. Another answer may be given next time. */
  protected decidingSpec(decidingFor: NonNullable<CompiledSpec['decidingFor']>): CompiledSpec {
    this.#isRepeatable = false;
    return decidingFor(this.user);
  }

  /** Evaluates the rules of one spec in order (evaluation §4.2). */
  protected evaluateSpec(kind: EvaluationKind, compiled: CompiledSpec): void {
    const { spec, rules } = compiled;
    const record = this.#record;
    record.name ??= spec.name;
    record.idType ??= spec.idType;
    record.version ??= spec.version;
    if (spec.isActive !== undefined) record.isExperimentActive = spec.isActive;
    if (spec.hasSharedParams !== undefined) record.isInLayer = spec.hasSharedParams;
    if (spec.explicitParameters !== undefined) record.explicitParameters = spec.explicitParameters;

    if (kind === 'layer' && spec.usesNewLayerEvaluation) {
      evaluateNewLayer(this, compiled);
      return;
    }
    for (const rule of rules) {
      this.evaluateRule(rule);
      if (this.#record.isUnsupported) return;
      if (!this.#record.value) continue;
      // A delegate decides before, and whatever, the rule's own percentage says.
      if (this.tryDelegate(rule)) {
        this.finalize(compiled, undefined);
        return;
      }
      this.#decide(compiled, rule);
      return;
    }
    this.#settle(spec.defaultValue, false);
    this.#record.ruleID = spec.isEnabled ? 'default' : 'disabled';
    this.finalize(compiled, undefined);
  }

  /** The first rule whose conditions hold decides, also when its percentage turned the user away. */
  #decide(compiled: CompiledSpec, rule: CompiledRule): void {
    const { spec } = compiled;
    const hasPassed = this.passes(rule);
    this.#settle(hasPassed ? rule.spec.returnValue : spec.defaultValue, hasPassed);
    const record = this.#record;
    record.ruleID = rule.spec.id;
    record.groupName = rule.spec.groupName;
    record.isExperimentGroup = rule.spec.isExperimentGroup ?? false;
    record.isExperimentActive = spec.isActive ?? false;
    this.finalize(compiled, rule);
  }

  /** Lets a contextual autotune choose. */
  protected evaluateAutotune(cmab: CompiledCmab): void {
    evaluateContextualAutotune(this, cmab);
  }

  /** Takes the value that this process has set, if it has. */
  protected applyOverride(kind: EvaluationKind, name: string, overrides: LocalOverrides): boolean {
    return applyLocalOverride(this, kind, name, overrides);
  }

  /** Whether the user's unit is within a rule's percentage. */
  passes(rule: CompiledRule): boolean {
    return passes(rule, this.user);
  }

  /** Takes a value as the answer: a passing rule passes unless it says false, a default only if it says true. */
  #settle(value: ReturnValue, hasPassed: boolean): void {
    const answer = booleanOf(value);
    this.#record.value = hasPassed ? answer !== false : answer === true;
    // Set all the same: new-style layers tell a value that is no object from no value.
    this.#record.json = objectOf(value) ?? emptyJson;
  }

  /** Ends the evaluation of one spec. */
  finalize({ spec }: CompiledSpec, rule: CompiledRule | undefined): void {
    const record = this.#record;
    record.samplingRate = rule?.spec.samplingRate;
    record.forwardAllExposures = spec.forwardAllExposures ?? false;
    if (this.#nested > 0) {
      this.#nested -= 1;
    } else if (record.exposures.length > 0) {
      record.undelegated ??= record.exposures;
    }
  }

  /**
   * Evaluates a rule's conditions into `value`. All of them, also after one that failed: the gates among them leave
   * exposures. A condition that does not exist ends it as unsupported.
   */
  evaluateRule({ conditions }: CompiledRule): void {
    let doAllHold = true;
    for (const condition of conditions) {
      if (condition === undefined) {
        this.#record.isUnsupported = true;
        return;
      }
      this.evaluateCondition(condition);
      if (!this.#record.value) doAllHold = false;
    }
    this.#record.value = doAllHold;
  }

  /** Evaluates one condition into `value`. */
  protected evaluateCondition(condition: CompiledCondition): void {
    switch (condition.kind) {
      case 'always':
        this.#record.value = true;
        return;
      case 'value':
        this.#record.value = condition.isShared ? this.#remembered(condition) : this.#test(condition);
        return;
      case 'underived':
        this.#record.value = this.#testUnderived(condition);
        return;
      case 'gate':
        this.evaluateNestedGate(condition.gate);
        if (condition.isNegated && !this.#record.isUnsupported) this.#record.value = !this.#record.value;
        return;
      case 'clock':
        this.#record.value = condition.matches(this.nowMs(), this.context);
        return;
      case 'experiment-group':
        this.#record.value = condition.matches(this.consultExperiment(condition.experiment), this.context);
        return;
      case 'unsupported':
        this.#record.isUnsupported = true;
        return;
    }
  }

  #test({ matches, subject }: ValueCondition): boolean {
    return matches(subject(this.user, this.context), this.context);
  }

  #testUnderived({ matches, subject, isDerivable, reason }: UnderivedCondition): boolean {
    const stated = subject(this.user, this.context);
    if (stated === undefined && isDerivable(this.user, this.context)) this.#record.overrideReason = reason;
    return matches(stated, this.context);
  }

  #remembered(condition: ValueCondition): boolean {
    const known = this.#memory?.get(condition);
    if (known === true || known === false) return known;
    const holds = this.#test(condition);
    this.#memory?.set(condition, holds);
    return holds;
  }

  /** Evaluates another gate into `value`, and adds its exposures, then itself as one (evaluation §4.4). */
  evaluateNestedGate(name: string): void {
    const known = this.#gateMemo?.get(name);
    if (known !== undefined) {
      this.#record.value = known.value;
      this.#record.ruleID = known.ruleID;
      // Not deduplicated: a gate that is consulted twice is reported twice.
      this.#record.exposures = joinExposures(this.#record.exposures, known.exposures);
    } else {
      const exposures = this.#evaluateGate(name);
      if (exposures === undefined) return;
      const { value, ruleID } = this.#record;
      if (name !== '') (this.#gateMemo ??= new Map()).set(name, { value, ruleID, exposures });
    }
    const { ruleID, samplingRate } = this.#record;
    if (name.startsWith('segment:') || ruleID === undefined || ruleID === '') return;
    // A gate whose exposures are not sampled keeps those of whatever asks for it from being sampled.
    if (samplingRate === undefined) this.#record.hasSeenAnalyticalGate = true;
    this.#exposeGate(name);
  }

  /**
   * Evaluates the gate that keeps users out of an autotune into `value`. It is closed when it cannot be evaluated, whatever
   * its last supported condition said. As observed of the official SDK, it is evaluated anew whatever the call knows of it,
   * and exposed even without a rule id.
   */
  evaluateTargetingGate(name: string): void {
    if (this.#evaluateGate(name) === undefined) this.#record.value = false;
    if (!name.startsWith('segment:')) this.#exposeGate(name);
  }

  /** Evaluates another gate, and adds its exposures. Gives those, or undefined when it cannot be evaluated. */
  #evaluateGate(name: string): readonly SecondaryExposure[] | undefined {
    this.#descend();
    const aside = this.#record.exposures;
    this.#record.exposures = noExposures;
    this.evaluate('gate', name);
    if (this.#record.isUnsupported) return undefined;
    const own = this.#record.exposures;
    this.#record.exposures = joinExposures(aside, own);
    return own;
  }

  /** Adds a consulted gate with its value as it was decided, before any negation. */
  #exposeGate(name: string): void {
    const record = this.#record;
    const exposure = { gate: name, gateValue: record.value ? 'true' : 'false', ruleID: record.ruleID ?? '' } as const;
    record.exposures = joinExposures(record.exposures, [exposure]);
  }

  /** Lets the experiment that a rule delegates to decide; false when there is none (evaluation §4.5). */
  tryDelegate({ spec }: CompiledRule): boolean {
    if (spec.delegate === undefined) return false;
    const delegate = this.context.specs.configs.get(spec.delegate);
    if (delegate === undefined) return false;
    this.#record.undelegated = this.#record.exposures;
    this.#descend();
    if (!this.evaluate('experiment', spec.delegate)) {
      this.#record.undelegated = undefined;
      return false;
    }
    this.#record.explicitParameters = delegate.spec.explicitParameters;
    this.#record.delegate = spec.delegate;
    return true;
  }

  /** The current time, asked once a call. The answer then holds for this moment only. */
  nowMs(): number {
    this.#isRepeatable = false;
    return (this.#nowMs ??= Math.trunc(this.context.now()));
  }

  /** A random number in [0, 1). The answer then holds for this call only. */
  random(): number {
    this.#isRepeatable = false;
    return this.context.random();
  }

  /** Begins the evaluation of something that the current one refers to. */
  #descend(): void {
    this.#nested += 1;
    this.#record.value = false;
    this.#record.json = undefined;
    if (this.#nested > maxDepth) throw new TooDeep({ endsOuterCalls: false });
  }

  /** Back to the beginning, with a new record, after a mapping was tried (evaluation §4.8). */
  reset(): void {
    this.#record = freshRecord();
    this.#nested = 0;
  }

  /** The name of the group that the user has in an experiment: an evaluation of its own, reported for exposure. */
  protected consultExperiment(name: string): JsonValue | undefined {
    const consultations = (this.#consultations ??= new Map());
    const known = consultations.get(name);
    if (known !== undefined) return known.groupName ?? undefined;
    const evaluation = this.concludeApart('experiment', name);
    consultations.set(name, evaluation);
    if (!evaluation.isRepeatable) this.#isRepeatable = false;
    (this.#consulted ??= []).push(...evaluation.consultedExperiments, evaluation);
    return evaluation.groupName ?? undefined;
  }

  /** Evaluates by name in a record of its own. */
  protected concludeApart(kind: EvaluationKind, name: string): Evaluation {
    return new EvaluationRun(this.user, this.context, this.#memory, this).conclude(kind, name);
  }
}
