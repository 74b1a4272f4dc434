import type { JsonObject } from '../specs/json-value.js';
import type { Evaluation, EvaluationKind, SecondaryExposure } from './evaluation.js';

/** No gate was consulted. */
export const noExposures: readonly SecondaryExposure[] = Object.freeze([]);
/** No experiment was consulted. */
export const noEvaluations: readonly Evaluation[] = Object.freeze([]);
/** No values. */
export const emptyJson: JsonObject = Object.freeze({});

/** The closed result of something that was not evaluated, or not to an end. */
export function unevaluated(
  kind: EvaluationKind,
  name: string,
  outcome: 'too-deep' | 'failed' | 'unrecognized',
): Evaluation {
  return {
    name,
    kind,
    entity: undefined,
    outcome,
    value: false,
    json: emptyJson,
    overrideReason: undefined,
    ruleID: '',
    ruleSuffix: undefined,
    idType: '',
    specName: undefined,
    groupName: null,
    version: undefined,
    secondaryExposures: noExposures,
    undelegatedSecondaryExposures: undefined,
    allocatedExperiment: undefined,
    explicitParameters: undefined,
    parameterRuleIDs: undefined,
    isExperimentGroup: false,
    isExperimentActive: false,
    isInLayer: false,
    samplingRate: undefined,
    forwardAllExposures: false,
    hasSeenAnalyticalGate: false,
    overrideConfigName: undefined,
    consultedExperiments: noEvaluations,
    isRepeatable: true,
  };
}
