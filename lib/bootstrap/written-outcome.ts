import type { Evaluation } from '../evaluation/evaluation.js';
import { type EntityText, compactEntity } from './entity-text.js';

/** What an entity came to for some users, with the texts that it was written as. */
export class WrittenOutcome {
  readonly evaluation: Evaluation;
  /** By the number of the form in which they were written. */
  readonly #texts: (EntityText | undefined)[] = [];

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  /** Its text in a form, if it was written in that yet. */
  textIn(form: number): EntityText | undefined {
    return this.#texts[form];
  }

  /** Keeps its text in a form, and gives it back. */
  keepText(form: number, text: EntityText): EntityText {
    return (this.#texts[form] = compactEntity(text));
  }
}
