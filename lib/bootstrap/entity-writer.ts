import type { Evaluation } from '../evaluation/evaluation.js';
import type { EntityText } from './entity-text.js';

/** One evaluated entity, for a writer. */
export interface EvaluatedEntity {
  /** The name that was asked for. */
  readonly name: string;
  readonly evaluation: Evaluation;
  /** Undefined for a gate that a local override decided: browsers are not told one then. */
  readonly idType: string | undefined;
}

/** An evaluated dynamic config, experiment or autotune. */
export interface EvaluatedConfig extends EvaluatedEntity {
  /** What the project says that it is; anything else than the first two is written like an autotune. */
  readonly entity: 'dynamic_config' | 'experiment' | 'autotune';
}

/** Writes the entities of one response in its format, each as a member of its map: `"name":{…}`. */
export interface EntityWriter {
  gate(gate: EvaluatedEntity): EntityText;
  config(config: EvaluatedConfig): EntityText;
  layer(layer: EvaluatedEntity): EntityText;
}

/**
 * The exposures of a layer that are not of the experiment that decided: all of them where none did. Layers whose parameters
 * come from several rules have none apart (bootstrap §3.5).
 */
export function undelegatedOf(layer: Evaluation): Evaluation['secondaryExposures'] {
  if (layer.parameterRuleIDs !== undefined) return none;
  return layer.allocatedExperiment === undefined
    ? layer.secondaryExposures
    : (layer.undelegatedSecondaryExposures ?? none);
}

const none: Evaluation['secondaryExposures'] = Object.freeze([]);

/** Whether units of an ID type are devices: two spellings and no other (bootstrap §2.5). */
export function isDeviceBased(idType: string): boolean {
  return idType === 'stableID' || idType === 'stableid';
}
