import type { JsonObject } from '../specs/json-value.js';
import type { Evaluation, OverrideReason, SecondaryExposure } from './evaluation.js';
import { emptyJson, noExposures } from './unevaluated.js';

/**
 * What one call has found out so far: the result record R of evaluation §4, under its names here.
 *
 * Whatever takes part in a call writes to the call's one record. A mapping may put a new record in its place, so hold on
 * to the run and not to its record.
 */
export interface EvaluationRecord {
  value: boolean;
  isUnsupported: boolean;
  json: JsonObject | undefined;
  ruleID: string | undefined;
  /** What an autotune adds to the rule id: that the user explores. */
  ruleSuffix: string | undefined;
  groupName: string | undefined;
  name: string | undefined;
  idType: string | undefined;
  version: number | undefined;
  isExperimentGroup: boolean;
  isExperimentActive: boolean;
  isInLayer: boolean;
  explicitParameters: readonly string[] | undefined;
  delegate: string | undefined;
  exposures: readonly SecondaryExposure[];
  undelegated: readonly SecondaryExposure[] | undefined;
  parameterRuleIDs: ReadonlyMap<string, string> | undefined;
  samplingRate: number | undefined;
  forwardAllExposures: boolean;
  hasSeenAnalyticalGate: boolean;
  overrideConfigName: string | undefined;
  overrideReason: OverrideReason | undefined;
}

/** The record of a call that has found out nothing yet. All fields are there from the start: one shape for the engine. */
export function freshRecord(): EvaluationRecord {
  return {
    value: false,
    isUnsupported: false,
    json: undefined,
    ruleID: undefined,
    ruleSuffix: undefined,
    groupName: undefined,
    name: undefined,
    idType: undefined,
    version: undefined,
    isExperimentGroup: false,
    isExperimentActive: false,
    isInLayer: false,
    explicitParameters: undefined,
    delegate: undefined,
    exposures: noExposures,
    undelegated: undefined,
    parameterRuleIDs: undefined,
    samplingRate: undefined,
    forwardAllExposures: false,
    hasSeenAnalyticalGate: false,
    overrideConfigName: undefined,
    overrideReason: undefined,
  };
}

/** The rule id as it is reported; empty when nothing decided. */
export function reportedRuleID({ ruleID = '', ruleSuffix }: EvaluationRecord): string {
  return ruleSuffix === undefined ? ruleID : `${ruleID}:${ruleSuffix}`;
}

/** What an evaluation is made of besides the record. */
type Occasion = Pick<Evaluation, 'kind' | 'name' | 'entity' | 'outcome' | 'consultedExperiments' | 'isRepeatable'>;

/** The finished result. An unsupported evaluation answers no, whatever its last supported condition said. */
export function toEvaluation(
  record: EvaluationRecord,
  { kind, name, entity, outcome, consultedExperiments, isRepeatable }: Occasion,
): Evaluation {
  const isClosed = outcome === 'unsupported';
  return {
    name,
    kind,
    entity,
    outcome,
    value: isClosed ? false : record.value,
    json: isClosed ? emptyJson : (record.json ?? emptyJson),
    overrideReason: record.overrideReason,
    ruleID: reportedRuleID(record),
    ruleSuffix: record.ruleSuffix,
    idType: record.idType ?? '',
    specName: record.name,
    groupName: record.groupName ?? null,
    version: record.version,
    secondaryExposures: record.exposures,
    undelegatedSecondaryExposures: record.undelegated,
    allocatedExperiment: record.delegate,
    explicitParameters: record.explicitParameters,
    parameterRuleIDs: record.parameterRuleIDs,
    isExperimentGroup: record.isExperimentGroup,
    isExperimentActive: record.isExperimentActive,
    isInLayer: record.isInLayer,
    samplingRate: record.samplingRate,
    forwardAllExposures: record.forwardAllExposures,
    hasSeenAnalyticalGate: record.hasSeenAnalyticalGate,
    overrideConfigName: record.overrideConfigName,
    consultedExperiments,
    isRepeatable,
  };
}
