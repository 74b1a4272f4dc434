import type { EvaluationDetails } from '../evaluation/evaluation-details.js';
import type { Evaluation, SecondaryExposure } from '../evaluation/evaluation.js';

/**
 * What every getter's result has in common.
 *
 * What lives in this folder: the objects that users get from `getFeatureGate` and its siblings. What must not: deciding
 * and logging; a layer calls back when a parameter is read.
 */
export abstract class BaseEvaluation {
  /** The name that was asked for. */
  readonly name: string;
  /** The rule that decided; empty when none did. */
  readonly ruleID: string;
  /** The ID type of the unit, for example `userID`; empty for unknown names. */
  readonly idType: string;
  /** Where the answer came from. */
  readonly details: EvaluationDetails;
  /** Gates that were consulted, for experiments and layers; empty for gates and dynamic configs, as in the official SDK. */
  readonly secondaryExposures: readonly SecondaryExposure[];

  constructor(
    evaluation: Evaluation,
    details: EvaluationDetails,
    secondaryExposures: readonly SecondaryExposure[] = none,
  ) {
    this.name = evaluation.name;
    this.ruleID = evaluation.ruleID;
    this.idType = evaluation.idType;
    this.details = details;
    // The caller's own: the answers of other requests have the same list.
    this.secondaryExposures = secondaryExposures.length === 0 ? none : secondaryExposures.map(copyOf);
  }

  /** The same as `details`. */
  getEvaluationDetails(): EvaluationDetails {
    return this.details;
  }

  /** The same as `ruleID`. */
  getRuleId(): string {
    return this.ruleID;
  }

  /** The same as `idType`. */
  getIdType(): string {
    return this.idType;
  }

  /** The same as `secondaryExposures`. */
  getSecondaryExposures(): readonly SecondaryExposure[] {
    return this.secondaryExposures;
  }
}

const none: readonly SecondaryExposure[] = Object.freeze([]);

function copyOf({ gate, gateValue, ruleID }: SecondaryExposure): SecondaryExposure {
  return { gate, gateValue, ruleID };
}
