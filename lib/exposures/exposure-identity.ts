import type { Evaluation } from '../evaluation/evaluation.js';
import { unitOf } from '../evaluation/subjects/user-fields.js';
import type { UserData } from '../users/user-data.js';
import { type ExposureFacts, exposedRuleID } from './exposure-event.js';

/** What makes two exposures of one user the same one. */
export interface ExposureIdentity {
  /** Dynamic configs and experiments are one kind here: either getter finds either, and both log the same event. */
  readonly entity: 'gate' | 'config' | 'layer';
  readonly name: string;
  readonly ruleID: string;
  /** The answer of a gate or the passing of a config; the parameter's name of a layer. */
  readonly extra: boolean | string;
  /** Sets exposures apart that are alike otherwise: who asked, and the unit that was asked about. */
  readonly scope: string;
}

/** The identity of an exposure (runtime §7.3). */
export function identityOf(
  exposure: Pick<ExposureFacts, 'evaluation' | 'user' | 'layerParameter' | 'trigger'>,
): ExposureIdentity {
  const { evaluation, layerParameter } = exposure;
  return {
    entity: entities[evaluation.kind],
    name: evaluation.name,
    ruleID: exposedRuleID(exposure),
    extra: layerParameter ?? extraOf(exposure),
    scope: scopeOf(exposure),
  };
}

const entities = {
  gate: 'gate',
  'dynamic-config': 'config',
  experiment: 'config',
  layer: 'layer',
} as const;

function extraOf({ evaluation, trigger }: Pick<ExposureFacts, 'evaluation' | 'trigger'>): boolean {
  // As observed of the official SDK: an experiment that no caller asked for counts by its group.
  return trigger !== 'direct' && evaluation.kind === 'experiment' ? evaluation.isExperimentGroup : evaluation.value;
}

/**
 * As observed of the official SDK: what a condition or a parameter store asks for is exposed besides a direct call's. Of
 * configs only for users that have the unit in question; of gates never, and there the unit always counts. Manual exposures
 * are apart from all others, so that none is lost to a check before it.
 */
function scopeOf({ evaluation, user, trigger }: Pick<ExposureFacts, 'evaluation' | 'user' | 'trigger'>): string {
  if (trigger === 'manual') return 'manual';
  const isIndirect = trigger === 'indirect';
  if (evaluation.kind === 'gate' ? user.customIDs === undefined : !isIndirect) return '';
  // Nothing tells what unit a config that refers to itself is about.
  if (evaluation.kind === 'layer' || evaluation.outcome === 'too-deep') return 'indirect';
  const unit = unitFor(evaluation, user);
  return unit === undefined ? '' : `unit ${unit}`;
}

function unitFor({ idType }: Evaluation, user: Readonly<UserData>): string | number | undefined {
  return idType === 'userID' ? user.userID : unitOf(idType)(user);
}
