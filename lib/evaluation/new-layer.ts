import type { JsonObject, JsonValue } from '../specs/json-value.js';
import { setOwn } from '../users/user-value.js';
import { objectOf } from './compile-rule.js';
import type { CompiledSpec } from './compile-specs.js';
import type { EvaluationRun } from './evaluation-run.js';
import { joinExposures } from './join-exposures.js';
import { noExposures } from './unevaluated.js';

/**
 * Evaluates a layer whose parameters come from several rules: each matching rule adds the parameters that no rule before
 * it set, and the layer's defaults fill up the rest (evaluation §4.7).
 *
 * Unlike elsewhere, a rule whose percentage turns the user away does not end the search.
 */
export function evaluateNewLayer(run: EvaluationRun, layer: CompiledSpec): void {
  const parameters: Record<string, JsonValue> = {};
  const parameterRuleIDs = new Map<string, string>();
  const apply = (values: JsonObject | undefined, ruleID: string): void => {
    for (const [key, value] of Object.entries(values ?? {})) {
      if (parameterRuleIDs.has(key)) continue;
      setOwn(parameters, key, value);
      parameterRuleIDs.set(key, ruleID);
    }
  };
  let consulted = noExposures;
  const takeExposures = (): void => {
    consulted = joinExposures(consulted, run.record.exposures);
    run.record.exposures = noExposures;
  };

  let hasPassed = false;
  let hasValue = false;
  let ruleID = 'default';
  let delegate: string | undefined;
  let groupName: string | undefined;
  let isExperimentGroup = false;
  let explicitParameters: readonly string[] | undefined;

  for (const rule of layer.rules) {
    run.evaluateRule(rule);
    takeExposures();
    if (run.record.isUnsupported) return;
    if (!run.record.value || !run.passes(rule)) continue;
    if (run.tryDelegate(rule)) {
      // Two experiments may not decide for one user, and none may change a parameter that is set already.
      const { json: values } = run.record;
      if (hasPassed || values === undefined || Object.keys(values).some((key) => parameterRuleIDs.has(key))) continue;
      apply(values, rule.spec.id);
      takeExposures();
      ({ value: hasValue, delegate, groupName, explicitParameters } = run.record);
      ruleID = rule.spec.id;
      isExperimentGroup = rule.spec.isExperimentGroup ?? false;
    } else {
      hasValue = run.record.value;
      apply(objectOf(rule.spec.returnValue), rule.spec.id);
    }
    hasPassed = true;
  }
  apply(objectOf(layer.spec.defaultValue), 'default');

  const { record } = run;
  record.value = hasValue;
  record.delegate = delegate;
  record.groupName = groupName;
  record.ruleID = ruleID;
  record.json = parameters;
  record.isExperimentGroup = isExperimentGroup;
  record.isExperimentActive = layer.spec.isActive ?? false;
  record.explicitParameters = explicitParameters;
  record.exposures = consulted;
  record.undelegated = [];
  record.parameterRuleIDs = parameterRuleIDs;
  run.finalize(layer, undefined);
}
