import { findExperimentRule } from '../specs/introspect.js';
import type { RuleSpec, SpecSnapshot } from '../specs/spec-snapshot.js';
import { objectOf } from './compile-rule.js';
import { unevaluated } from './unevaluated.js';
import type { Evaluation } from './evaluation.js';

/**
 * What an experiment gives to one of its groups, whoever the user is: the values of the first rule that fits.
 * Unrecognized when the experiment has no such rule (evaluation §14).
 */
export function experimentByRule(specs: SpecSnapshot, name: string, fits: (rule: RuleSpec) => boolean): Evaluation {
  const rule = findExperimentRule(specs, name, fits);
  const nothing = unevaluated('experiment', name, 'unrecognized');
  if (rule === undefined) return nothing;
  return {
    ...nothing,
    outcome: 'recognized',
    value: true,
    json: objectOf(rule.returnValue) ?? nothing.json,
    ruleID: rule.id,
    idType: rule.idType,
    groupName: rule.groupName ?? null,
  };
}
