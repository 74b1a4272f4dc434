import { type EntityText, wholeEntity } from './entity-text.js';
import {
  type EntityWriter,
  type EvaluatedConfig,
  type EvaluatedEntity,
  isDeviceBased,
  undelegatedOf,
} from './entity-writer.js';
import type { ExposureWriter } from './exposure-writer.js';
import type { Fragments } from './fragments.js';

/** What a {@link LongEntityWriter} needs. */
export interface LongEntityWriterSettings {
  readonly fragments: Fragments;
  readonly exposures: ExposureWriter;
  readonly removeIdType: boolean;
  /** Whether layers tell which rule each parameter came from: in format 0 alone. */
  readonly withParameterRules: boolean;
}

/** Writes entities with keys in full, for the formats 0 and 1 (bootstrap §2.5, §2.6). */
export class LongEntityWriter implements EntityWriter {
  readonly #settings: LongEntityWriterSettings;

  constructor(settings: LongEntityWriterSettings) {
    this.#settings = settings;
  }

  gate(gate: EvaluatedEntity): EntityText {
    return wholeEntity(`${this.#head(gate)}${this.#idType(gate)},"value":${gate.evaluation.value}}`);
  }

  config(config: EvaluatedConfig): EntityText {
    return {
      head: `${this.#head(config)}${this.#idType(config)},"value":`,
      value: this.#settings.fragments.value(config.evaluation.json),
      tail: `${this.#configTail(config)}}`,
    };
  }

  #configTail(config: EvaluatedConfig): string {
    const { evaluation, entity } = config;
    let text = deviceFlag(config);
    if (entity === 'dynamic_config') return `${text},"passed":${evaluation.value}`;
    if (evaluation.isInLayer) text += ',"is_in_layer":true';
    if (evaluation.explicitParameters !== undefined) text += explicitParameters(evaluation.explicitParameters);
    text += this.#group(evaluation.groupName);
    if (entity === 'experiment') text += experimentFlags(config);
    return text;
  }

  layer(layer: EvaluatedEntity): EntityText {
    const { fragments, exposures, withParameterRules } = this.#settings;
    const { evaluation } = layer;
    const { allocatedExperiment, parameterRuleIDs } = evaluation;
    const head = `${this.#head(layer)},"value":`;
    let text = this.#idType(layer) + deviceFlag(layer) + this.#group(evaluation.groupName);
    if (allocatedExperiment !== undefined) {
      text += `${experimentFlags(layer)},"allocated_experiment_name":${fragments.name(allocatedExperiment)}`;
    }
    text += explicitParameters(evaluation.explicitParameters ?? []);
    text += `,"undelegated_secondary_exposures":${exposures.list(undelegatedOf(evaluation))}`;
    if (withParameterRules && parameterRuleIDs !== undefined) {
      const rules = [...parameterRuleIDs].map(([key, rule]) => `${JSON.stringify(key)}:${fragments.word(rule)}`);
      text += `,"parameter_rule_ids":{${rules.join(',')}}`;
    }
    return { head, value: fragments.value(evaluation.json), tail: `${text}}` };
  }

  #head({ name, evaluation }: EvaluatedEntity): string {
    const { fragments, exposures } = this.#settings;
    const hashed = fragments.name(name);
    const rule = fragments.word(evaluation.ruleID);
    const consulted = exposures.list(evaluation.secondaryExposures);
    return `${hashed}:{"name":${hashed},"rule_id":${rule},"secondary_exposures":${consulted}`;
  }

  #idType({ idType }: EvaluatedEntity): string {
    const { fragments, removeIdType } = this.#settings;
    return removeIdType || idType === undefined ? '' : `,"id_type":${fragments.word(idType)}`;
  }

  #group(groupName: string | null): string {
    return groupName === null ? '' : `,"group_name":${this.#settings.fragments.word(groupName)}`;
  }
}

function deviceFlag({ idType = '' }: EvaluatedEntity): string {
  return `,"is_device_based":${isDeviceBased(idType)}`;
}

function experimentFlags({ evaluation }: EvaluatedEntity): string {
  const { isExperimentActive, isExperimentGroup } = evaluation;
  return `,"is_experiment_active":${isExperimentActive},"is_user_in_experiment":${isExperimentGroup}`;
}

function explicitParameters(parameters: readonly string[]): string {
  return `,"explicit_parameters":${JSON.stringify(parameters)}`;
}
