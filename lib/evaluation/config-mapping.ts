import type { CompiledMapping } from './compile-specs.js';
import type { EvaluationRun } from './evaluation-run.js';
import type { EvaluationKind } from './evaluation.js';

/**
 * Tries the redirections of a name: the first whose rule matches and passes, and whose new config exists, decides.
 * Returns whether one did (evaluation §4.8).
 *
 * Each try starts the record afresh, whatever came of it; a mapping of a nested gate therefore wipes what the outer
 * evaluation had gathered.
 */
export function evaluateMappings(
  run: EvaluationRun,
  kind: EvaluationKind,
  mappings: readonly CompiledMapping[],
): boolean {
  for (const { newConfigName, rules } of mappings) {
    for (const { startTime, rule } of rules) {
      if (startTime > 0 && startTime > run.nowMs()) continue;
      run.evaluateRule(rule);
      const { value, isUnsupported } = run.record;
      const doesApply = value && !isUnsupported && run.passes(rule);
      run.reset();
      if (!doesApply) continue;
      run.record.overrideConfigName = newConfigName;
      if (run.evaluate(kind, newConfigName)) return true;
      run.reset();
      break;
    }
  }
  return false;
}
