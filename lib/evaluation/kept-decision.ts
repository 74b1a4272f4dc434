import type { JsonObject } from '../specs/json-value.js';
import type { SecondaryExposure } from './evaluation.js';

/** A decision that was kept for a user in an earlier request: what an experiment or layer had answered then. */
export interface KeptDecision {
  readonly value: boolean;
  readonly json: JsonObject;
  readonly ruleID: string;
  readonly groupName: string | null;
  readonly secondaryExposures: readonly SecondaryExposure[];
  readonly undelegatedSecondaryExposures: readonly SecondaryExposure[] | undefined;
  /** Layers: the experiment that had decided. */
  readonly allocatedExperiment: string | undefined;
  readonly explicitParameters: readonly string[] | undefined;
  /** `time` of the specs that had decided; null when that is not known. Unit: milliseconds since the Unix epoch. */
  readonly timeMs: number | null;
  readonly version: number | undefined;
}

/** What a call brings along of decisions that were kept for its user. */
export interface KeptDecisions {
  /** By the name of the experiment or layer. */
  readonly decisions: ReadonlyMap<string, KeptDecision>;
  /**
   * The units, as `<id>:<ID type>`, that were asked for. What is kept for others is not known, so that nothing is kept or
   * forgotten for them. Undefined: everything that is kept is here.
   */
  readonly loadedKeys: readonly string[] | undefined;
}

/** How a call wants kept decisions to be treated. */
export interface StickyRequest {
  /** Undefined: the call brings none, which asks to forget what is kept. */
  readonly kept: KeptDecisions | undefined;
  /** Whether a rule of the console that overrides the experiment for this user goes before a kept decision. */
  readonly enforceOverrides: boolean;
  /** Whether a kept decision counts only while the experiment's targeting lets the user in. */
  readonly enforceTargeting: boolean;
}

/** What is to be done with a decision that was made: keep it, or forget what was kept. */
export interface StickyChange {
  /** The user's unit: `<id>:<ID type>`. */
  readonly key: string;
  /** The experiment or layer. */
  readonly configName: string;
  /** What to keep; undefined to forget. */
  readonly decision: KeptDecision | undefined;
}

/**
 * What became of kept decisions in a call.
 * - `kept`: the kept decision is the answer.
 * - `targeting`: there is one; targeting is enforced and keeps the user out, so it is not the answer.
 * - `override`: there is one; overrides are enforced and one applies, so it is not the answer.
 * - `new`: there was none, and the decision just made is to be kept.
 * - `no-group`: there was none, and the live decision is not that of a group, or not a complete one.
 * - `inactive`: the experiment is not running, so what was kept is to be forgotten.
 * - `not-given`: the call brought none along, so what was kept is to be forgotten.
 * - `not-loaded`: what is kept for the user's unit is not known; nothing is kept or forgotten.
 * - `no-unit`: the user has no ID of the experiment's ID type, so that nothing can be kept.
 */
export type StickyStep =
  'kept' | 'targeting' | 'override' | 'new' | 'no-group' | 'inactive' | 'not-given' | 'not-loaded' | 'no-unit';
