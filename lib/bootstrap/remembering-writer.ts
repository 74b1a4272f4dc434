import type { EntityWriter, EvaluatedConfig, EvaluatedEntity } from './entity-writer.js';
import type { OutcomeTexts } from './outcome-texts.js';

/** Writes each outcome of an entity once, for all responses on the same specs. */
export class RememberingWriter implements EntityWriter {
  readonly #writer: EntityWriter;
  readonly #texts: OutcomeTexts;

  constructor(writer: EntityWriter, texts: OutcomeTexts) {
    this.#writer = writer;
    this.#texts = texts;
  }

  gate(gate: EvaluatedEntity): string {
    return this.#texts.get('gate', gate.evaluation, () => this.#writer.gate(gate));
  }

  config(config: EvaluatedConfig): string {
    return this.#texts.get(config.entity, config.evaluation, () => this.#writer.config(config));
  }

  layer(layer: EvaluatedEntity): string {
    return this.#texts.get('layer', layer.evaluation, () => this.#writer.layer(layer));
  }
}
