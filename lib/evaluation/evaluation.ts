import type { JsonObject } from '../specs/json-value.js';

/** The four kinds of things that can be evaluated. */
export type EvaluationKind = 'gate' | 'dynamic-config' | 'experiment' | 'layer';

/** A gate that was consulted on the way to a decision, in the form that events carry. */
export interface SecondaryExposure {
  readonly gate: string;
  readonly gateValue: 'true' | 'false';
  readonly ruleID: string;
}

/**
 * How an evaluation ended.
 * - `recognized`: a spec of that name decided.
 * - `unrecognized`: there is no spec of that name.
 * - `unsupported`: the spec uses a condition or operator that this version does not know; the answer is closed.
 * - `too-deep`: gates refer to each other without end.
 * - `failed`: evaluating threw, which is a defect of this SDK; the answer is closed.
 * - `persisted`: a decision that was kept from an earlier request stands in its place.
 */
export type EvaluationOutcome = 'recognized' | 'unrecognized' | 'unsupported' | 'too-deep' | 'failed' | 'persisted';

/**
 * What decided otherwise than the specs alone would; the last such thing of a call is the one reported.
 * - `LocalOverride`: a value set in this process.
 * - `CountryLookupNotLoaded`: a condition asked for the country of an address while the look-up is switched off.
 * - `UAParserNotLoaded`: a condition asked for a fact of a user agent while the parser is switched off.
 */
export type OverrideReason = 'LocalOverride' | 'CountryLookupNotLoaded' | 'UAParserNotLoaded';

/** The complete result of one evaluation: a value, and everything an exposure of it reports. Immutable. */
export interface Evaluation {
  readonly name: string;
  readonly kind: EvaluationKind;
  /** What the specs call what was asked for, whatever decided: see `Spec.entity`; undefined when they have nothing of that name. */
  readonly entity: string | undefined;
  readonly outcome: EvaluationOutcome;
  /** Gates: the answer. Others: whether the user passed the deciding rule. */
  readonly value: boolean;
  /** The values of a config, experiment or layer; shared with the specs, so never to be handed out as it is. */
  readonly json: JsonObject;
  /** What took part and takes the place of `Recognized` in the reason, be it in a consulted gate or a delegate. */
  readonly overrideReason: OverrideReason | undefined;
  /** Empty when nothing decided. */
  readonly ruleID: string;
  /** What an autotune has added to `ruleID`, behind a colon: that the user explores. */
  readonly ruleSuffix: string | undefined;
  readonly idType: string;
  /**
   * The spec that decided, which is another than was asked for where a mapping led to it; undefined when none did, but a
   * local override or an autotune.
   */
  readonly specName: string | undefined;
  readonly groupName: string | null;
  readonly version: number | undefined;
  readonly secondaryExposures: readonly SecondaryExposure[];
  /** The exposures of a layer without those of the experiment it delegated to; undefined when nothing was consulted. */
  readonly undelegatedSecondaryExposures: readonly SecondaryExposure[] | undefined;
  /** The experiment that decided for a layer. */
  readonly allocatedExperiment: string | undefined;
  readonly explicitParameters: readonly string[] | undefined;
  /** New-style layers: the rule that each parameter came from. */
  readonly parameterRuleIDs: ReadonlyMap<string, string> | undefined;
  readonly isExperimentGroup: boolean;
  readonly isExperimentActive: boolean;
  /** Whether the experiment that decided lives in a layer; where one left it to another, the last that says so or not. */
  readonly isInLayer: boolean;
  readonly samplingRate: number | undefined;
  readonly forwardAllExposures: boolean;
  /** Whether a consulted gate asks that this exposure be logged whatever the sampling says. */
  readonly hasSeenAnalyticalGate: boolean;
  /** The config that a mapping sent the user to. */
  readonly overrideConfigName: string | undefined;
  /** Experiments that conditions looked into: each is an exposure of its own. */
  readonly consultedExperiments: readonly Evaluation[];
  /** Whether the same user gets the same answer from the same context at any time: no clock, no randomness. */
  readonly isRepeatable: boolean;
}
