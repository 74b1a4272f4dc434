import type { EvaluationDetails } from '../evaluation/evaluation-details.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { UntypedValues } from '../types/typed-names.js';
import { type MismatchReporter, TypedValues } from './typed-values.js';

/** The values of an experiment for the user's group, with typed getters and where they came from. */
export class Experiment<Values extends object = UntypedValues> extends TypedValues<Values> {
  /** The user's group; null outside the experiment. */
  readonly groupName: string | null;

  constructor(evaluation: Evaluation, details: EvaluationDetails, onMismatch: MismatchReporter) {
    super(evaluation, details, onMismatch, evaluation.secondaryExposures);
    this.groupName = evaluation.groupName;
  }

  /** All values: a copy that belongs to the caller. */
  get value(): Partial<Values> {
    // oxlint-disable-next-line no-unsafe-type-assertion -- what the console holds is the application's claim
    return this.copyAll() as Partial<Values>;
  }

  /** The same as `groupName`. */
  getGroupName(): string | null {
    return this.groupName;
  }

  /** The object form that the official SDK prints. */
  toJSON(): Record<string, unknown> {
    return { ...(this as object), value: this.value };
  }
}
