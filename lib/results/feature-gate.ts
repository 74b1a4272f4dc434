import type { EvaluationDetails } from '../evaluation/evaluation-details.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import { BaseEvaluation } from './base-evaluation.js';

/** The answer of a feature gate, with where it came from. */
export class FeatureGate extends BaseEvaluation {
  /** Whether the gate is open for the user. */
  readonly value: boolean;

  constructor(evaluation: Evaluation, details: EvaluationDetails) {
    super(evaluation, details);
    this.value = evaluation.value;
  }
}
