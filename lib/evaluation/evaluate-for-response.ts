import { type StatsigUser, memoryOf, userDataOf } from '../users/statsig-user.js';
import type { UserData } from '../users/user-data.js';
import type { EvaluationContext } from './evaluation-context.js';
import { EvaluationRun } from './evaluation-run.js';
import type { Evaluation, EvaluationKind, SecondaryExposure } from './evaluation.js';
import { joinExposures } from './join-exposures.js';

/** Evaluates by name for one user. */
export type ResponseEvaluator = (kind: EvaluationKind, name: string) => Evaluation;

/** How a response is evaluated. */
export interface ResponseEvaluation {
  /** Whether values set in this process count. */
  readonly includeLocalOverrides: boolean;
  /** The app that is evaluated for: undefined is the project's own, null none. */
  readonly targetApp: EvaluationContext['targetApp'];
}

/**
 * Evaluates for a client initialize response: as checks do, but what a decision reports is of the spec that decided alone.
 *
 * In checks, as in the official core, a gate that a condition asks for can leave its group name and its flags behind. In a
 * response that would make a browser report another group than the user is in, so there nothing is left behind
 * (bootstrap §3.8).
 */
export function responseEvaluator(
  user: StatsigUser,
  context: EvaluationContext,
  { includeLocalOverrides, targetApp }: ResponseEvaluation,
): ResponseEvaluator {
  const data = userDataOf(user);
  const own = { ...context, overrides: includeLocalOverrides ? context.overrides : undefined, targetApp };
  // Answers of conditions hold whatever is overridden, but not for another app.
  const memory = targetApp === undefined ? memoryOf(user, context) : new Map<object, unknown>();
  // A redirection of a gate wipes what the one who asks had gathered, which an answer from memory would not.
  const gates = context.specs.mappingsOf === undefined ? new Map<string, ConsultedGate>() : undefined;
  return (kind, name) => new ResponseRun(data, own, { memory, gates }).conclude(kind, name);
}

/** What a gate came to that conditions asked for: a holdout is asked for by every experiment, and evaluated once a response. */
interface ConsultedGate {
  readonly value: boolean;
  readonly ruleID: string | undefined;
  /** The gates that it asked for, and itself. */
  readonly exposures: readonly SecondaryExposure[];
}

/** An evaluation in which consulted gates leave nothing behind but their answer and their exposures. */
class ResponseRun extends EvaluationRun {
  readonly #gates: Map<string, ConsultedGate> | undefined;

  constructor(
    user: Readonly<UserData>,
    context: EvaluationContext,
    {
      memory,
      gates,
    }: { readonly memory: Map<object, unknown>; readonly gates: Map<string, ConsultedGate> | undefined },
  ) {
    super(user, context, memory);
    this.#gates = gates;
  }

  override conclude(kind: EvaluationKind, name: string): Evaluation {
    const evaluation = super.conclude(kind, name);
    if (evaluation.outcome !== 'unsupported') return evaluation;
    // No rule decided, whatever gate was consulted last.
    return { ...evaluation, ruleID: '', groupName: null, isExperimentGroup: false };
  }

  override evaluateNestedGate(gate: string): void {
    const known = this.#gates?.get(gate);
    if (known === undefined) {
      this.#consult(gate);
      return;
    }
    const { record } = this;
    record.value = known.value;
    record.ruleID = known.ruleID;
    record.json = undefined;
    record.exposures = joinExposures(record.exposures, known.exposures);
  }

  #consult(gate: string): void {
    const before = this.record;
    const aside = before.exposures;
    const { name, idType, version, groupName, isExperimentGroup, isExperimentActive } = before;
    const { explicitParameters, overrideConfigName } = before;
    // A gate that does not exist has none, and then is no exposure; in checks it has that of the gate before it.
    before.ruleID = undefined;
    super.evaluateNestedGate(gate);
    // Perhaps another one: a redirection of the gate begins anew.
    const { record } = this;
    record.name = name;
    record.idType = idType;
    record.version = version;
    record.groupName = groupName;
    record.isExperimentGroup = isExperimentGroup;
    record.isExperimentActive = isExperimentActive;
    record.explicitParameters = explicitParameters;
    record.overrideConfigName = overrideConfigName;
    if (record.isUnsupported) return;
    const exposures = record.exposures.slice(aside.length);
    this.#gates?.set(gate, { value: record.value, ruleID: record.ruleID, exposures });
  }
}
