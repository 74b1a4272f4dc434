import type { ProjectPath } from './complaint.js';
import type { Project, Rule } from './project.js';
import type { Reading } from './reading.js';

/**
 * Complains about regular expressions that this SDK cannot run. It runs them in linear time (RE2 syntax), so look-around
 * and back-references are refused here rather than never matching in silence. The engine is loaded only when the project
 * has a `str_matches` condition.
 */
export async function checkPatterns(project: Project, reading: Reading): Promise<void> {
  const patterns = [...patternsOf(project)];
  if (patterns.length === 0) return;
  const { RE2JS } = await import('re2js');
  for (const { pattern, path } of patterns) {
    try {
      RE2JS.compile(pattern);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      reading.complain(path, `"${pattern}" is not a regular expression that the SDK can run: ${reason}`);
    }
  }
}

function* patternsOf(project: Project): Generator<{ readonly pattern: string; readonly path: ProjectPath }> {
  for (const kind of ['gates', 'segments', 'dynamicConfigs'] as const) {
    for (const [name, spec] of Object.entries(project[kind] ?? {})) {
      const rules: readonly Rule[] = spec.rules ?? [];
      for (const [ruleIndex, rule] of rules.entries()) {
        for (const [index, condition] of (rule.if ?? []).entries()) {
          const pattern = condition.str_matches;
          if (typeof pattern !== 'string') continue;
          yield { pattern, path: [kind, name, 'rules', ruleIndex, 'if', index, 'str_matches'] };
        }
      }
    }
  }
}
