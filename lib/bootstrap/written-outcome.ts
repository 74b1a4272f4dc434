import type { Evaluation } from '../evaluation/evaluation.js';

/** Characters up to which a text is made one piece; a longer one goes on sharing its values with other outcomes. */
const longestCopied = 4096;

/** What an entity came to for some users, with the texts that it was written as. */
export class WrittenOutcome {
  readonly evaluation: Evaluation;
  /** By the number of the form in which they were written. */
  readonly #texts: (string | undefined)[] = [];

  constructor(evaluation: Evaluation) {
    this.evaluation = evaluation;
  }

  /** Its text in a form, if it was written in that yet. */
  textIn(form: number): string | undefined {
    return this.#texts[form];
  }

  /** Keeps its text in a form, and gives it back. */
  keepText(form: number, text: string): string {
    const kept = text.length > longestCopied ? text : inOnePiece(text);
    this.#texts[form] = kept;
    return kept;
  }
}

/**
 * The same text, no longer made of the pieces that it was put together from, through which each use would go again. V8 puts
 * them together when a character is looked at; that of an entity is the quote before its name.
 */
function inOnePiece(text: string): string {
  return text.startsWith('"') ? text : '';
}
