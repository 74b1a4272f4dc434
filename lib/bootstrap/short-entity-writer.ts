import { type EntityText, wholeEntity } from './entity-text.js';
import { type EntityWriter, type EvaluatedConfig, type EvaluatedEntity, undelegatedOf } from './entity-writer.js';
import type { ExposureWriter } from './exposure-writer.js';
import type { Fragments } from './fragments.js';
import type { ValueList } from './value-list.js';

/** What a {@link ShortEntityWriter} needs. */
export interface ShortEntityWriterSettings {
  readonly fragments: Fragments;
  readonly exposures: ExposureWriter;
  readonly values: ValueList;
  readonly removeIdType: boolean;
}

/** Writes entities with keys of a letter or two, and refers to values, for format 2 (bootstrap §2.7). */
export class ShortEntityWriter implements EntityWriter {
  readonly #settings: ShortEntityWriterSettings;

  constructor(settings: ShortEntityWriterSettings) {
    this.#settings = settings;
  }

  gate(gate: EvaluatedEntity): EntityText {
    const value = gate.evaluation.value ? ',"v":true' : '';
    return this.#member(gate, this.#head(gate) + this.#idType(gate) + value);
  }

  config(config: EvaluatedConfig): EntityText {
    const { evaluation, entity } = config;
    let text = this.#head(config) + this.#idType(config) + this.#value(config);
    if (entity === 'dynamic_config') return this.#member(config, `${text},"p":${evaluation.value}`);
    text += this.#group(evaluation.groupName);
    if (entity === 'experiment') text += experimentFlags(config);
    return this.#member(config, text);
  }

  layer(layer: EvaluatedEntity): EntityText {
    const { fragments, exposures } = this.#settings;
    const { allocatedExperiment, explicitParameters, ...evaluation } = layer.evaluation;
    let text = this.#head(layer) + this.#value(layer) + this.#idType(layer) + this.#group(evaluation.groupName);
    if (allocatedExperiment !== undefined) {
      text += `${experimentFlags(layer)},"ae":${fragments.name(allocatedExperiment)}`;
    }
    if (explicitParameters !== undefined) {
      text += `,"ep":${JSON.stringify(explicitParameters)}`;
    }
    const undelegated = undelegatedOf(layer.evaluation);
    if (undelegated.length > 0) text += `,"us":${exposures.list(undelegated)}`;
    return this.#member(layer, text);
  }

  /** Each part of an entity begins with a comma; the first one's is dropped. */
  #member({ name }: EvaluatedEntity, parts: string): EntityText {
    return wholeEntity(`${this.#settings.fragments.name(name)}:{${parts.slice(1)}}`);
  }

  #head({ evaluation: { ruleID, secondaryExposures } }: EvaluatedEntity): string {
    const { fragments, exposures } = this.#settings;
    const rule = ruleID === 'default' ? '' : `,"r":${fragments.word(ruleID)}`;
    return secondaryExposures.length === 0 ? rule : `${rule},"s":${exposures.list(secondaryExposures)}`;
  }

  #value({ evaluation }: EvaluatedEntity): string {
    return `,"v":${this.#settings.values.refer(evaluation.json)}`;
  }

  #idType({ idType = '' }: EvaluatedEntity): string {
    const { fragments, removeIdType } = this.#settings;
    return removeIdType || idType === '' ? '' : `,"i":${fragments.word(idType)}`;
  }

  #group(groupName: string | null): string {
    return groupName === null ? '' : `,"gn":${this.#settings.fragments.word(groupName)}`;
  }
}

function experimentFlags({ evaluation }: EvaluatedEntity): string {
  return `,"ea":${evaluation.isExperimentActive},"ue":${evaluation.isExperimentGroup}`;
}
