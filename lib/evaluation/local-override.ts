import type { ExperimentOverride, LocalOverrides } from '../overrides/local-overrides.js';
import type { JsonObject } from '../specs/json-value.js';
import { objectOf } from './compile-rule.js';
import type { EvaluationRun } from './evaluation-run.js';
import type { EvaluationKind } from './evaluation.js';
import { emptyJson } from './unevaluated.js';

/** The rule id of everything that was overridden. */
const overrideRuleID = 'override';

/**
 * Takes the value that was set in this process, if one was: for nested gates and delegates as well, and also for names
 * that the project does not have. Returns whether one was (evaluation §16).
 *
 * Nothing but value and rule id changes: ID type, group, version and the rest stay as they are.
 */
export function applyLocalOverride(
  run: EvaluationRun,
  kind: EvaluationKind,
  name: string,
  overrides: LocalOverrides,
): boolean {
  const { record } = run;
  switch (kind) {
    case 'gate': {
      const value = overrides.gates.find(name, run.user);
      if (value === undefined) return false;
      record.value = value;
      break;
    }
    case 'dynamic-config':
    case 'layer': {
      const values = (kind === 'layer' ? overrides.layers : overrides.dynamicConfigs).find(name, run.user);
      if (values === undefined) return false;
      record.json = values;
      break;
    }
    case 'experiment': {
      const override = overrides.experiments.find(name, run.user);
      if (override === undefined) return false;
      record.json = experimentValues(run, name, override);
      break;
    }
  }
  record.overrideReason = 'LocalOverride';
  record.ruleID = overrideRuleID;
  return true;
}

/**
 * The values set, or those of the group named; none when the experiment or the group does not exist. A group whose value
 * is no object has empty ones, which new-style layers tell from none.
 */
function experimentValues(run: EvaluationRun, name: string, override: ExperimentOverride): JsonObject | undefined {
  if (override.kind === 'values') return override.values;
  const rules = run.context.specs.snapshot.dynamicConfigs.get(name)?.rules;
  const group = rules?.find((rule) => rule.groupName === override.groupName);
  return group === undefined ? undefined : (objectOf(group.returnValue) ?? emptyJson);
}
