import type { EvaluationDetails } from '../evaluation/evaluation-details.js';
import type { Evaluation } from '../evaluation/evaluation.js';
import type { ReadValue, TypedKey, UntypedKey, UntypedValues } from '../types/typed-names.js';
import { type MismatchReporter, TypedValues } from './typed-values.js';

/** Told that a parameter was read. */
export type ParameterReadListener = (parameter: string) => void;

/**
 * The parameters of a layer for the user. Reading one logs an exposure of it, so the values cannot be had as a whole.
 */
export class Layer<Parameters extends object = UntypedValues> extends TypedValues<Parameters> {
  /** The group of the experiment that decided; null when none did. */
  readonly groupName: string | null;
  /** The experiment that decided; null when none did. */
  readonly allocatedExperimentName: string | null;
  readonly #onParameterRead: ParameterReadListener;

  constructor(
    evaluation: Evaluation,
    details: EvaluationDetails,
    onMismatch: MismatchReporter,
    onParameterRead: ParameterReadListener,
  ) {
    super(evaluation, details, onMismatch, evaluation.secondaryExposures);
    this.groupName = evaluation.groupName;
    this.allocatedExperimentName = evaluation.allocatedExperiment ?? null;
    this.#onParameterRead = onParameterRead;
  }

  /** The same as `groupName`. */
  getGroupName(): string | null {
    return this.groupName;
  }

  /** The same as `allocatedExperimentName`. */
  getAllocatedExperimentName(): string | null {
    return this.allocatedExperimentName;
  }

  /** The value of a parameter without an exposure, for looking at it where it is not used; null when there is none. */
  peek<Key extends TypedKey<Parameters>>(key: Key): ReadValue<Parameters[Key], null>;
  peek(key: UntypedKey<Parameters>): unknown;
  peek(key: string): unknown {
    return this.ownCopy(key) ?? null;
  }

  protected override onRead(key: string): void {
    this.#onParameterRead(key);
  }
}
